package dev.roomtalk.client.cli;

import dev.roomtalk.client.ChatException.Reason;
import dev.roomtalk.client.ExitCode;
import dev.roomtalk.client.Publication;
import dev.roomtalk.client.Receipt;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/**
 * Sends messages and waits for the room's answers. Visits the room, without joined and left lines.
 */
@CommandLine.Command(
        name = "send",
        description = "Sends a message, or every line of standard input as one, and waits until the room has taken it.")
final class Send extends Command {
    private static final int AT_ONCE = 1000;

    @Mixin
    private PasswordOptions password = new PasswordOptions();

    @Option(names = "--whole", description = "All of standard input is one message, line breaks included.")
    private boolean whole;

    @Option(names = "--label", paramLabel = "LABEL", description = "On whose behalf: shown behind your name.")
    private @Nullable String label;

    @Option(
            names = "--timeout",
            paramLabel = "SECONDS",
            defaultValue = "30",
            description = "How long to wait for each answer. Default: ${DEFAULT-VALUE}.")
    private long timeoutSeconds;

    @Parameters(index = "0", paramLabel = "ROOM", description = "The room.")
    private String room = "";

    @Parameters(
            index = "1..*",
            arity = "0..*",
            paramLabel = "TEXT",
            description = "The message; several words are joined by spaces. None, or -: standard input.")
    private List<String> words = List.of();

    private final Deque<Sent> unanswered = new ArrayDeque<>();
    private ExitCode worst = ExitCode.DONE;
    private boolean stored;
    private int notStored;

    private record Sent(String text, Publication publication) {}

    Send(Console console) {
        super(console);
    }

    @Override
    ExitCode run() throws InterruptedException {
        if (timeoutSeconds < 1) {
            throw new CommandFailure(ExitCode.BAD_INPUT, "--timeout is at least 1 second");
        }
        try (Online online = Online.connect(console(), connection(), event -> {})) {
            stored = online.visit(room, password.password(console()), true).stored();
            boolean standardInput = words.isEmpty() || words.equals(List.of("-"));
            if (!standardInput) {
                send(online, String.join(" ", words));
            } else if (whole) {
                sendWhole(online);
            } else {
                sendLines(online);
            }
            while (!unanswered.isEmpty()) {
                await(unanswered.removeFirst());
            }
            tellNotStored();
            return worst;
        }
    }

    private void tellNotStored() {
        if (notStored > 0) {
            console()
                    .complain((notStored == 1 ? "the message was" : notStored + " messages were")
                            + " relayed, but not stored: the server cannot store messages now");
        }
    }

    private void sendWhole(Online online) throws InterruptedException {
        try {
            String text = new String(console().in().readAllBytes(), StandardCharsets.UTF_8);
            send(online, text.endsWith("\n") ? text.substring(0, text.length() - 1) : text);
        } catch (IOException e) {
            throw unreadable();
        }
    }

    private void sendLines(Online online) throws InterruptedException {
        // Not closed: standard input is not ours to close.
        BufferedReader lines =
                new BufferedReader(new InputStreamReader(console().in(), StandardCharsets.UTF_8));
        try {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (!line.isEmpty()) {
                    send(online, line);
                }
            }
        } catch (IOException e) {
            throw unreadable();
        }
    }

    private static CommandFailure unreadable() {
        return new CommandFailure(ExitCode.BAD_INPUT, "cannot read standard input");
    }

    private void send(Online online, String text) throws InterruptedException {
        if (text.isEmpty()) {
            throw new CommandFailure(ExitCode.BAD_INPUT, "a message has at least one character");
        }
        while (unanswered.size() >= AT_ONCE) {
            await(unanswered.removeFirst());
        }
        unanswered.add(new Sent(text, online.client().publish(room, text, label)));
    }

    private void await(Sent sent) throws InterruptedException {
        Receipt receipt;
        try {
            receipt = sent.publication().answered().get(timeoutSeconds, TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            receipt = new Receipt.Unknown(
                    "no answer within " + Duration.ofSeconds(timeoutSeconds).toSeconds() + " s");
        } catch (ExecutionException e) {
            throw new IllegalStateException(e.getCause());
        }
        switch (receipt) {
            case Receipt.Delivered d -> notStored += stored && !d.stored() ? 1 : 0;
            case Receipt.Refused(Reason reason, String why) -> complain(ExitCode.of(reason), why);
            case Receipt.Unknown(String why) ->
                complain(ExitCode.NOT_DELIVERED, "it is not known whether the message was delivered: " + why);
        }
    }

    private void complain(ExitCode code, String why) {
        console().complain(why);
        worst = code.number() > worst.number() ? code : worst;
    }
}
