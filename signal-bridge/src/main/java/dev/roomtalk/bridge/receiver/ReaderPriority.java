package dev.roomtalk.bridge.receiver;

import dev.roomtalk.bridge.kernel.Linux;
import dev.roomtalk.bridge.kernel.Scheduling;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.function.Consumer;

/**
 * When the reader threads run: each on a core of its own, with a short slice, and in a class above the ordinary one
 * while somebody speaks, where this process may. That class decides whether a sender is received that spins between its
 * bits; it is given back when nobody speaks. The owner's thread has a low nice value meanwhile, because some senders
 * give up where an answer comes too late. Prepared by the reader threads, then confined to the owner's thread.
 */
final class ReaderPriority {
    /** What is above the ordinary class, as far as this process may have it. */
    private enum Above {
        REAL_TIME,
        LOW_NICE_VALUE,
        NOTHING
    }

    private static final int NICE = -10;
    private static final int MAX_READERS = 2;

    private final Linux linux;
    private final Scheduling scheduling;
    private final int[] cores;
    private final AtomicIntegerArray threads;
    private final Consumer<String> journal;
    private final AtomicBoolean saidNotTied = new AtomicBoolean();
    private final int nice;

    private Above above = Above.NOTHING;
    private boolean raised;
    private int owner;

    ReaderPriority(Linux linux, Consumer<String> journal) {
        this.linux = linux;
        this.scheduling = new Scheduling(linux);
        this.journal = journal;
        int[] all = scheduling.cores();
        this.cores = Arrays.copyOf(all, Math.clamp(all.length, 1, MAX_READERS));
        this.threads = new AtomicIntegerArray(cores.length);
        this.nice = scheduling.nice(0);
    }

    /** One for each core, two at most. */
    int readers() {
        return cores.length;
    }

    /** Makes the calling thread the reader of that index. */
    void prepareReader(int index) {
        prepare();
        if (!scheduling.stayOn(cores[index]) && !saidNotTied.getAndSet(true)) {
            journal.accept("the kernel does not allow to tie a thread to a core: the threads that read signals go where"
                    + " the scheduler puts them, and more bits of senders that do not wait are lost");
        }
        threads.set(index, scheduling.threadId());
    }

    /** Makes the calling thread the owner of the senders. */
    void prepareOwner() {
        prepare();
        owner = scheduling.threadId();
    }

    /** Makes the timers of the calling thread exact, and its slices short. */
    private void prepare() {
        linux.sharpenTimers();
        if (scheduling.isOrdinary(0)) {
            boolean _ = scheduling.runOrdinarily(0, nice);
        }
    }

    /**
     * Finds out what this process may have; the readers must be prepared.
     *
     * @return false: not the real-time class
     */
    boolean probe() {
        if (!scheduling.isOrdinary(threads.get(0))) {
            // Whoever started this process has chosen its class.
            return true;
        }
        for (Above each : Above.values()) {
            above = each;
            if (set(each)) {
                break;
            }
        }
        boolean _ = set(Above.NOTHING);
        return above == Above.REAL_TIME;
    }

    /** Somebody speaks. */
    void raise() {
        if (!raised && above != Above.NOTHING) {
            raised = true;
            boolean _ = set(above);
        }
    }

    /** Nobody speaks. */
    void lower() {
        if (raised) {
            raised = false;
            boolean _ = set(Above.NOTHING);
        }
    }

    boolean isRaised() {
        return raised;
    }

    private boolean set(Above each) {
        int ownerNice = each == Above.NOTHING ? nice : Math.min(nice, NICE);
        if (owner != 0) {
            boolean _ = scheduling.runOrdinarily(owner, ownerNice);
        }
        boolean allowed = true;
        for (int i = 0; i < threads.length(); i++) {
            int thread = threads.get(i);
            allowed &= switch (each) {
                case REAL_TIME -> scheduling.runInRealTime(thread);
                case LOW_NICE_VALUE -> scheduling.runOrdinarily(thread, Math.min(nice, NICE));
                case NOTHING -> scheduling.runOrdinarily(thread, nice);
            };
        }
        return allowed;
    }
}
