package dev.roomtalk.chat.command;

import dev.roomtalk.chat.console.Console;
import dev.roomtalk.chat.online.RoomAdministration;
import dev.roomtalk.client.ExitCode;
import picocli.CommandLine;

@CommandLine.Command(
        name = "leave",
        description = "Ends your membership of a room, in all your sessions. Who enters it again is a member again.")
final class LeaveCommand extends RoomCommand {
    LeaveCommand(Console console) {
        super(console);
    }

    @Override
    ExitCode run() throws InterruptedException {
        return online(online -> new RoomAdministration(online, console(), room()).leave());
    }
}
