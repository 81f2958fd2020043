package dev.roomtalk.client.cli;

import dev.roomtalk.client.ExitCode;
import dev.roomtalk.client.RoomBan;
import dev.roomtalk.client.VisibleText;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import picocli.CommandLine;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@CommandLine.Command(
        name = "bans",
        description = "Lists who is kept out of a room, the newest first. The host and moderators may.")
final class Bans extends Command {
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm", Locale.ROOT).withZone(ZoneId.systemDefault());

    @Option(
            names = "--json",
            description =
                    "One JSON object a line: name, by, reason, since (UTC), until (UTC, or null), address (of it too).")
    private boolean json;

    @Parameters(index = "0", paramLabel = "ROOM", description = "The room.")
    private String room = "";

    Bans(Console console) {
        super(console);
    }

    @Override
    ExitCode run() throws InterruptedException {
        try (Online online = Online.connect(console(), connection(), event -> {})) {
            Table table = new Table();
            for (RoomBan ban : done(online, online.client().moderation().bans(room))) {
                Instant until = ban.until();
                if (json) {
                    console()
                            .out()
                            .println(new JsonLine()
                                    .put("name", ban.name())
                                    .put("by", ban.by())
                                    .put("reason", ban.reason())
                                    .put("since", MessageLines.utc(ban.since()))
                                    .put("until", until == null ? null : MessageLines.utc(until))
                                    .put("address", ban.address()));
                } else {
                    table.row(
                            VisibleText.line(ban.name()) + (ban.address() ? " and the address" : ""),
                            until == null ? "until it is lifted" : "until " + time(until),
                            "by " + VisibleText.line(ban.by()),
                            VisibleText.line(ban.reason()));
                }
            }
            table.print(console().out());
            return ExitCode.DONE;
        }
    }

    /** For a person, where this machine is. */
    static String time(Instant time) {
        return TIME.format(time);
    }

    /** Waits for an outcome. What a room does not let its host do is the server's answer, and no fault. */
    static <T> T done(Online online, CompletableFuture<T> future) throws InterruptedException {
        try {
            return online.get(future);
        } catch (CommandFailure e) {
            throw e.code() == ExitCode.FAILED
                    ? new CommandFailure(ExitCode.REFUSED, String.valueOf(e.getMessage()))
                    : e;
        }
    }

    static void warn(Console console, String warning) {
        if (!warning.isEmpty()) {
            console.complain(warning);
        }
    }
}
