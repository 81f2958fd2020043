package dev.roomtalk.chat.command;

import dev.roomtalk.chat.console.Console;
import dev.roomtalk.chat.online.MessageSender;
import dev.roomtalk.chat.online.OnlineSession;
import dev.roomtalk.client.ExitCode;
import dev.roomtalk.client.JoinedRoom;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** How a command sends messages: its options. */
public final class SendOptions {
    @Option(names = "--whole", description = "All of standard input is one message, with its line breaks.")
    private boolean whole;

    @Option(
            names = "--label",
            paramLabel = "LABEL",
            description = "Shown after your name: who or what you send this for.")
    private @Nullable String label;

    @Option(
            names = "--reply-to",
            paramLabel = "SEQUENCE",
            description = "It answers the message with this sequence, as --json prints it.")
    private @Nullable Long repliesTo;

    @Option(
            names = "--timeout",
            paramLabel = "SECONDS",
            defaultValue = "30",
            description = "How long to wait for each answer. Default: ${DEFAULT-VALUE}.")
    private long timeoutSeconds;

    @Option(
            names = "--json",
            description = {
                "One JSON object a line for each message, in their order: room, outcome (delivered, refused, unknown), epoch,",
                "sequence, stored, why."
            })
    private boolean json;

    /** Whether the message was given as arguments; otherwise standard input has it. */
    private static boolean given(List<String> words) {
        return !words.isEmpty() && !words.equals(List.of("-"));
    }

    /** @param words of the message; none, or a hyphen: standard input has it */
    void check(List<String> words) {
        Values.atLeast(1, "--reply-to", repliesTo);
        Values.atLeast(1, "--timeout", timeoutSeconds);
        if (given(words)) {
            MessageSender.check(Values.joined(words));
        }
    }

    ExitCode send(OnlineSession online, Console console, JoinedRoom room, List<String> words)
            throws InterruptedException {
        Long answered = repliesTo;
        MessageSender sender = new MessageSender(
                online, console, room, label, json, Duration.ofSeconds(timeoutSeconds), System::nanoTime);
        if (answered != null) {
            sender.replyTo(online.message(room.name(), answered));
        }
        if (given(words)) {
            sender.send(Values.joined(words));
        } else if (whole) {
            sender.sendWhole();
        } else {
            sender.sendLines();
        }
        return sender.finish();
    }
}
