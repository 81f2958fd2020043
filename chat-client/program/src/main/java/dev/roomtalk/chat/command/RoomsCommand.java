package dev.roomtalk.chat.command;

import dev.roomtalk.chat.console.Console;
import dev.roomtalk.chat.online.RoomLists;
import dev.roomtalk.client.ExitCode;
import picocli.CommandLine;
import picocli.CommandLine.Option;

@CommandLine.Command(
        name = "rooms",
        description = "Lists the server's rooms, and your conversations with single users.")
final class RoomsCommand extends Command {
    @Option(
            names = "--json",
            description = {
                "One JSON object a line: room, topic, members, present (members that are connected), member (you are one),",
                "private, password (needs one), history, unread (of a conversation)."
            })
    private boolean json;

    RoomsCommand(Console console) {
        super(console);
    }

    @Override
    ExitCode run() throws InterruptedException {
        return online(online -> new RoomLists(online, console()).rooms(json));
    }
}
