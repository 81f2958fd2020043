package dev.roomtalk.chat.command;

import dev.roomtalk.chat.console.Console;
import dev.roomtalk.chat.online.RoomLists;
import dev.roomtalk.client.ExitCode;
import picocli.CommandLine;

@CommandLine.Command(name = "rooms", description = "Lists the server's rooms.")
final class RoomsCommand extends Command {
    RoomsCommand(Console console) {
        super(console);
    }

    @Override
    ExitCode run() throws InterruptedException {
        return online(online -> new RoomLists(online, console()).rooms());
    }
}
