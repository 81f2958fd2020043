package dev.roomtalk.bridge.send;

import dev.roomtalk.bridge.kernel.Linux;
import dev.roomtalk.bridge.kernel.Processes;
import dev.roomtalk.bridge.kernel.ReadingProcess;
import dev.roomtalk.bridge.kernel.Signal;
import dev.roomtalk.bridge.kernel.SignalDescriptor;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import jnr.ffi.Pointer;

/**
 * A receiver that is a process of this machine, held by its pidfd; its answers come from a signalfd, and how far it has
 * come is seen in /proc. Confined to one thread.
 */
final class ProcessPeer implements Delivery.Peer {
    /** After that one that does not read, or works without an end, is not waited for any longer. */
    private static final long UNREAD_PATIENCE = TimeUnit.SECONDS.toNanos(10);

    private static final long LOOK = TimeUnit.MILLISECONDS.toNanos(20);
    private static final long MIN_NAP = TimeUnit.MICROSECONDS.toNanos(20);
    private static final long MAX_NAP = TimeUnit.MILLISECONDS.toNanos(1);
    /** One that never sleeps has left its signal handler when it has run for so long. */
    private static final long HANDLED = TimeUnit.MICROSECONDS.toNanos(200);
    /** A process that returns from sigtimedwait(2) seems to take no signal for a moment. */
    private static final int DEAF_LOOKS = 20;

    private static final long LISTENING_PATIENCE = TimeUnit.SECONDS.toNanos(2);
    private static final long LISTENING_LOOK = TimeUnit.MILLISECONDS.toNanos(10);
    private static final int LISTENING_LOOKS = 3;

    private final Linux linux;
    private final int pid;
    private final Processes.Held process;
    private final ReadingProcess reader;
    private final SignalDescriptor signals;
    private final LongSupplier nanoTime;
    private final Pointer pollfds;
    private final Pointer timespec;

    private boolean answered;
    private long cpuSinceRead = -1;

    ProcessPeer(Linux linux, int pid, Processes.Held process, SignalDescriptor signals, LongSupplier nanoTime) {
        this.linux = linux;
        this.pid = pid;
        this.process = process;
        this.reader = new ReadingProcess(linux, pid);
        this.signals = signals;
        this.nanoTime = nanoTime;
        this.pollfds = linux.memory(16);
        this.timespec = linux.memory(16);
    }

    /**
     * Waits up to two seconds until it is prepared for both signals; false: it is not, and would die of them. One that
     * has just started installs its handlers in a moment. What it blocks counts only when it blocks it for longer: a
     * process that forks blocks every signal for a moment.
     */
    boolean listens() {
        long deadline = nanoTime.getAsLong() + LISTENING_PATIENCE;
        int looks = 0;
        while (true) {
            ReadingProcess.Seen seen = reader.look();
            if (seen == null) {
                return false;
            }
            looks = reader.takesBoth(seen) ? looks + 1 : 0;
            if (seen.catchesBoth() || looks == LISTENING_LOOKS) {
                return true;
            }
            if (nanoTime.getAsLong() - deadline >= 0) {
                return false;
            }
            pause(LISTENING_LOOK);
        }
    }

    /** Nanoseconds on the clock that it waits by. */
    long now() {
        return nanoTime.getAsLong();
    }

    @Override
    public boolean send(Signal signal) {
        collect();
        answered = false;
        cpuSinceRead = -1;
        return process.send(signal);
    }

    @Override
    public Delivery.Answer await(long nanos) {
        long end = nanoTime.getAsLong() + UNREAD_PATIENCE + nanos;
        long deadline = nanoTime.getAsLong() + nanos;
        boolean busy = false;
        while (true) {
            collect();
            if (answered) {
                return Delivery.Answer.ANSWERED;
            }
            long now = nanoTime.getAsLong();
            if (now - deadline >= 0) {
                Delivery.Progress progress = progress();
                if (progress == Delivery.Progress.ENDED) {
                    return Delivery.Answer.ENDED;
                }
                boolean done = progress == Delivery.Progress.DONE;
                if ((done && !busy) || now - end >= 0) {
                    return progress == Delivery.Progress.UNREAD ? Delivery.Answer.UNREAD : Delivery.Answer.SILENT;
                }
                deadline = now + (done ? nanos : LOOK);
                busy = !done;
            }
            watch(0, signals.descriptor());
            watch(1, process.descriptor());
            linux.poll(pollfds, 2, timespec, Math.max(0, deadline - now));
            if (pollfds.getShort(8 + 6) != 0) {
                collect();
                return answered ? Delivery.Answer.ANSWERED : Delivery.Answer.ENDED;
            }
        }
    }

    @Override
    public Delivery.Progress settle(long nanos) {
        pause(nanos);
        long end = nanoTime.getAsLong() + UNREAD_PATIENCE;
        long nap = MIN_NAP;
        int deaf = 0;
        while (true) {
            Delivery.Progress progress = progress();
            deaf = progress == Delivery.Progress.DEAF ? deaf + 1 : 0;
            if (progress == Delivery.Progress.DONE
                    || progress == Delivery.Progress.ENDED
                    || deaf == DEAF_LOOKS
                    || nanoTime.getAsLong() - end >= 0) {
                return progress;
            }
            pause(nap);
            nap = Math.min(2 * nap, MAX_NAP);
        }
    }

    private Delivery.Progress progress() {
        ReadingProcess.Seen seen = reader.look();
        if (seen == null) {
            return Delivery.Progress.ENDED;
        }
        if ((seen.pending() & Signal.MASK) != 0) {
            cpuSinceRead = -1;
            return Delivery.Progress.UNREAD;
        }
        if (!reader.takesBoth(seen)) {
            return Delivery.Progress.DEAF;
        }
        if (seen.asleep()) {
            return Delivery.Progress.DONE;
        }
        long cpu = reader.cpuNanos();
        if (cpuSinceRead < 0) {
            cpuSinceRead = cpu;
        }
        return cpu < 0 || cpu - cpuSinceRead >= HANDLED ? Delivery.Progress.DONE : Delivery.Progress.WORKING;
    }

    private void pause(long nanos) {
        long deadline = nanoTime.getAsLong() + nanos;
        long left = nanos;
        while (left > 0) {
            linux.poll(pollfds, 0, timespec, left);
            left = deadline - nanoTime.getAsLong();
        }
    }

    private void collect() {
        signals.drain((sender, signal) -> answered |= sender == pid, (sender, number, word) -> {});
    }

    private void watch(int index, int descriptor) {
        pollfds.putInt(8L * index, descriptor);
        pollfds.putInt(8L * index + 4, Linux.POLLIN);
    }
}
