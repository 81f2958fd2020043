package dev.roomtalk.bridge.acknowledgement;

import dev.roomtalk.bridge.base.Deadline;
import dev.roomtalk.bridge.kernel.ProcessState;
import dev.roomtalk.bridge.kernel.Signal;
import dev.roomtalk.bridge.learned.ProgramTraits;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * What is known of the signals between one sender and the bridge, and what is planned next: the fields that the
 * {@link State}s share, and what several of them do. Confined to the thread that owns the sender.
 */
final class Exchange {
    /** Between two looks that must both find the process asleep. */
    static final long SECOND_LOOK = TimeUnit.MILLISECONDS.toNanos(1);

    /** How long after an answer it is repeated for the first, second, third and last time. */
    static final long[] REPEATS = {
        TimeUnit.MILLISECONDS.toNanos(30),
        TimeUnit.MILLISECONDS.toNanos(60),
        TimeUnit.MILLISECONDS.toNanos(120),
        TimeUnit.MILLISECONDS.toNanos(240)
    };

    private static final int REPEATS_AT_END = 2;

    private static final long ANSWER_DELAY = TimeUnit.MICROSECONDS.toNanos(100);

    /** Looks at a process that is not asleep, before it is taken for one that waits without sleeping. */
    private static final int MAX_LOOKS = 25;

    /** Answers to a process that does not sleep, before it is taken for one that never does. */
    private static final int MIN_AWAKE = 3;

    /** Looks at a process that runs all the time, before it is answered again all the same. */
    private static final int MAX_POSTPONEMENTS = 40;

    /**
     * Of what can no longer be a message every 256th bit is answered with the other signal, in case the sender runs on
     * past its text.
     */
    private static final int RUN_ON_BITS = 256;

    ProgramTraits traits;
    Pace pace = Pace.UNKNOWN;
    State state = State.IDLE;
    long due = Deadline.NEVER;
    boolean turn;

    /** At least one bit has come. */
    boolean begun;

    /** Bits of the message so far. */
    long bits;

    long firstBit;
    long lastBit;
    long lastAnswer;

    /** It was sent something at all. */
    boolean answered;

    /** The last bit may have completed a message. */
    boolean ended;

    /** The last bit came behind the end of a message, and may be of none: it is answered with the other signal. */
    boolean runOn;

    /** Of the message that ended last: the other signal was sent for its end. */
    boolean otherSent;

    /** The other signal was sent behind that end. */
    boolean otherSentBehind;

    /** It went on behind that end only when it was sent the usual signal again. */
    boolean otherIgnored;

    /** It has gone on behind an end although it was sent the other signal there, or takes no other. */
    boolean wentOn;

    /** A paced sender waits after each byte. */
    boolean bytewise;

    /** Its first byte was eight times the same signal: so begin those who wait after each byte. */
    boolean beginsWithOneSignal;

    /** The time between the last two bits of a paced sender. */
    long gap;

    /** A bit of it was answered as one of a sender that waits. */
    boolean bitAnswered;

    /** What the last look has found, or null, and when that was. */
    @Nullable
    ProcessState process;

    long looked;

    /** Looks in the present state, and what the one before has found. */
    int looks;

    boolean seenAsleep;

    /** Its last bit was answered although it did not sleep. */
    boolean answeredAwake;

    /** Bits in a row that were answered so, after which it went on. */
    int wentOnAwake;

    /** How often the last answer was repeated, put off, and followed by a rescue. */
    int repeats;

    int postponements;
    int rescues;

    /** Bits of a zero byte that were sent to it. */
    int zeroBits;

    /** It waits after each byte, and not where a byte ended: bits of it were lost. */
    boolean realigned;

    /** It is taken for waiting because it fell silent, after it was taken for paced. */
    boolean afterAll;

    /** What it says can no longer be a message. */
    boolean lost;

    /** Its first bit was lost, so when it was sent is not known. */
    boolean found;

    /** Repeats that may have been taken as answers to bits that were still to come. */
    int surplus;

    Exchange(ProgramTraits traits) {
        this.traits = traits;
    }

    void plan(State next, long when) {
        state = next;
        due = when;
    }

    /** Plans nothing before it has the turn. */
    void withhold(State until) {
        plan(until, Deadline.NEVER);
    }

    /** It takes both signals, so that the right one must be found out. */
    boolean hasChoice() {
        ProcessState known = process;
        return known != null && known.takes(Signal.USR1) && known.takes(Signal.USR2);
    }

    /** The signal that a bit is answered with, as far as is known. */
    Signal usualAnswer() {
        return traits.answers().signal(bits <= 1);
    }

    /** @param first the answer to the first bit was wrong, not to a later one */
    void useOtherAnswer(boolean first) {
        traits = traits.with(traits.answers().insteadOf(first));
    }

    /** It looks at a flag all the time, and never sleeps. */
    boolean spins() {
        return wentOnAwake >= MIN_AWAKE;
    }

    /**
     * It was found asleep twice in a row, so it is not only waiting for a processor; or it never sleeps. If not, plans
     * another look.
     */
    boolean asleepTwice(long now, ProcessState found) {
        looks++;
        boolean twice = found.asleep() && seenAsleep;
        seenAsleep = found.asleep();
        if (twice || looks >= MAX_LOOKS) {
            seenAsleep = false;
            looks = 0;
            return true;
        }
        due = now + (found.asleep() ? SECOND_LOOK : 2 * SECOND_LOOK);
        return false;
    }

    /** It has not yet come to where it would miss an answer. One that runs all the time looks at a flag. */
    boolean isBusy(ProcessState found) {
        if (found.asleep()) {
            return false;
        }
        postponements += found.stopped() ? 0 : 1;
        return found.stopped() || postponements < MAX_POSTPONEMENTS;
    }

    /** From now on it is taken for one that waits. */
    Action waits(long now) {
        pace = Pace.WAITING;
        if (!turn) {
            withhold(State.WITHHELD);
            return Action.REST;
        }
        return answer(now, false);
    }

    /** Answers the last bit, and plans what comes if no bit follows. */
    Action answer(long now, boolean repeated) {
        boolean last = repeats >= (ended || runOn ? REPEATS_AT_END : REPEATS.length);
        zeroBits = 0;
        if (!last) {
            plan(State.REPEATING, now + REPEATS[repeats]);
        } else if (ended || runOn) {
            plan(State.IDLE, Deadline.NEVER);
        } else {
            plan(State.RESCUING, now + Rescuing.FIRST);
        }
        ProcessState known = process;
        if (known == null) {
            return Action.REST;
        }
        Signal usual = usualAnswer();
        // The other signal where this one was of no use, or stands for the end.
        boolean other;
        if (ended) {
            other = traits.otherAtEnd() != (repeats == 1);
            otherSent |= other;
        } else if (runOn) {
            other = repeats < REPEATS_AT_END;
            otherSentBehind |= other;
        } else {
            other = repeats == REPEATS.length;
        }
        other |= lost && bits % RUN_ON_BITS == 0;
        answered = true;
        bitAnswered = true;
        lastAnswer = now;
        return new Action.Send(choose(known, other ? usual.other() : usual), repeated);
    }

    /** Sends a signal that is no answer to a single bit. */
    Action send(long now, Signal signal) {
        answered = true;
        lastAnswer = now;
        return new Action.Send(signal, false);
    }

    /** Between a bit and its answer: a client that does {@code kill(); pause();} has to get to its {@code pause}. */
    long answerDelay() {
        ProcessState known = process;
        return known != null && known.holdsBack(choose(known, usualAnswer())) ? 0 : ANSWER_DELAY;
    }

    /** The preferred signal, if the process takes it; otherwise the other. */
    static Signal choose(ProcessState process, Signal preferred) {
        return process.takes(preferred) ? preferred : preferred.other();
    }
}
