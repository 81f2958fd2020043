package dev.roomtalk.chat.command;

import dev.roomtalk.chat.console.Console;
import dev.roomtalk.chat.online.RoomLists;
import dev.roomtalk.client.ExitCode;
import picocli.CommandLine;
import picocli.CommandLine.Option;

@CommandLine.Command(name = "who", description = "Lists the members of a room.")
final class WhoCommand extends VisitCommand {
    @Option(
            names = "--json",
            description = {
                "One JSON object a line: room, name, role (host, moderator, member, muted), until (UTC, the end of a mute, or null),",
                "connected, away (what it says of being away, or null), disconnected (UTC, since when, or null)."
            })
    private boolean json;

    WhoCommand(Console console) {
        super(console);
    }

    @Override
    ExitCode run() throws InterruptedException {
        return online(online -> new RoomLists(online, console()).members(room(), password(), json));
    }
}
