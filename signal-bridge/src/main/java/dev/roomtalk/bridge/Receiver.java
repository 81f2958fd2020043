package dev.roomtalk.bridge;

import java.util.List;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import jnr.ffi.Pointer;
import org.jspecify.annotations.Nullable;

/**
 * The thread that hears: it owns the signalfd, the pidfds and, through {@link Senders}, everything known about who speaks, and
 * keeps their timers. It sleeps in ppoll(2) and nowhere else.
 */
final class Receiver implements AutoCloseable {
    private static final int POLLFD = 8;
    private static final int REVENTS = 6;

    private final Linux linux;
    private final SignalDescriptor signals;
    private final Senders senders;
    private final LongSupplier nanoTime;
    private final int wakeUp;
    private final Thread thread;
    private final @Nullable Runnable refused;
    private final Consumer<RuntimeException> failed;
    private final Pointer timespec;

    private Pointer pollfds;
    private int pollCapacity;
    private volatile boolean stopping;

    private Receiver(
            Linux linux,
            SignalDescriptor signals,
            Senders senders,
            LongSupplier nanoTime,
            @Nullable Runnable refused,
            Consumer<RuntimeException> failed) {
        this.linux = linux;
        this.refused = refused;
        this.signals = signals;
        this.senders = senders;
        this.nanoTime = nanoTime;
        this.failed = failed;
        this.wakeUp = linux.eventDescriptor();
        this.timespec = linux.memory(16);
        this.pollCapacity = 64;
        this.pollfds = linux.memory(pollCapacity * POLLFD);
        this.thread = Thread.ofPlatform().name("signals").unstarted(this::run);
    }

    /**
     * Starts hearing. The signals must be blocked in every thread ({@link SignalMask}).
     *
     * @param refused asks for the real-time scheduling class, and is told if it is not allowed; null: does not ask
     * @param failed told if the thread ends by a mistake in this program, and hears nobody any more
     */
    static Receiver start(
            Linux linux,
            Senders senders,
            LongSupplier nanoTime,
            @Nullable Runnable refused,
            Consumer<RuntimeException> failed) {
        // Who may speak the own dialect to this process sees it by this.
        linux.ignore(OwnDialect.MARK);
        Receiver receiver = new Receiver(linux, SignalDescriptor.open(linux), senders, nanoTime, refused, failed);
        receiver.thread.start();
        return receiver;
    }

    private void run() {
        linux.sharpenTimers();
        if (refused != null && !linux.runInRealTime()) {
            refused.run();
        }
        try {
            while (!stopping) {
                turn();
            }
        } catch (RuntimeException e) {
            failed.accept(e);
        } finally {
            senders.close();
            signals.close();
            linux.close(wakeUp);
        }
    }

    private void turn() {
        List<Processes.Watched> watched = senders.watched();
        int count = prepare(watched);
        long due = senders.due();
        long wait = due == Acknowledgement.NEVER ? -1 : Math.max(0, due - nanoTime.getAsLong());
        int ready = linux.poll(pollfds, count, timespec, wait);
        long now = nanoTime.getAsLong();
        if (ready > 0) {
            if (isReady(1)) {
                linux.read(wakeUp, timespec, 8);
            }
            // First what was said, then who has ended: a process ends after its last signal.
            signals.drain(
                    (pid, uid, signal, ordered) -> senders.onSignal(pid, uid, signal, ordered, now),
                    (pid, number, word) -> senders.onWord(pid, number, word, now));
            for (int i = 0; i < watched.size(); i++) {
                if (isReady(2 + i)) {
                    senders.onExit(watched.get(i).pid(), now);
                }
            }
        }
        senders.onTime(now);
    }

    private int prepare(List<Processes.Watched> watched) {
        int count = 2 + watched.size();
        if (count > pollCapacity) {
            pollCapacity = 2 * count;
            pollfds = linux.memory(pollCapacity * POLLFD);
        }
        watch(0, signals.descriptor());
        watch(1, wakeUp);
        for (int i = 0; i < watched.size(); i++) {
            watch(2 + i, watched.get(i).descriptor());
        }
        return count;
    }

    private void watch(int index, int descriptor) {
        pollfds.putInt((long) index * POLLFD, descriptor);
        // The second half is two shorts: the events that are wanted, and those that came.
        pollfds.putInt((long) index * POLLFD + 4, Linux.POLLIN);
    }

    private boolean isReady(int index) {
        return pollfds.getShort((long) index * POLLFD + REVENTS) != 0;
    }

    /** Makes the thread do what is due. From any thread. */
    void wake() {
        Pointer one = linux.memory(8);
        one.putLong(0, 1);
        linux.write(wakeUp, one, 8);
    }

    /** Stops hearing and waits until the thread has ended. */
    @Override
    public void close() {
        stopping = true;
        if (!thread.isAlive()) {
            return;
        }
        wake();
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
