package dev.roomtalk.bridge.receiver;

import dev.roomtalk.bridge.kernel.Signal;
import dev.roomtalk.bridge.kernel.SignalInput;

/**
 * The signals that were read and not yet handled, in the order in which the kernel gave them. One thread at a time
 * adds; only the thread that owns the senders takes. It allocates nothing.
 */
final class SignalRing {
    /** Takes one signal. */
    @FunctionalInterface
    interface Taker {
        /**
         * @param ordered false: it may have been sent before the signal of the same process that was taken before it
         * @param word what a queued signal carries
         * @param when it was read
         */
        void take(int pid, int uid, int number, boolean ordered, long word, long when);
    }

    static final int CAPACITY = 1 << 14;

    private static final int MASK = CAPACITY - 1;
    private static final int NUMBER = 0xFF;
    private static final int UNORDERED = 0x100;
    private static final int USR1 = Signal.USR1.number();
    private static final int USR2 = Signal.USR2.number();

    private final int[] pids = new int[CAPACITY];
    private final int[] uids = new int[CAPACITY];
    /** The number of the signal, and {@link #UNORDERED}. */
    private final int[] kinds = new int[CAPACITY];

    private final long[] words = new long[CAPACITY];
    private final long[] times = new long[CAPACITY];

    /** Signals that were ever added; written by the thread that adds. */
    private volatile long added;

    /** Signals that were ever taken; written by the owner. */
    private volatile long taken;

    /** A batch has a place. */
    boolean hasPlace() {
        return CAPACITY - (added - taken) >= SignalInput.BATCH;
    }

    boolean isEmpty() {
        return added == taken;
    }

    /**
     * Adds what was read together; there must be a place.
     *
     * <p>Of signals that are pending together the kernel gives the lowest number first. So a USR2 that comes out after
     * a USR1 of the same process in one read may have been sent before it, unless another USR2 came out between them:
     * then it was sent after that one.
     *
     * <p>SIGUSR1 and SIGUSR2 by sigqueue(3) are left out: their sender writes there itself who it is.
     */
    void add(SignalInput input, int count, long when) {
        long end = added;
        int lastUsr2 = -1;
        for (int i = 0; i < count; i++) {
            int number = input.number(i);
            int pid = input.pid(i);
            boolean bit = number == USR1 || number == USR2;
            if (bit ? !input.isPlain(i) : !input.isQueued(i)) {
                continue;
            }
            int kind = number;
            if (number == USR2) {
                for (int earlier = i - 1; earlier > lastUsr2; earlier--) {
                    if (input.pid(earlier) == pid) {
                        kind |= UNORDERED;
                    }
                }
                lastUsr2 = i;
            }
            int place = (int) end++ & MASK;
            pids[place] = pid;
            uids[place] = input.uid(i);
            kinds[place] = kind;
            words[place] = input.word(i);
            times[place] = when;
        }
        added = end;
    }

    /**
     * Hands on what was there when it began, so that a flood does not keep the owner from its timers. Each is out of
     * the ring before it is handed on.
     */
    void take(Taker taker) {
        long end = added;
        for (long i = taken; i < end; i++) {
            int place = (int) i & MASK;
            int pid = pids[place];
            int uid = uids[place];
            int kind = kinds[place];
            long word = words[place];
            long when = times[place];
            taken = i + 1;
            taker.take(pid, uid, kind & NUMBER, (kind & UNORDERED) == 0, word, when);
        }
    }

    /** A signal of that process was read and not yet taken. Only by the owner. */
    boolean holds(int pid) {
        long end = added;
        for (long i = taken; i < end; i++) {
            if (pids[(int) i & MASK] == pid) {
                return true;
            }
        }
        return false;
    }
}
