package dev.roomtalk.chat.command;

import dev.roomtalk.chat.console.Console;
import dev.roomtalk.chat.online.RoomLists;
import dev.roomtalk.client.ExitCode;
import picocli.CommandLine;
import picocli.CommandLine.Option;

@CommandLine.Command(
        name = "bans",
        description = "Lists who is banned from a room, the newest ban first. For its host and moderators.")
final class BansCommand extends RoomCommand {
    @Option(
            names = "--json",
            description =
                    "One JSON object a line: room, name, by, reason, since (UTC), until (UTC, or null), address (banned too).")
    private boolean json;

    BansCommand(Console console) {
        super(console);
    }

    @Override
    ExitCode run() throws InterruptedException {
        return online(online -> new RoomLists(online, console()).bans(room(), json));
    }
}
