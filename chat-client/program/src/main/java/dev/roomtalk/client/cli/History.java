package dev.roomtalk.client.cli;

import dev.roomtalk.client.ChatEvent;
import dev.roomtalk.client.ExitCode;
import dev.roomtalk.client.HistoryQuery;
import dev.roomtalk.client.JoinedRoom;
import dev.roomtalk.client.RoomHistory;
import java.time.Instant;
import java.time.ZoneId;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Prints what was said in a room. */
@CommandLine.Command(
        name = "history",
        description = {
            "Prints what was said in a room, as far as the server keeps it, in the order in which it was said.",
            "",
            "TIME is 2026-11-01, 2026-11-01T12:00, 14:30 (the last time it was), or 2h (ago; s, m, h, d or w).",
            ""
        })
final class History extends Command {
    private static final long USUAL = 50;
    private static final long USUAL_CONTEXT = 10;

    @Mixin
    private PasswordOptions password = new PasswordOptions();

    @Option(
            names = "--last",
            paramLabel = "N",
            description = "At most the newest N messages. Default: 50; with --since all.")
    private @Nullable Long last;

    @Option(names = "--since", paramLabel = "TIME", description = "Messages from that time on.")
    private @Nullable String since;

    @Option(names = "--until", paramLabel = "TIME", description = "Messages before that time.")
    private @Nullable String until;

    @Option(
            names = "--around",
            paramLabel = "TIME|SEQUENCE",
            description = "What was said around that time, or around the message with that number.")
    private @Nullable String around;

    @Option(
            names = {"--context", "--lines"},
            paramLabel = "N",
            description = "With --around: N messages before it, and N after it. Default: 10.")
    private @Nullable Long context;

    @Option(
            names = "--json",
            description = "One JSON object a line: room, epoch, sequence, time (UTC), user, label, text.")
    private boolean json;

    @Parameters(index = "0", paramLabel = "ROOM", description = "The room.")
    private String room = "";

    private long printed;

    History(Console console) {
        super(console);
    }

    @Override
    ExitCode run() throws InterruptedException {
        check();
        Instant from = time("--since", since);
        Instant to = time("--until", until);
        String place = around;
        Instant around = place == null || isSequence(place) ? null : time("--around", place);
        try (Online online = Online.connect(console(), connection(), event -> {})) {
            JoinedRoom joined = online.visit(room, password.password(console()), true);
            Reading reading = new Reading(online, joined.name(), printer());
            long end = joined.sequence();
            if (end == 0) {
                return ExitCode.DONE;
            }
            if (around != null) {
                around(online, reading, joined, around);
            } else if (place != null) {
                around(reading, joined, sequence(place));
            } else if (from != null && last == null) {
                reading.first(Long.MAX_VALUE, new HistoryQuery(0, end, 0, from, to));
            } else {
                reading.last(last == null ? USUAL : last, new HistoryQuery(0, end, 0, from, to));
            }
        }
        return ExitCode.DONE;
    }

    private void check() {
        atLeastOne("--last", last);
        atLeastOne("--context", context);
        if (around != null && (last != null || since != null || until != null)) {
            throw new CommandFailure(
                    ExitCode.BAD_INPUT,
                    "--around says which messages: leave out --last, --since and --until; --context says how many");
        }
        if (context != null && around == null) {
            throw new CommandFailure(ExitCode.BAD_INPUT, "--context is for --around: --last says how many otherwise");
        }
        if (around != null && isSequence(around)) {
            sequence(around);
        }
    }

    private static void atLeastOne(String option, @Nullable Long value) {
        if (value != null && value < 1) {
            throw new CommandFailure(ExitCode.BAD_INPUT, option + " is at least 1");
        }
    }

    private static boolean isSequence(String text) {
        return !text.isEmpty() && text.chars().allMatch(c -> c >= '0' && c <= '9');
    }

    private static long sequence(String text) {
        try {
            long sequence = Long.parseLong(text);
            if (sequence > 0 && sequence < Long.MAX_VALUE) {
                return sequence;
            }
        } catch (NumberFormatException e) {
            // It is said below what would be right.
        }
        throw new CommandFailure(ExitCode.BAD_INPUT, "--around: there is no message " + text + "; they begin with 1");
    }

    private static @Nullable Instant time(String option, @Nullable String text) {
        if (text == null) {
            return null;
        }
        try {
            return PointInTime.parse(text, Instant.now(), ZoneId.systemDefault());
        } catch (IllegalArgumentException e) {
            throw new CommandFailure(ExitCode.BAD_INPUT, option + ": " + e.getMessage());
        }
    }

    private void around(Online online, Reading reading, JoinedRoom joined, Instant time) throws InterruptedException {
        RoomHistory found = online.get(online.client().history(joined.name(), new HistoryQuery(0, 0, 0, time, null)));
        around(reading, joined, found.coversFrom());
    }

    /** Up to that sequence, and above it. */
    private void around(Reading reading, JoinedRoom joined, long sequence) throws InterruptedException {
        long lines = context == null ? USUAL_CONTEXT : context;
        if (sequence > 0) {
            reading.last(
                    lines + (around != null && isSequence(around) ? 1 : 0),
                    new HistoryQuery(0, sequence, 0, null, null));
        }
        if (sequence < joined.sequence()) {
            reading.first(lines, new HistoryQuery(sequence, joined.sequence(), 0, null, null));
        }
    }

    private Predicate<ChatEvent.Message> printer() {
        MessageLines lines = new MessageLines(console(), null);
        return message -> {
            if (json) {
                console().out().println(MessageLines.json(message));
            } else {
                lines.print(message);
            }
            // What was written to a pipe that nobody reads any more is an error. Asking flushes.
            return ++printed % 100 != 0 || !console().out().checkError();
        };
    }
}
