package dev.roomtalk.chat.command;

import dev.roomtalk.chat.console.CommandFailure;
import dev.roomtalk.chat.console.Console;
import dev.roomtalk.chat.online.RoomAdministration;
import dev.roomtalk.client.ExitCode;
import dev.roomtalk.client.TimeSpan;
import java.time.Duration;
import picocli.CommandLine;
import picocli.CommandLine.Option;

@CommandLine.Command(
        name = "invite",
        description = {
            "Makes an invitation to a room and prints its token, with which others can enter: '${ROOT-COMMAND-NAME} join ROOM --invite'. The token",
            "is shown only once. For the room's host and moderators."
        })
final class InviteCommand extends RoomCommand {
    private static final int MAX_USES = 10_000;
    private static final Duration MAX_DURATION = Duration.ofDays(366);

    @Option(
            names = "--uses",
            paramLabel = "N",
            description = "How many users can enter with it, 1 to 10000. Default: ${DEFAULT-VALUE}.")
    private int uses = 1;

    @Option(
            names = "--for",
            paramLabel = "DURATION",
            defaultValue = "7d",
            description = "How long it is valid, such as " + TimeSpan.EXAMPLES + "; at most 366d. Default: 7d.")
    private Duration time = Duration.ZERO;

    @Option(names = "--json", description = "One JSON object: room, token, id, until (UTC), uses.")
    private boolean json;

    InviteCommand(Console console) {
        super(console);
    }

    @Override
    ExitCode run() throws InterruptedException {
        if (time.compareTo(MAX_DURATION) > 0) {
            throw CommandFailure.badInput("--for is at most " + MAX_DURATION.toDays() + "d");
        }
        if (uses < 1 || uses > MAX_USES) {
            throw CommandFailure.badInput("--uses is 1 to " + MAX_USES + ", and not " + uses);
        }
        return online(online -> new RoomAdministration(online, console(), room()).invite(uses, time, json));
    }
}
