package dev.roomtalk.bridge.outlet;

import dev.roomtalk.bridge.base.Counter;
import dev.roomtalk.bridge.base.Counters;
import dev.roomtalk.bridge.base.Journal;
import dev.roomtalk.bridge.message.Message;
import dev.roomtalk.client.Receipt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The way from every input into the queue to the room, and the limits on it: so many messages a second for each user
 * of the machine, and so many that wait for the room. May be used from any thread.
 */
public final class Intake {
    /** Until a full queue is tried again. */
    private static final long FULL = TimeUnit.MILLISECONDS.toNanos(50);

    private final RoomQueue queue;
    private final UserRateLimit limit;
    private final LongSupplier nanoTime;
    private final Counters counters;
    private final Journal journal;

    /** What became of a message that was offered. */
    public sealed interface Offered {}

    /** It is on its way; the future is the room's answer. */
    public record Taken(CompletableFuture<Receipt> answer) implements Offered {}

    /** There is no place for it yet. */
    public record Later(long nanos, boolean tooFast) implements Offered {}

    public Intake(RoomQueue queue, UserRateLimit limit, LongSupplier nanoTime, Counters counters, Journal journal) {
        this.queue = queue;
        this.limit = limit;
        this.nanoTime = nanoTime;
        this.counters = counters;
        this.journal = journal;
    }

    public Offered offer(Message message) {
        long wait = limit.take(message.uid(), nanoTime.getAsLong());
        if (wait > 0) {
            return new Later(wait, true);
        }
        @Nullable CompletableFuture<Receipt> answer = queue.offer(message);
        if (answer == null) {
            limit.giveBack(message.uid());
            return new Later(FULL, false);
        }
        return new Taken(answer);
    }

    /** For a speaker that cannot be made to wait: a message for which there is no place is refused. */
    public void offerOrRefuse(Message message) {
        if (offer(message) instanceof Later later) {
            counters.add(later.tooFast ? Counter.TOO_FAST : Counter.QUEUE_FULL);
            journal.write(message.label()
                    + (later.tooFast
                            ? ": refused, its user says more messages than --rate allows"
                            : ": refused, too many messages are already waiting for the server"));
        }
    }

    /** Waits until there is place for a message; the future is the room's answer. */
    public CompletableFuture<Receipt> offerPatiently(Message message) throws InterruptedException {
        while (true) {
            switch (offer(message)) {
                case Taken taken -> {
                    return taken.answer;
                }
                case Later later -> TimeUnit.NANOSECONDS.sleep(later.nanos);
            }
        }
    }

    /** Takes note of a line that is no message. */
    public void reject(String label, Counter reason, String why) {
        counters.add(reason);
        journal.write(label + ": message rejected: " + why);
    }

    /** Tells the operator. */
    public void report(String sentence) {
        journal.write(sentence);
    }

    public void heard() {
        counters.add(Counter.HEARD);
    }
}
