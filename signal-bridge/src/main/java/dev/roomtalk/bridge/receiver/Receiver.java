package dev.roomtalk.bridge.receiver;

import dev.roomtalk.bridge.base.Deadline;
import dev.roomtalk.bridge.hearing.Senders;
import dev.roomtalk.bridge.hearing.SignalSource;
import dev.roomtalk.bridge.kernel.EventFile;
import dev.roomtalk.bridge.kernel.Linux;
import dev.roomtalk.bridge.kernel.PollSet;
import dev.roomtalk.bridge.kernel.Processes;
import dev.roomtalk.bridge.kernel.QueuedSignal;
import dev.roomtalk.bridge.kernel.Signal;
import dev.roomtalk.bridge.kernel.SignalFile;
import dev.roomtalk.bridge.kernel.SignalMask;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * The thread that owns the senders: it takes what the reader threads have read, and through {@link Senders} it knows
 * everything about who speaks, answers, and keeps their timers and pidfds. It sleeps in ppoll(2) and nowhere else.
 */
public final class Receiver implements AutoCloseable, SignalSource {
    /** What a receiver is made of. */
    public record Parts(Linux linux, Processes processes, Senders senders, LongSupplier nanoTime) {}

    /** Told what happens to a receiver, by any of its threads. */
    public interface Events {
        /** The kernel does not allow the real-time scheduling class to this process. */
        default void realTimeRefused() {}

        /** The kernel allows less than the receiver has asked for; a sentence for the operator. */
        void shortcoming(String sentence);

        /** A thread has ended by a mistake in this program, and nobody is heard any more. */
        void failed(Throwable mistake);
    }

    /** While only paced senders speak: nobody waits for an answer, and the owner does not compete with the readers. */
    private static final long GATHER = TimeUnit.MILLISECONDS.toNanos(2);

    /** After so long without a signal the readers are ordinary threads again. */
    private static final long SILENCE = TimeUnit.SECONDS.toNanos(2);

    private final Linux linux;
    private final Senders senders;
    private final LongSupplier nanoTime;
    private final Events events;
    private final SignalFile signals;
    private final EventFile wakeUp;
    private final EventFile stop;
    private final SignalRing ring = new SignalRing();
    private final SignalReaders readers;
    private final ReaderPriority priority;
    private final CountDownLatch prepared;
    private final WarmUp warmUp;
    private final PollSet polls = new PollSet();
    private final SignalRing.Taker taker = this::take;
    private final CompletableFuture<Boolean> ready = new CompletableFuture<>();
    private final Thread thread;
    /** Guards {@code closed}: what it closes must not be written to afterwards. */
    private final Object closing = new Object();

    private boolean closed;
    private long lastSignal;
    private volatile boolean stopping;

    private Receiver(Parts parts, boolean quickly, Events events) {
        this.linux = parts.linux();
        this.senders = parts.senders();
        this.nanoTime = parts.nanoTime();
        this.events = events;
        this.signals = SignalFile.open(linux);
        this.wakeUp = EventFile.open(linux);
        this.stop = EventFile.open(linux);
        this.priority = new ReaderPriority(linux, events::shortcoming);
        this.prepared = new CountDownLatch(priority.readers());
        this.readers = new SignalReaders(
                signals, signals.descriptor(), ring, wakeUp, stop, nanoTime, this::prepareReader, events::failed);
        WarmUp.Effort effort = quickly ? WarmUp.Effort.SHORT : WarmUp.Effort.FULL;
        this.warmUp = new WarmUp(linux, parts.processes(), effort, nanoTime);
        this.thread = Thread.ofPlatform().name("signals").unstarted(this::run);
    }

    /**
     * Starts to receive, and returns when the first sender is received as well as the hundredth. The signals must be
     * blocked in every thread ({@link SignalMask}).
     *
     * @param quickly returns sooner; the first paced senders may lose bits
     */
    public static Receiver start(Parts parts, boolean quickly, Events events) {
        // Who may speak the framed dialect to this process sees it by this.
        parts.linux().ignore(QueuedSignal.MARK);
        Receiver receiver = new Receiver(parts, quickly, events);
        receiver.readers.start(receiver.priority.readers());
        receiver.thread.start();
        boolean _ = receiver.ready.join();
        return receiver;
    }

    private void prepareReader(int index) {
        priority.prepareReader(index);
        prepared.countDown();
    }

    private void run() {
        try {
            priority.prepareOwner();
            senders.listenTo(this);
            warmUp.run(this::turn);
            prepared.await();
            if (!priority.probe()) {
                events.realTimeRefused();
            }
            ready.complete(true);
            while (!stopping) {
                turn(Deadline.NEVER);
            }
        } catch (RuntimeException | Error | InterruptedException e) {
            events.failed(e);
        } finally {
            ready.complete(false);
            senders.close();
            readers.close();
            synchronized (closing) {
                closed = true;
                linux.close(signals.descriptor());
                linux.close(wakeUp.descriptor());
                linux.close(stop.descriptor());
            }
        }
    }

    /** @param maxSleep nanoseconds; NEVER: as long as nothing happens */
    private void turn(long maxSleep) {
        List<Processes.Watched> watched = senders.watched();
        polls.resize(1 + watched.size());
        polls.watch(0, wakeUp.descriptor());
        for (int i = 0; i < watched.size(); i++) {
            polls.watch(1 + i, watched.get(i).descriptor());
        }
        long now = nanoTime.getAsLong();
        boolean prompt = !senders.onlyPacedSpeak(now);
        long sleep = Math.min(maxSleep, prompt ? Deadline.NEVER : GATHER);
        long due = Math.min(senders.due(), priority.isRaised() ? lastSignal + SILENCE : Deadline.NEVER);
        if (due != Deadline.NEVER) {
            sleep = Math.min(sleep, Math.max(0, due - now));
        }
        int found = readers.await(polls, sleep == Deadline.NEVER ? -1 : sleep, prompt);
        // First what was said, then who has ended: a process ends after its last signal.
        long when = listen();
        if (!ring.isEmpty()) {
            lastSignal = when;
            ring.take(taker);
            // Not before: it takes time, and a newcomer may give up soon.
            priority.raise();
        }
        if (found > 0) {
            for (int i = 0; i < watched.size(); i++) {
                if (polls.isReady(1 + i)) {
                    senders.onExit(watched.get(i).pid(), nanoTime.getAsLong());
                }
            }
        }
        now = nanoTime.getAsLong();
        senders.onTime(now);
        if (priority.isRaised() && now - lastSignal >= SILENCE) {
            priority.lower();
        }
    }

    private void take(int pid, int uid, int number, boolean ordered, long word, long when) {
        Signal signal = Signal.of(number);
        if (signal == null) {
            senders.onWord(pid, number, word, when);
        } else if (!warmUp.takes(pid)) {
            senders.onSignal(pid, uid, signal, ordered, when);
        }
    }

    @Override
    public long listen() {
        boolean _ = readers.read();
        return nanoTime.getAsLong();
    }

    @Override
    public boolean hasSpoken(int pid) {
        boolean _ = readers.read();
        return ring.holds(pid);
    }

    /** Makes the thread do what is due. From any thread. */
    public void wake() {
        synchronized (closing) {
            if (!closed) {
                wakeUp.set();
            }
        }
    }

    /** Stops receiving, and waits until the threads have ended. */
    @Override
    public void close() {
        stopping = true;
        wake();
        SignalReaders.awaitEnd(thread);
    }
}
