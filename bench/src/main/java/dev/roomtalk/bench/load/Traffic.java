package dev.roomtalk.bench.load;

import dev.roomtalk.bench.base.Failure;
import dev.roomtalk.bench.base.Stamp;
import dev.roomtalk.proto.RefusalReason;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * The load on one target: who sends when, and what came of it. Confined to the target's loop.
 *
 * <p>At a rate, message k of all senders together is meant to leave at start + k × gap, by sender k modulo senders, and carries
 * that time. A sender whose window is full is late, not excused: it sends as soon as it may, with the time at which it should
 * have. Saturated, a sender fills its window whenever an answer makes room.
 */
public final class Traffic implements Arrivals {
    /** Runs a task on the target's loop after a while. */
    interface Timer {
        void after(long nanos, Runnable task);
    }

    /** A sender without an answer for so long sends again, or gives up where the target does not repeat. */
    static final long ANSWER_WAIT = TimeUnit.MILLISECONDS.toNanos(500);

    /** Each repetition doubles the wait for the next, until an answer comes: a server that is behind must not be buried. */
    private static final int MOST_DOUBLINGS = 4;

    /** A server takes messages in the order of n, so the lowest are what it lacks. */
    private static final int REPEATED_AT_ONCE = 8;

    private static final long CHECK_EVERY = TimeUnit.MILLISECONDS.toNanos(5);

    /** A check looks at every tenth sender, and stops early rather than flood: clients elsewhere do not act in step. */
    private static final int CHECKS_PER_LAP = 10;

    private static final int REPEATED_PER_CHECK = 64;

    private final Shape shape;
    private final Target target;
    private final LongSupplier nanoTime;
    private final Timer timer;
    private final byte[] text;
    private final LoadSender[] senders;
    private final boolean[] ready;
    private final ArrayDeque<LoadSender> readyOnes = new ArrayDeque<>();
    private final DeliveryLedger ledger;
    private final CompletableFuture<Void> broken = new CompletableFuture<>();

    private LoadPace pace = new LoadPace.Saturated(0);
    private Measurement measurement = new Measurement(0, 0);
    private long start;
    private double gap;
    private long scheduled;
    private boolean sending;
    /** Which call of {@link #begin} is in force; timers of an earlier one end. Odd while the load runs. */
    private int generation;

    private long now;
    private int checkedNext;

    private long published;
    private long refused;
    private long resent;
    private long unreadable;

    Traffic(Shape shape, int size, Target target, LongSupplier nanoTime, Timer timer) {
        this.shape = shape;
        this.target = target;
        this.nanoTime = nanoTime;
        this.timer = timer;
        this.text = new byte[size];
        Arrays.fill(text, (byte) '.');
        this.senders = new LoadSender[shape.allSenders()];
        Arrays.setAll(senders, LoadSender::new);
        this.ready = new boolean[senders.length];
        this.ledger = new DeliveryLedger(shape, target.streams());
    }

    /** The load on a target that is really there. */
    public static Traffic on(Target target, Shape shape, int size) {
        return new Traffic(
                shape,
                size,
                target,
                System::nanoTime,
                (nanos, task) -> target.loop().schedule(task, nanos, TimeUnit.NANOSECONDS));
    }

    /** Completes, exceptionally, when the target cannot go on. */
    CompletableFuture<Void> broken() {
        return broken;
    }

    /** Begins to send, until the measurement ends. */
    void begin(LoadPace newPace, Measurement newMeasurement) {
        pace = newPace;
        measurement = newMeasurement;
        now = nanoTime.getAsLong();
        start = now;
        scheduled = 0;
        sending = true;
        for (LoadSender sender : senders) {
            sender.begin();
        }
        gap = switch (newPace) {
            case LoadPace.AtRate rate -> rate.gap(shape);
            case LoadPace.Saturated _ -> 0;
        };
        for (LoadSender sender : senders) {
            makeReady(sender);
        }
        generation += 1 + generation % 2;
        check(generation);
        tick(generation);
    }

    private boolean running() {
        return generation % 2 == 1;
    }

    /** Sends what is due, and comes back when the next message is. */
    private void tick(int of) {
        if (of != generation) {
            return;
        }
        now = nanoTime.getAsLong();
        boolean more = schedule();
        pump();
        if (more) {
            long due = start + (long) (scheduled * gap);
            timer.after(Math.max(0, due - nanoTime.getAsLong()), () -> tick(of));
        }
    }

    /** Marks what is due by now; returns whether a later message will be. */
    private boolean schedule() {
        if (gap == 0) {
            endWhenOver();
            return false;
        }
        while (sending) {
            long due = start + (long) (scheduled * gap);
            if (due - measurement.to() >= 0) {
                sending = false;
                break;
            }
            if (due - now > 0) {
                return true;
            }
            LoadSender sender = senders[(int) (scheduled % senders.length)];
            sender.oneMoreDue();
            makeReady(sender);
            scheduled++;
        }
        return false;
    }

    /** Saturated, time is all that ends the load; at a rate, each message that was due before the end still leaves. */
    private void endWhenOver() {
        if (gap == 0 && measurement.to() - now <= 0) {
            sending = false;
        }
    }

    private void makeReady(LoadSender sender) {
        if (!ready[sender.index]) {
            ready[sender.index] = true;
            readyOnes.add(sender);
        }
    }

    /** Lets every sender that may have become able to send do so. */
    private void pump() {
        for (LoadSender sender = readyOnes.poll(); sender != null; sender = readyOnes.poll()) {
            ready[sender.index] = false;
            switch (pace) {
                case LoadPace.AtRate _ -> {
                    while (sender.overdue() > 0 && mayHaveMore(sender, target.maxInFlight())) {
                        long place = sender.place() * senders.length + sender.index;
                        publish(sender, start + (long) (place * gap));
                    }
                }
                case LoadPace.Saturated saturated -> {
                    while (sending && mayHaveMore(sender, saturated.window())) {
                        publish(sender, now);
                    }
                }
            }
        }
        target.flush();
    }

    /** The window counts what is unanswered; the ring and the server also count what is answered out of turn. */
    private boolean mayHaveMore(LoadSender sender, int window) {
        return sender.unanswered() < window && sender.next() - sender.base() < target.maxInFlight();
    }

    private void publish(LoadSender sender, long intended) {
        long n = sender.send(intended, now);
        published++;
        transmit(sender, n);
    }

    private void transmit(LoadSender sender, long n) {
        Stamp.write(sender.intended(n), text, 0);
        target.publish(sender.index, n, (int) (n - sender.base()), text, text.length);
    }

    /** Sends again, or gives up, what was not answered in time. */
    private void check(int of) {
        if (of != generation) {
            return;
        }
        now = nanoTime.getAsLong();
        long resentBefore = resent;
        int share = (senders.length + CHECKS_PER_LAP - 1) / CHECKS_PER_LAP;
        for (int i = 0; i < share && resent - resentBefore < REPEATED_PER_CHECK; i++) {
            LoadSender sender = senders[checkedNext];
            checkedNext = (checkedNext + 1) % senders.length;
            if (target.repeats()) {
                repeat(sender);
            } else {
                giveUp(sender);
            }
        }
        // What was due until the end is still to leave, also when nothing arrives any more.
        schedule();
        pump();
        timer.after(CHECK_EVERY, () -> check(of));
    }

    private void repeat(LoadSender sender) {
        long wait = ANSWER_WAIT << sender.repetitions();
        int looked = 0;
        int repeated = 0;
        for (long n = sender.base(); n < sender.next() && looked < REPEATED_AT_ONCE; n++) {
            if (sender.waiting(n)) {
                looked++;
                if (now - sender.sent(n) >= wait) {
                    sender.sentAgain(n, now);
                    transmit(sender, n);
                    repeated++;
                }
            }
        }
        resent += repeated;
        if (repeated > 0 && sender.repetitions() < MOST_DOUBLINGS) {
            sender.repeated();
        }
    }

    private void giveUp(LoadSender sender) {
        for (long n = sender.base(); n < sender.next(); n++) {
            if (sender.waiting(n) && now - sender.sent(n) >= ANSWER_WAIT) {
                sender.answer(n);
                makeReady(sender);
            }
        }
    }

    /** Nothing is under way, and nothing is left to send. */
    boolean drained() {
        if (sending || ledger.outstanding() > 0) {
            return false;
        }
        for (LoadSender sender : senders) {
            if (sender.unanswered() > 0 || (sender.overdue() > 0 && gap > 0)) {
                return false;
            }
        }
        return true;
    }

    /** Messages that should have left, and have not. */
    long unsent() {
        long sum = 0;
        if (gap > 0) {
            for (LoadSender sender : senders) {
                sum += sender.overdue();
            }
        }
        return sum;
    }

    /** The counts since the target was opened. */
    Counts counts() {
        return new Counts(
                published,
                ledger.received(),
                ledger.outstanding(),
                ledger.duplicated(),
                ledger.outOfOrder(),
                refused,
                resent,
                unreadable);
    }

    /** Sends nothing any more, and forgets what was due. */
    void end() {
        generation += generation % 2;
        sending = false;
    }

    @Override
    public void arriving() {
        now = nanoTime.getAsLong();
        measurement.datagram(now);
    }

    @Override
    public void delivered(int member, int stream, long number, long intended) {
        if (intended == Stamp.NONE) {
            unreadable++;
        } else if (ledger.arrived(member, stream, number)) {
            measurement.delivered(intended, now);
        }
    }

    @Override
    public void expected(int room, int stream, long number) {
        ledger.expect(room, stream, number);
    }

    @Override
    public void answered(int index, long n) {
        LoadSender sender = senders[index];
        if (sender.answer(n)) {
            measurement.answered(sender.intended(n), now);
            makeReady(sender);
        }
    }

    @Override
    public void refused(int index, long n, RefusalReason reason, int waitMillis) {
        refused++;
        if (reason == RefusalReason.BUSY || reason == RefusalReason.TOO_FAST) {
            LoadSender sender = senders[index];
            if (sender.waiting(n)) {
                sender.answeredForNow();
                sender.sentAgain(n, now + TimeUnit.MILLISECONDS.toNanos(waitMillis) - ANSWER_WAIT);
            }
        } else {
            broken(new Failure(Failure.REFUSED, "the server refuses the messages of this run: " + reason));
        }
    }

    @Override
    public void unreadable() {
        unreadable++;
    }

    @Override
    public void turnEnded() {
        if (running() && !readyOnes.isEmpty()) {
            now = nanoTime.getAsLong();
            endWhenOver();
            pump();
        }
    }

    @Override
    public void broken(Failure failure) {
        broken.completeExceptionally(failure);
    }

    /**
     * What happened so far.
     *
     * @param published messages that left, each counted once
     * @param received deliveries, each counted once
     * @param outstanding deliveries under way or lost
     * @param duplicated deliveries that came again
     * @param outOfOrder deliveries that came after a later one
     * @param refused answers that were refusals
     * @param resent messages that left again for want of an answer
     * @param unreadable what could not be opened or read
     */
    record Counts(
            long published,
            long received,
            long outstanding,
            long duplicated,
            long outOfOrder,
            long refused,
            long resent,
            long unreadable) {}
}
