package dev.roomtalk.chat.online;

import dev.roomtalk.chat.console.CommandFailure;
import dev.roomtalk.chat.console.Console;
import dev.roomtalk.chat.console.JsonLine;
import dev.roomtalk.chat.console.MessageText;
import dev.roomtalk.client.ChatException.Reason;
import dev.roomtalk.client.ExitCode;
import dev.roomtalk.client.JoinedRoom;
import dev.roomtalk.client.MessageContent;
import dev.roomtalk.client.MessageId;
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
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Sends messages to a room and waits for the room's answers; at most 1000 messages wait at once. What is not answered
 * is given up when the time-out has passed both since it was sent and since the server answered an earlier one: a
 * server that has stopped is waited for once, however many messages wait.
 */
public final class MessageSender {
    private static final int MAX_UNANSWERED = 1000;

    private final OnlineSession online;
    private final Console console;
    private final JoinedRoom room;
    private final @Nullable String label;
    private final boolean json;
    private final Duration timeout;
    private final LongSupplier nanoTime;
    private final Deque<Sent> unanswered = new ArrayDeque<>();
    private long lastAnswerAt;
    private ExitCode worst = ExitCode.DONE;
    private int notStored;
    private @Nullable MessageId answered;

    private record Sent(Publication publication, long at) {}

    /**
     * @param json prints the outcome of each message as a JSON object
     * @param timeout for each answer
     * @param nanoTime as {@link System#nanoTime}
     */
    public MessageSender(
            OnlineSession online,
            Console console,
            JoinedRoom room,
            @Nullable String label,
            boolean json,
            Duration timeout,
            LongSupplier nanoTime) {
        this.online = online;
        this.console = console;
        this.room = room;
        this.label = label;
        this.json = json;
        this.timeout = timeout;
        this.nanoTime = nanoTime;
        this.lastAnswerAt = nanoTime.getAsLong();
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

    /** Sends each line of standard input, blank ones aside. */
    public void sendLines() throws InterruptedException {
        Utf8Lines lines = new Utf8Lines(console.in());
        try {
            for (String line = lines.next(); line != null; line = lines.next()) {
                if (!MessageText.isBlank(line)) {
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

    /** @throws CommandFailure if a message cannot have this text */
    public static void check(String text) {
        if (MessageText.isBlank(text)) {
            throw CommandFailure.badInput("the message is blank, and was not sent: give it a text");
        }
    }

    public void send(String text) throws InterruptedException {
        check(text);
        MessageId target = answered;
        send(target == null ? MessageContent.text(text, label) : MessageContent.reply(target, text, label));
    }

    /** The texts that are sent answer this message from now on. */
    public void replyTo(MessageId target) {
        answered = target;
    }

    public void send(MessageContent content) throws InterruptedException {
        while (unanswered.size() >= MAX_UNANSWERED) {
            await(unanswered.removeFirst());
        }
        unanswered.add(new Sent(online.client().publish(room.name(), content), nanoTime.getAsLong()));
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

    private void await(Sent sent) throws InterruptedException {
        Publication publication = sent.publication;
        Receipt receipt;
        try {
            receipt = publication.answered().get(left(sent.at), TimeUnit.NANOSECONDS);
            lastAnswerAt = nanoTime.getAsLong();
        } catch (TimeoutException e) {
            Receipt.Refused refused = publication.notTaken().get();
            if (refused != null && !refused.equals(Publication.NOT_SENT)) {
                // The server answered: it does not take the message at present.
                lastAnswerAt = nanoTime.getAsLong();
            }
            receipt = refused != null ? refused : new Receipt.Unknown("no answer within " + timeout.toSeconds() + " s");
            // It is not sent again.
            publication.answered().complete(receipt);
        } catch (ExecutionException e) {
            throw new IllegalStateException(e.getCause());
        }
        if (json) {
            console.out().println(line(receipt));
        }
        switch (receipt) {
            case Receipt.Delivered d -> notStored += room.stored() && !d.stored() ? 1 : 0;
            case Receipt.Refused(Reason reason, String why) -> complain(ExitCode.of(reason), why);
            case Receipt.Unknown(String why) ->
                complain(ExitCode.NOT_DELIVERED, "it is not known whether the message was delivered: " + why);
        }
    }

    private JsonLine line(Receipt receipt) {
        JsonLine line = new JsonLine().put("room", room.name());
        return switch (receipt) {
            case Receipt.Delivered(long epoch, long sequence, boolean stored) ->
                line.put("outcome", "delivered")
                        .put("epoch", epoch)
                        .put("sequence", sequence)
                        .put("stored", stored)
                        .put("why", (String) null);
            case Receipt.Refused(Reason _, String why) -> undelivered(line, "refused", why);
            case Receipt.Unknown(String why) -> undelivered(line, "unknown", why);
        };
    }

    private static JsonLine undelivered(JsonLine line, String outcome, String why) {
        return line.put("outcome", outcome)
                .put("epoch", (Long) null)
                .put("sequence", (Long) null)
                .put("stored", (Long) null)
                .put("why", why);
    }

    /** How long to wait for the answer to what was sent then, in nanoseconds. */
    private long left(long sentAt) {
        long now = nanoTime.getAsLong();
        return Math.max(0, timeout.toNanos() - Math.min(now - sentAt, now - lastAnswerAt));
    }

    private void complain(ExitCode code, String why) {
        console.complain(why);
        worst = code.number() > worst.number() ? code : worst;
    }
}
