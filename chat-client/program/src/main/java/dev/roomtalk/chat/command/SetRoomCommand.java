package dev.roomtalk.chat.command;

import dev.roomtalk.chat.console.Console;
import dev.roomtalk.chat.online.RoomAdministration;
import dev.roomtalk.client.ExitCode;
import dev.roomtalk.client.RoomSettingsChange;
import picocli.CommandLine;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@CommandLine.Command(
        name = "set-room",
        description = "Changes a room's settings, which its host may; without options shows them.")
final class SetRoomCommand extends VisitCommand {
    @Mixin
    private RoomSettingOptions settings = new RoomSettingOptions();

    @Option(
            names = "--json",
            description = {
                "One JSON object: room, history, and the settings in effect, also after a change: history-lines, keep (seconds),",
                "keep-messages, keep-bytes, slow and edit-for (seconds). Of a room without history the others are null."
            })
    private boolean json;

    SetRoomCommand(Console console) {
        super(console);
    }

    @Override
    ExitCode run() throws InterruptedException {
        RoomSettingsChange change = settings.change();
        return online(online -> {
            RoomAdministration room = new RoomAdministration(online, console(), room());
            if (!change.isEmpty()) {
                room.changeSettings(change);
            }
            return json || change.isEmpty() ? room.showSettings(visit(online), json) : ExitCode.DONE;
        });
    }
}
