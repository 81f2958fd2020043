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
            if (change.isEmpty()) {
                show(online.visit(room, password.password(console()), true));
            } else {
                set(online, change);
            }
            return ExitCode.DONE;
        }
    }

    private void show(JoinedRoom joined) {
        if (joined.history()) {
            joined.settings().lines().forEach(console().out()::println);
        } else {
            console().out().println("no-history");
            joined.settings().linesWithoutHistory().forEach(console().out()::println);
        }
    }

    private void set(Online online, RoomSettingsChange change) throws InterruptedException {
        try {
            online.get(online.client().changeRoom(room, change));
        } catch (CommandFailure e) {
            // What a room has not cannot be set: that is the server's answer, and no fault.
            throw e.code() == ExitCode.FAILED
                    ? new CommandFailure(ExitCode.REFUSED, String.valueOf(e.getMessage()))
                    : e;
        }
    }
}
