package dev.roomtalk.bridge.receiver;

import dev.roomtalk.bridge.base.Deadline;
import dev.roomtalk.bridge.hearing.Senders;
import dev.roomtalk.bridge.hearing.SignalSource;
import dev.roomtalk.bridge.kernel.Linux;
import dev.roomtalk.bridge.kernel.Processes;
import dev.roomtalk.bridge.kernel.QueuedSignal;
import dev.roomtalk.bridge.kernel.Signal;
import dev.roomtalk.bridge.kernel.SignalDescriptor;
import dev.roomtalk.bridge.kernel.SignalMask;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import jnr.ffi.Pointer;
import org.jspecify.annotations.Nullable;

/**
 * The thread that hears: it owns the signalfd, the pidfds and, through {@link Senders}, everything known about who
 * speaks, and keeps their timers. It sleeps in ppoll(2) and nowhere else.
 */
public final class Receiver implements AutoCloseable, SignalSource {
    /** A signal, or a word that came with another ({@code signal} is null). */
    private record Taken(
            int pid, int uid, @Nullable Signal signal, boolean ordered, int number, long word, long when) {}

    private static final int POLLFD = 8;
    private static final int REVENTS = 6;
    private static final int WARM_UP_SIGNALS = 300;

    private final Linux linux;
    private final SignalDescriptor signals;
    private final Senders senders;
    private final LongSupplier nanoTime;
    private final int wakeUp;
    private final Thread thread;
    private final @Nullable Runnable refused;
    private final Consumer<Throwable> failed;
    private final Pointer timespec;
    private final Pointer one;

    private final SecondReader secondReader;
    private final Object lock = new Object();
    /** What was taken from the kernel and is to be told; guarded by {@code lock}, as is the signalfd. */
    private final Queue<Taken> untold = new ArrayDeque<>();

    private boolean closed;
    private volatile boolean asleep;

    private Pointer pollfds;
    private int pollCapacity;
    private volatile boolean stopping;

    private Receiver(
            Linux linux,
            SignalDescriptor signals,
            Senders senders,
            LongSupplier nanoTime,
            @Nullable Runnable refused,
            Consumer<Throwable> failed) {
        this.linux = linux;
        this.refused = refused;
        this.signals = signals;
        this.senders = senders;
        this.nanoTime = nanoTime;
        this.failed = failed;
        this.wakeUp = linux.eventDescriptor();
        this.timespec = linux.memory(16);
        this.one = linux.memory(8);
        one.putLong(0, 1);
        this.pollCapacity = 64;
        this.pollfds = linux.memory(pollCapacity * POLLFD);
        this.secondReader = new SecondReader(linux, signals.descriptor(), this::listenForReceiver, () -> {
            var _ = beReady();
        });
        this.thread = Thread.ofPlatform().name("signals").unstarted(this::run);
    }

    /**
     * Starts hearing. The signals must be blocked in every thread ({@link SignalMask}).
     *
     * @param refused asks for the real-time scheduling class, and is told if it is not allowed; null: does not ask
     * @param failed told if the thread ends by a mistake in this program, and hears nobody any more
     */
    public static Receiver start(
            Linux linux,
            Senders senders,
            LongSupplier nanoTime,
            @Nullable Runnable refused,
            Consumer<Throwable> failed) {
        // Who may speak the framed dialect to this process sees it by this.
        linux.ignore(QueuedSignal.MARK);
        Receiver receiver = new Receiver(linux, SignalDescriptor.open(linux), senders, nanoTime, refused, failed);
        receiver.warmUp();
        receiver.thread.start();
        receiver.secondReader.start();
        return receiver;
    }

    /** Hears itself for a moment, so that it is prompt when the first sender comes. */
    private void warmUp() {
        int own = (int) ProcessHandle.current().pid();
        int self = linux.openProcess(own);
        for (int i = 0; i < WARM_UP_SIGNALS; i++) {
            linux.signalProcess(self, Signal.USR1.number());
            linux.signalProcess(self, Signal.USR2.number());
            if (hasSpoken(own)) {
                synchronized (lock) {
                    untold.removeIf(taken -> taken.pid() == own);
                }
            }
        }
        linux.close(self);
    }

    private void run() {
        if (!beReady() && refused != null) {
            refused.run();
        }
        try {
            senders.listenTo(this);
            while (!stopping) {
                turn();
            }
        } catch (RuntimeException | Error e) {
            failed.accept(e);
        } finally {
            senders.close();
            secondReader.stop();
            synchronized (lock) {
                closed = true;
                signals.close();
                linux.close(wakeUp);
            }
        }
    }

    /** Makes the calling thread a prompt one; false: the kernel does not allow what was asked for. */
    private boolean beReady() {
        linux.sharpenTimers();
        linux.askForShortSlices();
        return refused == null || linux.runInRealTime();
    }

    private void turn() {
        List<Processes.Watched> watched = senders.watched();
        int count = prepare(watched);
        long due = senders.due();
        long wait = due == Deadline.NEVER ? -1 : Math.max(0, due - nanoTime.getAsLong());
        secondReader.want(senders.anyMayMerge());
        asleep = true;
        int ready = linux.poll(pollfds, count, timespec, untold() == 0 ? wait : 0);
        asleep = false;
        if (isReady(1)) {
            linux.read(wakeUp, timespec, 8);
        }
        listen();
        tell();
        if (ready > 0) {
            // First what was said, then who has ended: a process ends after its last signal.
            for (int i = 0; i < watched.size(); i++) {
                if (isReady(2 + i)) {
                    senders.onExit(watched.get(i).pid(), nanoTime.getAsLong());
                }
            }
        }
        senders.onTime(nanoTime.getAsLong());
    }

    private void tell() {
        // What comes meanwhile is told in the next turn, so that a flood does not keep the timers from their work.
        for (int left = untold(); left > 0; left--) {
            Taken taken;
            synchronized (lock) {
                taken = untold.remove();
            }
            Signal signal = taken.signal();
            if (signal == null) {
                senders.onWord(taken.pid(), taken.number(), taken.word(), taken.when());
            } else {
                senders.onSignal(taken.pid(), taken.uid(), signal, taken.ordered(), taken.when());
            }
            listen();
        }
    }

    @Override
    public long listen() {
        synchronized (lock) {
            long now = nanoTime.getAsLong();
            if (!closed) {
                signals.drain(
                        (pid, uid, signal, ordered) -> untold.add(new Taken(pid, uid, signal, ordered, 0, 0, now)),
                        (pid, number, word) -> untold.add(new Taken(pid, 0, null, true, number, word, now)));
            }
            return now;
        }
    }

    private void listenForReceiver() {
        listen();
        if (asleep && untold() > 0) {
            wake();
        }
    }

    private int untold() {
        synchronized (lock) {
            return untold.size();
        }
    }

    @Override
    public boolean hasSpoken(int pid) {
        listen();
        synchronized (lock) {
            for (Taken taken : untold) {
                if (taken.pid() == pid) {
                    return true;
                }
            }
        }
        return false;
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
    public void wake() {
        synchronized (lock) {
            if (!closed) {
                linux.write(wakeUp, one, 8);
            }
        }
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
