package dev.roomtalk.client.cli;

import dev.roomtalk.client.ExitCode;
import dev.roomtalk.client.RoomInvitation;
import dev.roomtalk.client.VisibleText;
import java.time.Instant;
import picocli.CommandLine;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@CommandLine.Command(
        name = "invites",
        description =
                "Lists the invitations to a room, the newest first, without their tokens. The host and moderators may.")
final class Invites extends Command {
    @Option(
            names = "--json",
            description =
                    "One JSON object a line: id, by, since (UTC), until (UTC), uses, used, state (open, used up, ended).")
    private boolean json;

    @Parameters(index = "0", paramLabel = "ROOM", description = "The room.")
    private String room = "";

    Invites(Console console) {
        super(console);
    }

    @Override
    ExitCode run() throws InterruptedException {
        try (Online online = Online.connect(console(), connection(), event -> {})) {
            Table table = new Table();
            Instant now = Instant.now();
            for (RoomInvitation one :
                    Bans.done(online, online.client().moderation().invitations(room))) {
                if (json) {
                    console()
                            .out()
                            .println(new JsonLine()
                                    .put("id", one.id())
                                    .put("by", one.by())
                                    .put("since", MessageLines.utc(one.since()))
                                    .put("until", MessageLines.utc(one.until()))
                                    .put("uses", one.uses())
                                    .put("used", one.used())
                                    .put("state", one.state(now)));
                } else {
                    table.row(
                            VisibleText.line(one.id()),
                            one.state(now),
                            one.used() + " of " + one.uses() + " used",
                            "until " + Bans.time(one.until()),
                            "by " + VisibleText.line(one.by()));
                }
            }
            table.print(console().out());
            return ExitCode.DONE;
        }
    }
}
