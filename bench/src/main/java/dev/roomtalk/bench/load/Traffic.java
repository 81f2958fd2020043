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
 * <p>At a rate, message k of all senders together is meant to leave at start + k × gap, by sender k modulo senders, and
 * carries that time. A sender whose window is full is late, not excused: it sends as soon as it may, with the time at
 * which it should have. Saturated, a sender fills its window whenever an answer makes room.
 */
public final class Traffic implements Arrivals {
    /** Runs a task on the target's loop after a while. */
    interface Timer {
        void after(long nanos, Runnable task);
    }

    /** A sender without an answer for so long sends again, or gives up where the target does not repeat. */
    static final long ANSWER_WAIT = TimeUnit.MILLISECONDS.toNanos(500);

    private static final long CHECK_EVERY = TimeUnit.MILLISECONDS.toNanos(5);

    private final Target target;
    private final LongSupplier nanoTime;
    private final Timer timer;
    private final byte[] text;
    private final LoadSender[] senders;
    private final boolean[] ready;
    private final ArrayDeque<LoadSender> readyOnes = new ArrayDeque<>();
    private final DeliveryLedger ledger;
    private final Completions completions;
    private final CompletableFuture<Void> broken = new CompletableFuture<>();

    private final Departures departures;
    private final Repeats repeats;
    private LoadPace pace = new LoadPace.Saturated(0);
    private Measurement measurement = new Measurement(0, 0);
    /** Which call of {@link #begin} is in force; timers of an earlier one end. Odd while the load runs. */
    private int generation;

    private long now;

    private long published;
    private long refused;
    private long unreadable;

    Traffic(Shape shape, int size, Target target, LongSupplier nanoTime, Timer timer) {
        this.target = target;
        this.nanoTime = nanoTime;
        this.timer = timer;
        this.text = new byte[size];
        Arrays.fill(text, (byte) '.');
        this.senders = new LoadSender[shape.allSenders()];
        Arrays.setAll(senders, LoadSender::new);
        this.ready = new boolean[senders.length];
        this.ledger = new DeliveryLedger(shape, target.streams());
        this.completions = new Completions(shape, target.streams());
        this.departures = new Departures(shape, this::due);
        this.repeats = new Repeats(senders, target.repeats(), this::transmit, this::makeReady);
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
        for (LoadSender sender : senders) {
            sender.begin();
        }
        departures.begin(newPace, now, newMeasurement.to());
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
        boolean more = departures.hand(now);
        pump();
        if (more) {
            timer.after(Math.max(0, departures.next() - nanoTime.getAsLong()), () -> tick(of));
        }
    }

    /** Message k of all senders, from 0, is due. */
    private void due(long k) {
        measurement.due(departures.at(k), now);
        LoadSender sender = senders[(int) (k % senders.length)];
        sender.oneMoreDue();
        makeReady(sender);
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
                        publish(sender, departures.at(place));
                    }
                }
                case LoadPace.Saturated saturated -> {
                    while (departures.lasting() && mayHaveMore(sender, saturated.window())) {
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
        repeats.check(now);
        // What was due until the end is still to leave, also when nothing arrives any more.
        departures.hand(now);
        pump();
        timer.after(CHECK_EVERY, () -> check(of));
    }

    /** Nothing is under way, and nothing is left to send. */
    boolean drained() {
        if (departures.lasting() || ledger.outstanding() > 0) {
            return false;
        }
        for (LoadSender sender : senders) {
            if (sender.unanswered() > 0 || (sender.overdue() > 0 && departures.atRate())) {
                return false;
            }
        }
        return true;
    }

    /** Messages that should have left, and have not. */
    long unsent() {
        long sum = 0;
        if (departures.atRate()) {
            for (LoadSender sender : senders) {
                sum += sender.overdue();
            }
        }
        return sum;
    }

    /** The counts since the target was opened. */
    TrafficCounts counts() {
        return new TrafficCounts(
                published,
                ledger.received(),
                ledger.outstanding(),
                ledger.duplicated(),
                ledger.outOfOrder(),
                refused,
                repeats.resent(),
                unreadable);
    }

    /** Sends nothing any more, and forgets what was due. */
    void end() {
        generation += generation % 2;
        departures.end();
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
            if (completions.last(member, stream, number)) {
                measurement.reachedAll(intended, now);
            }
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
            departures.endIfOver(now);
            pump();
        }
    }

    @Override
    public void broken(Failure failure) {
        broken.completeExceptionally(failure);
    }
}
