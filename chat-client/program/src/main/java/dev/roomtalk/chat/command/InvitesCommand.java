package dev.roomtalk.chat.command;

import dev.roomtalk.chat.console.Console;
import dev.roomtalk.chat.online.RoomLists;
import dev.roomtalk.client.ExitCode;
import picocli.CommandLine;
import picocli.CommandLine.Option;

@CommandLine.Command(
        name = "invites",
        description = {
            "Lists the invitations to a room, the newest first, without their tokens. For its host and moderators."
        })
final class InvitesCommand extends RoomCommand {
    @Option(
            names = "--json",
            description =
                    "One JSON object a line: room, id, by, since (UTC), until (UTC), uses, used, state (open, used up, ended).")
    private boolean json;

    InvitesCommand(Console console) {
        super(console);
    }

    @Override
    ExitCode run() throws InterruptedException {
        return online(online -> new RoomLists(online, console()).invitations(room(), json));
    }
}
