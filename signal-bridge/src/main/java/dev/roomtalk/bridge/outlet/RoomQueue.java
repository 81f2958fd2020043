package dev.roomtalk.bridge.outlet;

import dev.roomtalk.bridge.base.Counter;
import dev.roomtalk.bridge.base.Counters;
import dev.roomtalk.bridge.base.Journal;
import dev.roomtalk.bridge.message.Message;
import dev.roomtalk.client.Receipt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * The messages that the room has not answered yet: a bounded number, which fills while the server is away. When it is
 * full it takes no more: what was said first is not lost for what is said later. May be used from any thread.
 */
public final class RoomQueue {
    /** Messages that may wait for the room. */
    public static final int CAPACITY = 1_000;

    private final Outlet outlet;
    private final int capacity;
    private final Counters counters;
    private final Journal journal;
    private final AtomicInteger waiting = new AtomicInteger();

    public RoomQueue(Outlet outlet, int capacity, Counters counters, Journal journal) {
        this.outlet = outlet;
        this.capacity = capacity;
        this.counters = counters;
        this.journal = journal;
    }

    /** Sends a message on its way; the future is the room's answer. Null if it is full. */
    @Nullable
    CompletableFuture<Receipt> offer(Message message) {
        if (waiting.incrementAndGet() > capacity) {
            waiting.decrementAndGet();
            return null;
        }
        return await(message, outlet.publish(message));
    }

    /** Counts one that an earlier run of this program has said, and that is said again, however full it is. */
    public CompletableFuture<Receipt> resume(Message message, CompletableFuture<Receipt> answer) {
        waiting.incrementAndGet();
        return await(message, answer);
    }

    private CompletableFuture<Receipt> await(Message message, CompletableFuture<Receipt> answer) {
        return answer.thenApply(receipt -> {
            answered(message, receipt);
            return receipt;
        });
    }

    public int waiting() {
        return waiting.get();
    }

    private void answered(Message message, Receipt receipt) {
        waiting.decrementAndGet();
        switch (receipt) {
            case Receipt.Delivered _ -> counters.add(Counter.DELIVERED);
            case Receipt.Refused refused -> {
                counters.add(Counter.NOT_DELIVERED);
                journal.write(message.label() + ": the room refused the message: " + refused.why());
            }
            case Receipt.Unknown unknown -> {
                counters.add(Counter.NOT_DELIVERED);
                journal.write(message.label() + ": not known whether the room has the message: " + unknown.why());
            }
        }
    }
}
