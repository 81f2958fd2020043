package dev.roomtalk.chat.command;

import dev.roomtalk.chat.console.Console;
import dev.roomtalk.chat.online.RoomAdministration;
import dev.roomtalk.client.ExitCode;
import dev.roomtalk.client.RoomSettingsChange;
import picocli.CommandLine;
import picocli.CommandLine.Mixin;

@CommandLine.Command(
        name = "set-room",
        description = "Changes a room's settings, which its host may; without options shows them.")
final class SetRoomCommand extends VisitCommand {
    @Mixin
    private RoomSettingOptions settings = new RoomSettingOptions();

    SetRoomCommand(Console console) {
        super(console);
    }

    @Override
    ExitCode run() throws InterruptedException {
        RoomSettingsChange change = settings.change();
        return online(online -> {
            RoomAdministration room = new RoomAdministration(online, console(), room());
            return change.isEmpty() ? room.showSettings(visit(online)) : room.changeSettings(change);
        });
    }
}
