package dev.roomtalk.client.cli;

import dev.roomtalk.client.ExitCode;
import dev.roomtalk.client.RoomInvitation;
import dev.roomtalk.client.TimeSpan;
import dev.roomtalk.client.VisibleText;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@CommandLine.Command(
        name = "invite",
        description = {
            "Makes an invitation to a room and prints its token, which lets in whoever shows it ('chat join ROOM --invite'). It is",
            "shown this once. The host and moderators may."
        })
final class Invite extends Command {
    @Option(
            names = "--uses",
            paramLabel = "N",
            description = "How many users come in with it, 1 to 10000. Default: ${DEFAULT-VALUE}.")
    private int uses = 1;

    @Option(
            names = "--for",
            paramLabel = "TIME",
            description = "How long it lasts, as " + TimeSpan.EXAMPLES + "; at most 366d. Default: ${DEFAULT-VALUE}.")
    private String time = "7d";

    @Option(names = "--json", description = "One JSON object: token, id, until (UTC), uses.")
    private boolean json;

    @Parameters(index = "0", paramLabel = "ROOM", description = "The room.")
    private String room = "";

    Invite(Console console) {
        super(console);
    }

    @Override
    ExitCode run() throws InterruptedException {
        @Nullable Duration duration = TimeSpan.parse(time);
        if (duration == null || duration.toDays() > 366) {
            throw new CommandFailure(
                    ExitCode.BAD_INPUT,
                    "--for takes a time as " + TimeSpan.EXAMPLES + ", at most 366d, and not " + time);
        }
        if (uses < 1 || uses > 10_000) {
            throw new CommandFailure(ExitCode.BAD_INPUT, "--uses is 1 to 10000, and not " + uses);
        }
        try (Online online = Online.connect(console(), connection(), event -> {})) {
            RoomInvitation.Made made =
                    Bans.done(online, online.client().moderation().invite(room, uses, duration));
            RoomInvitation invitation = made.invitation();
            console()
                    .out()
                    .println(
                            json
                                    ? new JsonLine()
                                            .put("token", made.token())
                                            .put("id", invitation.id())
                                            .put("until", MessageLines.utc(invitation.until()))
                                            .put("uses", invitation.uses())
                                            .toString()
                                    : made.token());
            if (!json && console().terminal()) {
                console()
                        .err()
                        .println("Lets " + (uses == 1 ? "one user" : uses + " users") + " into "
                                + VisibleText.line(room) + " until " + Bans.time(invitation.until())
                                + ". It is shown this once; 'chat uninvite' with " + invitation.id() + " ends it.");
            }
            return ExitCode.DONE;
        }
    }
}
