package dev.roomtalk.bridge.hearing;

import dev.roomtalk.bridge.acknowledgement.Acknowledgement;
import dev.roomtalk.bridge.acknowledgement.Pace;
import dev.roomtalk.bridge.base.Deadline;
import dev.roomtalk.bridge.dialect.Recogniser;
import dev.roomtalk.bridge.kernel.ProcessState;
import dev.roomtalk.bridge.kernel.Processes;
import java.util.concurrent.TimeUnit;

/**
 * Finds out whether a sender is silent because its message has ended. Confined to the thread of its {@link Senders}.
 */
final class Silence {
    /** A message that says itself that it has ended, and this much silence: it has. */
    private static final long QUIET = TimeUnit.MILLISECONDS.toNanos(60);

    /**
     * This much silence of a sender that waits for answers, and says nothing of its end: it has ended. Every answer has
     * been repeated by then.
     */
    private static final long QUIET_WAITING = TimeUnit.MILLISECONDS.toNanos(700);

    private static final long MAX_GAP = TimeUnit.MILLISECONDS.toNanos(50);
    private static final long SECOND_LOOK = TimeUnit.MILLISECONDS.toNanos(5);
    private static final int MAX_LOOKS = 100;

    private final Processes.Held process;
    private final Recogniser recogniser;
    private final Acknowledgement acknowledgement;
    private final BehindEnd behindEnd;

    private long longestGap;
    private long due = Deadline.NEVER;
    private int looks;
    private boolean seenAsleep;

    Silence(Processes.Held process, Recogniser recogniser, Acknowledgement acknowledgement, BehindEnd behindEnd) {
        this.process = process;
        this.recogniser = recogniser;
        this.acknowledgement = acknowledgement;
        this.behindEnd = behindEnd;
    }

    /** When {@link #endsMessage} has something to find out. */
    long due() {
        return due;
    }

    /** Takes note of the time between two bits of a message. */
    void onGap(long gap) {
        longestGap = Math.min(Math.max(longestGap, gap), MAX_GAP);
    }

    /** Takes note of a bit, which the recogniser has taken: the silence begins anew. */
    void onBit(long now) {
        looks = 0;
        seenAsleep = false;
        boolean mayEnd = recogniser.complete() || justEnded() || behindEnd.isNothing();
        due = mayEnd ? now + quiet() : Deadline.NEVER;
    }

    /** Nothing is waited for. */
    void forget() {
        due = Deadline.NEVER;
    }

    /** The silence since the last bit means that the message has ended; true once. */
    boolean endsMessage(long now, long lastBit) {
        if (now < due) {
            return false;
        }
        boolean waits = acknowledgement.pace() == Pace.WAITING;
        boolean owes = acknowledgement.lastAnswer() < lastBit;
        // Behind an end the answer is repeated, and what follows that belongs to what was said there.
        boolean repeats = recogniser.midMessage() && behindEnd.isNothing() && acknowledgement.due() != Deadline.NEVER;
        if (acknowledgement.wantsTurn() || (waits && (owes || repeats))) {
            // It is silent because we are.
            due = now + QUIET;
            return false;
        }
        ProcessState state = process.look();
        if (state != null && state.stopped()) {
            due = now + QUIET;
            return false;
        }
        boolean asleep = state != null && state.asleep();
        looks++;
        if (!(asleep && seenAsleep) && looks < MAX_LOOKS) {
            seenAsleep = asleep;
            due = now + SECOND_LOOK;
            return false;
        }
        due = Deadline.NEVER;
        return true;
    }

    /** A message was told, and nothing has come since. */
    private boolean justEnded() {
        return recogniser.behind() && !recogniser.midMessage();
    }

    private long quiet() {
        boolean waits = acknowledgement.pace() == Pace.WAITING;
        if (waits) {
            return recogniser.ended() || recogniser.behind() ? QUIET : QUIET_WAITING;
        }
        return Math.max(QUIET, 20 * longestGap);
    }
}
