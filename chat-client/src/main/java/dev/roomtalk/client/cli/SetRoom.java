package dev.roomtalk.client.cli;

import dev.roomtalk.client.ExitCode;
import dev.roomtalk.client.JoinedRoom;
import dev.roomtalk.client.RoomSettingsChange;
import picocli.CommandLine;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@CommandLine.Command(
        name = "set-room",
        description = "Changes how a room is set, which its host may; without options shows how it is set.")
final class SetRoom extends Command {
    @Mixin
    private PasswordOptions password = new PasswordOptions();

    @Mixin
    private SettingOptions settings = new SettingOptions();

    @Parameters(index = "0", paramLabel = "ROOM", description = "The room.")
    private String room = "";

    SetRoom(Console console) {
        super(console);
    }

    @Override
    ExitCode run() throws InterruptedException {
        RoomSettingsChange change = settings.change();
        try (Online online = Online.connect(console(), connection(), event -> {})) {
            if (!change.isEmpty()) {
                online.get(online.client().changeRoom(room, change));
                return ExitCode.DONE;
            }
            JoinedRoom joined = online.visit(room, password.password(console()), true);
            if (joined.history()) {
                joined.settings().lines().forEach(console().out()::println);
            } else {
                console().out().println("no-history");
            }
            return ExitCode.DONE;
        }
    }
}
