package dev.roomtalk.chat.command;

import dev.roomtalk.chat.console.Console;
import dev.roomtalk.client.ExitCode;
import picocli.CommandLine;

@CommandLine.Command(name = "close-room", description = "Closes a room for everybody. For its host.")
final class CloseRoomCommand extends RoomCommand {
    CloseRoomCommand(Console console) {
        super(console);
    }

    @Override
    ExitCode run() throws InterruptedException {
        return online(online -> {
            online.get(online.client().closeRoom(room()));
            return ExitCode.DONE;
        });
    }
}
