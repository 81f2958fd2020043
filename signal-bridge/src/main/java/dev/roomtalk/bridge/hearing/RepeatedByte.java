package dev.roomtalk.bridge.hearing;

import dev.roomtalk.bridge.acknowledgement.Acknowledgement;
import dev.roomtalk.bridge.kernel.Signal;

/**
 * Finds the bytes that a paced sender sends a second time because the first one was not answered in time: their bits
 * are no part of its message. Confined to the thread of its {@link Senders}.
 */
final class RepeatedByte {
    private static final int BITS = 8;

    private final Acknowledgement acknowledgement;
    private final Signal[] last = new Signal[BITS];
    private int place;
    private int left;
    private int compared;
    private boolean same;
    private boolean suspicious;
    private boolean doubtful;

    RepeatedByte(Acknowledgement acknowledgement) {
        this.acknowledgement = acknowledgement;
    }

    /**
     * Takes note of a bit before it is read; true: it was sent again, and is not read.
     *
     * @param gap since the bit before
     */
    boolean takes(Signal signal, long gap) {
        if (left == 0 && acknowledgement.sendsByteAgain(gap)) {
            left = BITS;
        }
        boolean again = left > 0;
        if (again) {
            left--;
            doubtful |= last[place] != signal;
        } else {
            compare(signal, gap);
        }
        last[place] = signal;
        place = (place + 1) % BITS;
        return again;
    }

    /**
     * A byte that follows a late answer, and is equal to the one before, is perhaps that one: then its sender has been
     * answered already, and goes on at once.
     */
    private void compare(Signal signal, long gap) {
        doubtful |= suspicious && acknowledgement.goesOnUnanswered(gap);
        suspicious = false;
        if (acknowledgement.wasAnsweredLate(gap)) {
            compared = BITS;
            same = true;
        }
        if (compared > 0) {
            compared--;
            same &= last[place] == signal;
            suspicious = same && compared == 0;
        }
    }

    /** A byte that was sent again was not what it was before, or it is not known whether one was sent again. */
    boolean isDoubtful() {
        return doubtful;
    }

    /** The last eight bits were the same signal. */
    boolean isOneSignal() {
        for (Signal signal : last) {
            if (signal != last[0]) {
                return false;
            }
        }
        return true;
    }

    /** Another message begins. */
    void forget() {
        left = 0;
        compared = 0;
        suspicious = false;
        doubtful = false;
    }
}
