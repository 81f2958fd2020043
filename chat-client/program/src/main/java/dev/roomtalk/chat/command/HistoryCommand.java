package dev.roomtalk.chat.command;

import dev.roomtalk.chat.console.CommandFailure;
import dev.roomtalk.chat.console.Console;
import dev.roomtalk.chat.console.MessagePrinter;
import dev.roomtalk.chat.online.HistoryPager;
import dev.roomtalk.chat.online.HistorySelection;
import dev.roomtalk.client.ExitCode;
import dev.roomtalk.client.JoinedRoom;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

@CommandLine.Command(
        name = "history",
        description = {
            "Prints earlier messages of a room, the oldest first, as far as the server keeps them.",
            "",
            "TIME is 2026-11-01, 2026-11-01T12:00, 14:30 (today or yesterday), or 2h (ago; s, m, h, d or w).",
            ""
        })
final class HistoryCommand extends VisitCommand {
    @Option(
            names = "--last",
            paramLabel = "N",
            description = "At most the newest N messages. Default: 50; with --since all.")
    private @Nullable Long last;

    @Option(names = "--since", paramLabel = "TIME", description = "Messages from that time on.")
    private @Nullable Instant since;

    @Option(names = "--until", paramLabel = "TIME", description = "Messages before that time.")
    private @Nullable Instant until;

    @Option(
            names = "--around",
            paramLabel = "TIME|SEQUENCE",
            description = "Messages around that time, or around the message with that number.")
    private @Nullable String around;

    @Option(
            names = {"--context", "--lines"},
            paramLabel = "N",
            description = "With --around: N messages before it, and N after it. Default: 10.")
    private @Nullable Long context;

    @Mixin
    private MessageJson json = new MessageJson();

    HistoryCommand(Console console) {
        super(console);
    }

    @Override
    ExitCode run() throws InterruptedException {
        HistorySelection selection = selection();
        return online(online -> {
            JoinedRoom joined = visit(online);
            MessagePrinter printer = new MessagePrinter(console(), json.asked(), null);
            new HistoryPager(online, joined.name(), printer::printUnlessClosed).print(selection, joined.sequence());
            return ExitCode.DONE;
        });
    }

    private HistorySelection selection() {
        Values.atLeast(1, "--last", last);
        Values.atLeast(1, "--context", context);
        String place = around;
        if (place == null) {
            if (typed("--context")) {
                throw CommandFailure.badInput("--context is for --around; otherwise --last limits the messages");
            }
            Values.inOrder("--since", since, "--until", until);
            return HistorySelection.range(since == null || typed("--last") ? last : null, since, until);
        }
        if (typed("--last") || since != null || until != null) {
            throw CommandFailure.badInput(
                    "--around selects the messages: leave out --last, --since and --until, and use --context for their number");
        }
        return place.matches("[0-9]+")
                ? HistorySelection.aroundMessage(sequence(place), context)
                : HistorySelection.aroundTime(time(place), context);
    }

    private static long sequence(String text) {
        try {
            long sequence = Long.parseLong(text);
            if (sequence > 0 && sequence < Long.MAX_VALUE) {
                return sequence;
            }
        } catch (NumberFormatException e) {
            // Too large: the sentence below says what is valid.
        }
        throw CommandFailure.badInput("--around: there is no message " + text + "; the first one is 1");
    }

    private static Instant time(String text) {
        try {
            return Values.instant(text);
        } catch (TypeConversionException e) {
            throw CommandFailure.badInput("--around: " + e.getMessage());
        }
    }
}
