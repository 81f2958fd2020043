package dev.roomtalk.chat.online;

import dev.roomtalk.chat.console.CommandFailure;
import dev.roomtalk.chat.console.Console;
import dev.roomtalk.client.ChatException.Reason;
import dev.roomtalk.client.ExitCode;
import dev.roomtalk.client.JoinedRoom;
import dev.roomtalk.client.Publication;
import dev.roomtalk.client.Receipt;
import dev.roomtalk.text.NotUtf8Exception;
import dev.roomtalk.text.Utf8;
import dev.roomtalk.text.Utf8Lines;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** Sends messages to a room and waits for the room's answers; at most 1000 messages wait at once. */
public final class MessageSender {
    private static final int MAX_UNANSWERED = 1000;

    private final OnlineSession online;
    private final Console console;
    private final JoinedRoom room;
    private final @Nullable String label;
    private final Duration timeout;
    private final Deque<Publication> unanswered = new ArrayDeque<>();
    private ExitCode worst = ExitCode.DONE;
    private int notStored;

    /** @param timeout for each answer */
    public MessageSender(
            OnlineSession online, Console console, JoinedRoom room, @Nullable String label, Duration timeout) {
        this.online = online;
        this.console = console;
        this.room = room;
        this.label = label;
        this.timeout = timeout;
    }

    /** Sends all of standard input as one message. */
    public void sendWhole() throws InterruptedException {
        try {
            String text = Utf8.text(console.in().readAllBytes());
            send(text.endsWith("\n") ? text.substring(0, text.length() - 1) : text);
        } catch (IOException e) {
            throw unreadable(e);
        }
    }

    /** Sends each line of standard input, empty ones aside. */
    public void sendLines() throws InterruptedException {
        Utf8Lines lines = new Utf8Lines(console.in());
        try {
            for (String line = lines.next(); line != null; line = lines.next()) {
                if (!line.isEmpty()) {
                    send(line);
                }
            }
        } catch (IOException e) {
            // What was sent is answered first.
            finish();
            throw unreadable(e);
        }
    }

    private static CommandFailure unreadable(IOException e) {
        return CommandFailure.badInput(
                e instanceof NotUtf8Exception ? "standard input: " + e.getMessage() : "cannot read standard input");
    }

    public void send(String text) throws InterruptedException {
        if (text.isEmpty()) {
            throw CommandFailure.badInput("a message has at least one character");
        }
        while (unanswered.size() >= MAX_UNANSWERED) {
            await(unanswered.removeFirst());
        }
        unanswered.add(online.client().publish(room.name(), text, label));
    }

    /** Waits for the missing answers, and returns the code of the worst one. */
    public ExitCode finish() throws InterruptedException {
        while (!unanswered.isEmpty()) {
            await(unanswered.removeFirst());
        }
        if (notStored > 0) {
            console.complain((notStored == 1 ? "the message was" : notStored + " messages were")
                    + " relayed, but not stored: the server cannot store messages now");
        }
        return worst;
    }

    private void await(Publication publication) throws InterruptedException {
        Receipt receipt;
        try {
            receipt = publication.answered().get(timeout.toSeconds(), TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            Receipt refused = publication.notTaken().get();
            receipt = refused != null ? refused : new Receipt.Unknown("no answer within " + timeout.toSeconds() + " s");
            // It is not sent again.
            publication.answered().complete(receipt);
        } catch (ExecutionException e) {
            throw new IllegalStateException(e.getCause());
        }
        switch (receipt) {
            case Receipt.Delivered d -> notStored += room.stored() && !d.stored() ? 1 : 0;
            case Receipt.Refused(Reason reason, String why) -> complain(ExitCode.of(reason), why);
            case Receipt.Unknown(String why) ->
                complain(ExitCode.NOT_DELIVERED, "it is not known whether the message was delivered: " + why);
        }
    }

    private void complain(ExitCode code, String why) {
        console.complain(why);
        worst = code.number() > worst.number() ? code : worst;
    }
}
