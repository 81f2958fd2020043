package dev.roomtalk.bridge.hearing;

import dev.roomtalk.bridge.acknowledgement.Acknowledgement;
import dev.roomtalk.bridge.acknowledgement.Pace;
import dev.roomtalk.bridge.base.Deadline;
import dev.roomtalk.bridge.kernel.ProcessState;
import java.util.Collection;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Decides which of the senders that wait for answers has them: one at a time, for a message each, in the order in which
 * they began to wait. Equal signals that are pending at once merge; but a sender whose answer is withheld sends
 * nothing, and so of those already heard only one can have a signal pending. Paced senders cannot be held back: while
 * one speaks nobody is answered. Confined to the thread of {@link Senders}.
 */
public final class Turns {
    /** After so long without a bit a paced sender has ended, or pauses. */
    private static final long PACED_PAUSE = TimeUnit.MILLISECONDS.toNanos(50);

    /** By then it shows whether a new sender waits or is paced. */
    private static final long NEWCOMER = TimeUnit.MILLISECONDS.toNanos(6);

    /** So long those who wait stand back for those who do not. */
    private static final long MAX_STANDING_BACK = TimeUnit.SECONDS.toNanos(10);

    /** One that says nothing for so long in the middle of its message lets the next one speak. */
    private static final long MAX_SILENCE = TimeUnit.SECONDS.toNanos(1);

    /** After its last answer it either goes on within this time, or sleeps. */
    private static final long AFTER_END = TimeUnit.MILLISECONDS.toNanos(2);

    private static final int ENDLESS_BITS = 512;

    private static final long MAX_AFTER_END = TimeUnit.MILLISECONDS.toNanos(50);

    private final Guests guests;
    private boolean guestWasLast;
    private @Nullable Sender active;
    private long standingBackSince;
    private boolean standingBack;
    private long due = Deadline.NEVER;

    public Turns(Guests guests) {
        this.guests = guests;
    }

    /** When {@link #update} has something to do, if nothing happens before. */
    public long due() {
        return due;
    }

    /** Somebody is speaking who cannot be held back, and whose bits are lost if we are late. */
    static boolean pacedSpeaks(Collection<Sender> senders, long now) {
        for (Sender sender : senders) {
            if (sender.acknowledgement().pace() == Pace.PACED
                    && sender.speaking()
                    && now - sender.lastBit() < PACED_PAUSE) {
                return true;
            }
        }
        return false;
    }

    /** Gives the turn to whoever has it now. */
    public void update(Collection<Sender> senders, long now) {
        due = Deadline.NEVER;
        for (Sender sender : senders) {
            if (sender.acknowledgement().wantsTurn()) {
                sender.wantsTurn(now);
            }
        }
        Sender current = active;
        if (current != null && (!senders.contains(current) || hasFinished(current, senders, now))) {
            current.acknowledgement().revoke();
            active = null;
        }
        standBack(senders, now);
        if (standingBack) {
            guests.revoke();
            if (active != null) {
                active.acknowledgement().revoke();
            }
            return;
        }
        if (active == null) {
            Sender next = longestWaiting(senders);
            if (guests.speaking(now) || (guests.waiting() && (next == null || !guestWasLast))) {
                guestWasLast = true;
                guests.grant(now);
                return;
            }
            guestWasLast = false;
            active = next;
        }
        if (active != null && !active.acknowledgement().hasTurn()) {
            active.gotTurn();
            active.acknowledgement().grant(now);
        }
    }

    private void standBack(Collection<Sender> senders, long now) {
        long until = 0;
        for (Sender sender : senders) {
            long pause =
                    switch (sender.acknowledgement().pace()) {
                        case UNKNOWN -> NEWCOMER;
                        case PACED -> sender.speaking() ? PACED_PAUSE : 0;
                        case WAITING -> 0;
                    };
            until = Math.max(until, sender.lastBit() + pause);
        }
        if (until <= now) {
            standingBack = false;
            return;
        }
        if (!standingBack) {
            standingBackSince = now;
        }
        standingBack = true;
        if (now - standingBackSince > MAX_STANDING_BACK) {
            // Nobody can speak for ever; what merges now is found out, or rejected.
            standingBack = now - standingBackSince > 2 * MAX_STANDING_BACK;
            if (standingBack) {
                standingBackSince = now;
            }
        }
        due = standingBack ? Math.min(due, until) : due;
    }

    private boolean hasFinished(Sender sender, Collection<Sender> senders, long now) {
        Acknowledgement acknowledgement = sender.acknowledgement();
        if (!guests.waiting() && !othersWant(sender, senders)) {
            return false;
        }
        if (acknowledgement.pace() != Pace.WAITING) {
            return true;
        }
        if (acknowledgement.lastAnswer() < sender.lastBit()) {
            // A new message, while others wait: it is their turn.
            // One that will never end its message may have others wait for a while at a time.
            boolean endless = sender.recogniser().signals() % ENDLESS_BITS == 0
                    && sender.recogniser().hopeless();
            return endless || (sender.recogniser().signals() == 1 && sender.bits() > 1);
        }
        long silent = now - acknowledgement.lastAnswer();
        if (sender.speaking()) {
            if (silent >= MAX_SILENCE) {
                return true;
            }
            due = Math.min(due, acknowledgement.lastAnswer() + MAX_SILENCE);
            return false;
        }
        if (silent >= AFTER_END) {
            ProcessState state = sender.process().look();
            if (state == null || state.asleep() || silent >= MAX_AFTER_END) {
                return true;
            }
        }
        due = Math.min(due, now + AFTER_END);
        return false;
    }

    private static boolean othersWant(Sender sender, Collection<Sender> senders) {
        for (Sender other : senders) {
            if (other != sender && other.acknowledgement().wantsTurn()) {
                return true;
            }
        }
        return false;
    }

    private static @Nullable Sender longestWaiting(Collection<Sender> senders) {
        Sender longest = null;
        for (Sender sender : senders) {
            if (sender.acknowledgement().wantsTurn()
                    && (longest == null || sender.wantsTurnSince() < longest.wantsTurnSince())) {
                longest = sender;
            }
        }
        return longest;
    }
}
