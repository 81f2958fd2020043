package dev.roomtalk.bridge;

import dev.roomtalk.client.Receipt;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The messages that the room has not answered yet: a bounded number, which fills while the server is away. When it is full the
 * newest message is refused: what was said first is not lost for what is said later. May be used from any thread.
 */
final class Outbox {
    /** Messages that may wait for the room. */
    static final int CAPACITY = 1_000;

    private final Outlet outlet;
    private final int capacity;
    private final Counters counters;
    private final Journal journal;
    private final AtomicInteger waiting = new AtomicInteger();

    Outbox(Outlet outlet, int capacity, Counters counters, Journal journal) {
        this.outlet = outlet;
        this.capacity = capacity;
        this.counters = counters;
        this.journal = journal;
    }

    void offer(Message message) {
        if (waiting.incrementAndGet() > capacity) {
            waiting.decrementAndGet();
            counters.add(Counter.QUEUE_FULL);
            journal.write(message.label() + ": refused, " + capacity + " messages are already waiting for the server");
            return;
        }
        var _ = outlet.publish(message).thenAccept(receipt -> answered(message, receipt));
    }

    int waiting() {
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
