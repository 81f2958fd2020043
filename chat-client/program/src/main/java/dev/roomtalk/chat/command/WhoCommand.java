package dev.roomtalk.chat.command;

import dev.roomtalk.chat.console.Console;
import dev.roomtalk.chat.online.RoomLists;
import dev.roomtalk.client.ExitCode;
import picocli.CommandLine;

@CommandLine.Command(name = "who", description = "Lists the members of a room.")
final class WhoCommand extends VisitCommand {
    WhoCommand(Console console) {
        super(console);
    }

    @Override
    ExitCode run() throws InterruptedException {
        return online(online -> new RoomLists(online, console()).members(room(), password()));
    }
}
