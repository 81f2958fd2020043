package dev.roomtalk.bridge.kernel;

import java.util.Arrays;
import jnr.ffi.Pointer;

/**
 * When the threads of this process run, as far as it may say so (sched(7)). A thread is named by its id; 0: the caller.
 */
public final class Scheduling {
    private static final boolean AARCH64 = System.getProperty("os.arch", "").equals("aarch64");
    private static final long SYS_GETTID = AARCH64 ? 178 : 186;
    private static final long SYS_SCHED_SETAFFINITY = AARCH64 ? 122 : 203;
    private static final long SYS_SCHED_GETAFFINITY = AARCH64 ? 123 : 204;
    private static final long SYS_SCHED_SETATTR = AARCH64 ? 274 : 314;
    private static final long SYS_SCHED_GETSCHEDULER = AARCH64 ? 120 : 145;
    private static final long SYS_GETPRIORITY = AARCH64 ? 141 : 140;
    private static final int SCHED_OTHER = 0;
    private static final int SCHED_FIFO = 1;
    private static final int SCHED_RESET_ON_FORK = 0x40000000;

    /*
     * struct sched_attr, 48 bytes: 0 size 4 policy 8 flags 16 nice 20 priority 24 runtime (of SCHED_OTHER: slice) ...
     */
    private static final int ATTRIBUTES = 48;

    private static final int POLICY = 4;
    private static final int FLAGS = 8;
    private static final int NICE = 16;
    private static final int PRIORITY = 20;
    private static final int RUNTIME = 24;
    private static final long FLAG_RESET_ON_FORK = 1;
    private static final long MIN_SLICE = 100_000;

    /** Of the kernel's largest set of cores. */
    private static final int CORE_SET = 1_024;

    private final Linux linux;

    public Scheduling(Linux linux) {
        this.linux = linux;
    }

    public int threadId() {
        return (int) linux.systemCall(SYS_GETTID, 0, 0, 0);
    }

    /** The cores that the caller may run on, the lowest first. */
    public int[] cores() {
        Pointer set = linux.memory(CORE_SET);
        int bytes = (int) linux.systemCall(SYS_SCHED_GETAFFINITY, 0, CORE_SET, set.address());
        int[] cores = new int[CORE_SET * 8];
        int count = 0;
        for (int core = 0; core < 8 * bytes; core++) {
            if ((set.getByte(core / 8) >>> core % 8 & 1) != 0) {
                cores[count++] = core;
            }
        }
        return Arrays.copyOf(cores, count);
    }

    /** Ties the caller to one core; false: not allowed. */
    public boolean stayOn(int core) {
        Pointer set = linux.memory(CORE_SET);
        set.putByte(core / 8, (byte) (1 << core % 8));
        return linux.systemCall(SYS_SCHED_SETAFFINITY, 0, CORE_SET, set.address()) == 0;
    }

    /** It is in the class of ordinary threads, and not in a batch or real-time class. */
    public boolean isOrdinary(int thread) {
        return (linux.systemCall(SYS_SCHED_GETSCHEDULER, thread, 0, 0) & ~SCHED_RESET_ON_FORK) == SCHED_OTHER;
    }

    /** Its nice value: −20 is run first, 19 last. */
    public int nice(int thread) {
        // The system call returns 20 less the nice value.
        return 20 - (int) linux.systemCall(SYS_GETPRIORITY, 0, thread, 0);
    }

    /**
     * Makes it an ordinary thread with that nice value, which is run before others of its kind that run for longer at a
     * time (a slice of 0.1 ms; Linux 6.12, before that without effect). Everybody may ask for this, but not for a lower
     * nice value than it has. False: not allowed.
     */
    public boolean runOrdinarily(int thread, int nice) {
        return set(thread, SCHED_OTHER, nice, 0, MIN_SLICE);
    }

    /** Lets it run before every ordinary thread as soon as it has something to do; false: not allowed. */
    public boolean runInRealTime(int thread) {
        return set(thread, SCHED_FIFO, 0, 1, 0);
    }

    private boolean set(int thread, int policy, int nice, int priority, long slice) {
        Pointer attributes = linux.memory(ATTRIBUTES);
        attributes.putInt(0, ATTRIBUTES);
        attributes.putInt(POLICY, policy);
        attributes.putLong(FLAGS, FLAG_RESET_ON_FORK);
        attributes.putInt(NICE, nice);
        attributes.putInt(PRIORITY, priority);
        attributes.putLong(RUNTIME, slice);
        return linux.systemCall(SYS_SCHED_SETATTR, thread, attributes.address(), 0) == 0;
    }
}
