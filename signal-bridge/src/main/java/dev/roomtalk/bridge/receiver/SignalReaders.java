package dev.roomtalk.bridge.receiver;

import dev.roomtalk.bridge.kernel.EventFile;
import dev.roomtalk.bridge.kernel.PollSet;
import dev.roomtalk.bridge.kernel.ShortSleep;
import dev.roomtalk.bridge.kernel.SignalInput;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.IntConsumer;
import java.util.function.LongSupplier;

/**
 * The reader threads, which take signals from the kernel as soon as any core lets them. Equal signals that are pending
 * at once become one, so what counts is how soon a signal is read, and that is decided by the scheduler of the core on
 * which the reader waits. So two threads wait, each tied to a core of its own, in ppoll(2) on one signalfd; whichever
 * runs first reads for both.
 *
 * <p>A reader reads, without blocking, until nothing is left, under a lock that keeps the order in which the kernel
 * gave the signals, and puts them into the {@link SignalRing}. It does nothing else: it allocates nothing, reads no
 * file of {@code /proc}, and knows nothing of senders. The owner of the ring is woken where it has said that it sleeps.
 */
final class SignalReaders implements AutoCloseable {
    private static final VarHandle LOCKED;
    private static final VarHandle OWNER_SLEEPS;

    static {
        try {
            LOCKED = MethodHandles.lookup().findVarHandle(SignalReaders.class, "locked", boolean.class);
            OWNER_SLEEPS = MethodHandles.lookup().findVarHandle(SignalReaders.class, "ownerSleeps", boolean.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    /** The lock is held for a read(2); who has it for longer was put off its core. */
    private static final int SPINS = 200;

    private static final long LOCK_PAUSE = 20_000;
    private static final long FULL_PAUSE = 1_000_000;

    private final SignalInput input;
    private final int descriptor;
    private final SignalRing ring;
    private final EventFile wakeUp;
    private final EventFile stop;
    private final LongSupplier nanoTime;
    private final IntConsumer prepare;
    private final Consumer<Throwable> failed;
    private final List<Thread> threads = new ArrayList<>();
    private final ShortSleep lockPause = new ShortSleep(LOCK_PAUSE);
    private final ShortSleep fullPause = new ShortSleep(FULL_PAUSE);

    @SuppressWarnings("UnusedVariable") // used through LOCKED
    private volatile boolean locked;

    private volatile boolean ownerSleeps;

    /**
     * @param descriptor is ready when {@code input} has something to read
     * @param wakeUp what the owner waits for
     * @param stop ends the readers once it is set
     * @param prepare is called in each reader with its index, before it reads
     * @param failed is told if a reader ends by a mistake in this program
     */
    SignalReaders(
            SignalInput input,
            int descriptor,
            SignalRing ring,
            EventFile wakeUp,
            EventFile stop,
            LongSupplier nanoTime,
            IntConsumer prepare,
            Consumer<Throwable> failed) {
        this.input = input;
        this.descriptor = descriptor;
        this.ring = ring;
        this.wakeUp = wakeUp;
        this.stop = stop;
        this.nanoTime = nanoTime;
        this.prepare = prepare;
        this.failed = failed;
    }

    void start(int count) {
        for (int i = 0; i < count; i++) {
            int index = i;
            threads.add(
                    Thread.ofPlatform().name("signal-reader-" + index).daemon().start(() -> run(index)));
        }
    }

    private void run(int index) {
        try {
            prepare.accept(index);
            PollSet polls = new PollSet();
            polls.resize(2);
            polls.watch(0, descriptor);
            polls.watch(1, stop.descriptor());
            while (!polls.isReady(1)) {
                int _ = polls.await(-1);
                if (!read()) {
                    // What is left stays in the kernel until the owner has taken something.
                    fullPause.sleep();
                }
            }
        } catch (RuntimeException | Error e) {
            failed.accept(e);
        }
    }

    /** Puts everything that is pending into the ring; false: it is full. From any thread. */
    boolean read() {
        boolean read = false;
        boolean place;
        lock();
        try {
            int count = SignalInput.BATCH;
            while ((place = ring.hasPlace()) && count == SignalInput.BATCH) {
                count = input.read();
                if (count > 0) {
                    ring.add(input, count, nanoTime.getAsLong());
                    read = true;
                }
            }
        } finally {
            LOCKED.setRelease(this, false);
        }
        if (read && ownerSleeps && OWNER_SLEEPS.compareAndSet(this, true, false)) {
            wakeUp.set();
        }
        return place;
    }

    private void lock() {
        int spins = 0;
        while (!LOCKED.compareAndSet(this, false, true)) {
            if (++spins < SPINS) {
                Thread.onSpinWait();
            } else {
                // Not Thread.yield: in a real-time class it would never let an ordinary thread run that has the lock.
                lockPause.sleep();
            }
        }
    }

    /**
     * Sleeps until a descriptor is ready or the time has passed. Only by the owner; the first of {@code polls} is what
     * wakes it.
     *
     * @param nanos negative: without a limit
     * @param prompt the next signal wakes it, too; otherwise signals gather in the ring
     * @return how many descriptors are ready; negative: interrupted
     */
    int await(PollSet polls, long nanos, boolean prompt) {
        ownerSleeps = prompt;
        // A reader adds first, and looks afterwards whether the owner sleeps.
        int ready = polls.await(prompt && !ring.isEmpty() ? 0 : nanos);
        ownerSleeps = false;
        if (ready > 0 && polls.isReady(0)) {
            wakeUp.clear();
        }
        return ready;
    }

    /** Ends the readers, and waits until they have ended. */
    @Override
    public void close() {
        stop.set();
        threads.forEach(SignalReaders::awaitEnd);
    }

    /** Waits until a thread has ended, also when the caller is interrupted meanwhile. */
    static void awaitEnd(Thread thread) {
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
