package dev.roomtalk.bridge.acknowledgement;

import dev.roomtalk.bridge.base.Deadline;
import dev.roomtalk.bridge.kernel.ProcessState;
import dev.roomtalk.bridge.kernel.Signal;
import dev.roomtalk.bridge.learned.ProgramTraits;
import java.util.concurrent.TimeUnit;

/**
 * Decides when one sender is sent a signal, and which; confined to the thread that owns the sender, and told the time
 * by it.
 *
 * <p>Nothing in the bits says whether a sender waits for an answer to each, and the wrong signal kills it. So it is
 * found out:
 *
 * <ol>
 *   <li>The first bit is answered by nothing. A moment later the process is looked at: what does it take? A signal that
 *       it does not take is never sent; one that takes nothing yet is looked at again ({@link FirstLook}).
 *   <li>It takes only SIGUSR2, and no second bit has come after {@value #SECOND_BIT_MICROS} µs: it is answered with it,
 *       because some give up after 800 µs. So is one whose program is known for that.
 *   <li>A second bit comes unprompted: it is <em>paced</em>, and no bit is answered. At the end of a message it gets
 *       one signal, if it takes any, and then as many more as it had bytes ({@link EndAnswer}, {@link ZeroByte}); and
 *       it gets one where it falls silent after a whole byte, because some wait for one after each
 *       ({@link ByteAnswer}).
 *   <li>It sleeps, silent for {@value #PATIENCE_MICROS} µs: it <em>waits</em> for us ({@link WaitingCheck}). From then
 *       on each bit is answered, a little after it came, because a client that does {@code kill(); pause();} has to get
 *       to its {@code pause} ({@link Answering}).
 *   <li>No bit follows an answer: the answer is repeated, each time after a look, and only to a process that sleeps:
 *       one that runs has not lost anything yet. After the last bit the first repeat is the other signal, which some
 *       wait for ({@link Repeating}).
 *   <li>A bit follows the last one of a message without a silence: perhaps the sender has run on past its text, because
 *       it wanted the other signal for its end. That is what the bit is answered with, twice if nothing follows, and
 *       then once with the usual signal. Who goes on has begun another message.
 *   <li>It sleeps in the middle of its message, and nothing has helped. Bits of it were lost, and what it waits for
 *       cannot be known; so it gets what any of them wait for, over and over, and no sender is left hanging
 *       ({@link Rescuing}).
 * </ol>
 *
 * <p>A sender that waits loses nothing by waiting longer, so it is answered only while it has the turn
 * ({@link #grant}). All times are nanoseconds of one clock.
 *
 * <p>Over 300 lines, because each bit moves what is planned, what was answered and what its place in the message means.
 */
public final class Acknowledgement {
    static final long PATIENCE_MICROS = 4_500;

    static final long SECOND_BIT_MICROS = 450;

    /** What comes this long after an answer was not prompted by it. */
    public static final long UNPROMPTED = TimeUnit.MILLISECONDS.toNanos(400);

    /** Nobody sends a byte again sooner than this after it. */
    private static final long LATE = TimeUnit.MILLISECONDS.toNanos(8);

    private static final long MAX_GAP = TimeUnit.MILLISECONDS.toNanos(20);

    private final Exchange exchange;

    public Acknowledgement(ProgramTraits traits) {
        this.exchange = new Exchange(traits);
    }

    public Pace pace() {
        return exchange.pace;
    }

    /** When {@link #onTime} has something to do; {@link Deadline#NEVER} if nothing is planned. */
    public long due() {
        return exchange.due;
    }

    /** The sender has sent a bit that will be answered when it has the turn. */
    public boolean wantsTurn() {
        return exchange.state == State.WITHHELD || exchange.state == State.REPEAT_WITHHELD;
    }

    public boolean hasTurn() {
        return exchange.turn;
    }

    /** The sender was sent an answer, and nothing has come since. */
    public boolean expectsBit() {
        return exchange.pace == Pace.WAITING && exchange.answered && !owesAnswer();
    }

    /** The sender was answered again since its last bit. */
    public boolean nudged() {
        return exchange.repeats > 0 || exchange.rescues > 0;
    }

    /** The sender waits after each byte, and not where a byte ended: bits of it were lost. */
    public boolean realigned() {
        return exchange.realigned;
    }

    /** What the sender says can no longer be a message. */
    public void onLost() {
        exchange.lost = true;
    }

    /**
     * Its message has ended and others were heard since: if it has begun another one, that bit may be lost, and it
     * waits.
     */
    public void onForeignAfterEnd(long now) {
        if (exchange.pace == Pace.WAITING
                && exchange.ended
                && exchange.state == State.IDLE
                && exchange.rescues < Rescuing.MAX_RESCUES) {
            exchange.plan(State.RESCUING, now + (Rescuing.FIRST << exchange.rescues));
        }
    }

    /** The sender was sent something at all. */
    public boolean answeredAnything() {
        return exchange.answered;
    }

    public long lastAnswer() {
        return exchange.lastAnswer;
    }

    /** Its first bit was lost, and it waited for long before that was seen. */
    public boolean wasFound() {
        return exchange.found;
    }

    /**
     * The sender has gone on behind the end of its message although it was sent the other signal there, or takes no
     * other: it has not run on past its text.
     */
    public boolean wentOn() {
        return exchange.wentOn;
    }

    /** The sender was sent the other signal behind its end, because it seemed to have run on past its text. */
    public boolean otherSentBehind() {
        return exchange.otherSentBehind && !exchange.otherIgnored;
    }

    /** The sender takes both signals, so that the right one must be found out. */
    public boolean hasChoice() {
        return exchange.hasChoice();
    }

    /** Its program is known to want the other signal for its end. */
    public boolean wantsOtherAtEnd() {
        return exchange.traits.otherAtEnd();
    }

    public ProgramTraits.Answers answers() {
        return exchange.traits.answers();
    }

    /** When it was looked at last, it took one of both signals. */
    public boolean takesSignals() {
        ProcessState known = exchange.process;
        return known != null && (known.takes(Signal.USR1) || known.takes(Signal.USR2));
    }

    /** How it has gone on after its first signal, as far as that is clear. */
    public ProgramTraits.Beginning beginning() {
        if (exchange.pace != Pace.PACED || exchange.bitAnswered) {
            return exchange.traits.beginning() == ProgramTraits.Beginning.PROMPT
                    ? ProgramTraits.Beginning.PROMPT
                    : ProgramTraits.Beginning.UNKNOWN;
        }
        return exchange.bytewise ? ProgramTraits.Beginning.BYTEWISE : ProgramTraits.Beginning.PACED;
    }

    /** The first byte of a paced sender was eight times the same signal. */
    public void beginsWithOneSignal() {
        exchange.beginsWithOneSignal = true;
    }

    /**
     * A paced sender that waits after each byte begins to send its last byte again: it was not answered in time.
     *
     * @param gap since its last bit
     */
    public boolean sendsByteAgain(long gap) {
        return exchange.pace == Pace.PACED
                && exchange.bits > 0
                && exchange.bits % 8 == 0
                && (exchange.bytewise || (exchange.beginsWithOneSignal && exchange.bits == 8))
                && exchange.lastAnswer < exchange.lastBit
                && gap > Math.max(EndAnswer.DELAY, 4 * exchange.gap);
    }

    /**
     * A paced sender goes on behind a byte that was answered so late that it may be sent again all the same: what comes
     * now is the next byte, or that one.
     *
     * @param gap since its last bit
     */
    public boolean wasAnsweredLate(long gap) {
        return exchange.pace == Pace.PACED
                && exchange.bits > 8
                && exchange.bits % 8 == 0
                && exchange.lastAnswer > exchange.lastBit
                && gap > LATE;
    }

    /** Its last bit was not answered, and it did not wait for that. */
    public boolean goesOnUnanswered(long gap) {
        return exchange.lastAnswer < exchange.lastBit && gap < EndAnswer.DELAY;
    }

    /** Takes note of a bit that was sent again with its byte. */
    public void onBitAgain(long now) {
        exchange.lastBit = now;
        exchange.seenAsleep = false;
        exchange.looks = 0;
        exchange.plan(State.BYTE_ANSWER, now + EndAnswer.DELAY + 2 * exchange.gap);
    }

    /** What is known of its program has changed. */
    public void learn(ProgramTraits known) {
        exchange.traits = known;
        if (exchange.pace == Pace.UNKNOWN
                && exchange.state != State.IDLE
                && known.beginning() != ProgramTraits.Beginning.UNKNOWN) {
            exchange.plan(State.FIRST_LOOK, exchange.firstBit + FirstLook.DELAY);
        }
    }

    /** The sender has the turn: what was withheld is answered now. */
    public void grant(long now) {
        exchange.turn = true;
        if (exchange.state == State.WITHHELD) {
            exchange.plan(State.ANSWERING, Math.max(now, exchange.lastBit + exchange.answerDelay()));
        } else if (exchange.state == State.REPEAT_WITHHELD) {
            exchange.plan(State.REPEATING, now);
        }
    }

    /** The sender has lost the turn: nothing is answered until it has it again. */
    public void revoke() {
        exchange.turn = false;
        if (exchange.state == State.ANSWERING) {
            exchange.withhold(State.WITHHELD);
        }
    }

    /** The sender has said its first signal again, because the answer was wrong, or has not come yet. */
    public void greetAgain(long now) {
        boolean wasAnswered = exchange.answered && exchange.lastAnswer >= exchange.lastBit;
        exchange.lastBit = now;
        exchange.bits = 1;
        exchange.repeats = 0;
        exchange.postponements = 0;
        exchange.ended = false;
        if (exchange.pace == Pace.WAITING && exchange.state != State.WITHHELD) {
            if (wasAnswered) {
                exchange.useOtherAnswer(true);
            }
            exchange.plan(State.ANSWERING, now + exchange.answerDelay());
        }
    }

    /** The sender sleeps, and is known to have sent a bit that was lost: it waits for an answer. */
    public void found(long now, ProcessState look) {
        exchange.begun = true;
        exchange.found = true;
        exchange.firstBit = now;
        exchange.lastBit = now;
        exchange.bits = 1;
        exchange.process = look;
        exchange.looked = now;
        exchange.pace = Pace.WAITING;
        exchange.plan(State.ANSWERING, now);
    }

    /** Takes note of a bit. */
    public void onBit(long now, BitPlace place) {
        long gap = exchange.begun ? now - exchange.lastBit : 0;
        if (!exchange.begun) {
            exchange.begun = true;
            exchange.firstBit = now;
        }
        boolean begins = exchange.ended || place == BitPlace.FIRST_BEHIND;
        exchange.bits = begins ? 1 : exchange.bits + 1;
        exchange.lost &= !begins;
        noteBehind(place);
        if (!exchange.ended && exchange.repeats == Exchange.REPEATS.length && exchange.hasChoice()) {
            // It went on at last at the other signal.
            exchange.useOtherAnswer(exchange.bits <= 2);
        }
        exchange.lastBit = now;
        exchange.ended = place == BitPlace.END;
        switch (exchange.pace) {
            case UNKNOWN -> {
                if (exchange.state == State.IDLE) {
                    exchange.plan(State.FIRST_LOOK, now + FirstLook.DELAY);
                } else {
                    exchange.pace = Pace.PACED;
                }
            }
            case WAITING -> onBitOfOneThatWaits(now);
            case PACED -> {}
        }
        exchange.rescues = 0;
        if (exchange.pace == Pace.PACED) {
            exchange.afterAll = false;
            planPaced(now, Math.min(gap, MAX_GAP));
        }
    }

    private void noteBehind(BitPlace place) {
        switch (place) {
            case INSIDE, END -> {
                exchange.wentOn = false;
                exchange.otherSent = false;
                exchange.otherSentBehind = false;
                exchange.otherIgnored = false;
            }
            case FIRST_BEHIND -> exchange.wentOn = exchange.otherSent || !exchange.hasChoice();
            case BEHIND -> {
                exchange.otherIgnored |= exchange.runOn && exchange.repeats > 1;
                exchange.wentOn |= exchange.otherSentBehind;
            }
        }
        boolean behind = place == BitPlace.FIRST_BEHIND || place == BitPlace.BEHIND;
        exchange.runOn = behind && !exchange.wentOn && exchange.pace == Pace.WAITING;
    }

    private void onBitOfOneThatWaits(long now) {
        boolean unprompted = owesAnswer();
        if (unprompted && exchange.surplus == 0) {
            exchange.pace = Pace.PACED;
            if (exchange.afterAll && exchange.answered) {
                // It was silent, and goes on by the byte: the bit before this one was the first of its byte.
                exchange.realigned |= exchange.bits % 8 != 2;
                exchange.bytewise = true;
                exchange.bits = 10;
            }
            return;
        }
        if (unprompted) {
            exchange.surplus--;
        }
        exchange.wentOnAwake = exchange.answeredAwake || exchange.spins() ? exchange.wentOnAwake + 1 : 0;
        exchange.answeredAwake = false;
        exchange.looks = 0;
        exchange.repeats = 0;
        exchange.postponements = 0;
        exchange.plan(State.ANSWERING, now + exchange.answerDelay());
    }

    private void planPaced(long now, long gap) {
        exchange.gap = gap;
        exchange.bytewise |= exchange.state == State.LATE_WAITING_CHECK
                && exchange.answered
                && now - exchange.lastAnswer < UNPROMPTED
                && exchange.bits % 8 == 1;
        exchange.zeroBits = 0;
        exchange.seenAsleep = false;
        exchange.looks = 0;
        boolean byteExpected = exchange.bytewise || (exchange.beginsWithOneSignal && exchange.bits == 8);
        if (exchange.ended && !(exchange.bytewise || exchange.bits == 8)) {
            // A sender that pauses between its bits pauses once more before it waits for this.
            exchange.plan(State.END_ANSWER, now + EndAnswer.DELAY + 2 * gap);
        } else if (exchange.bits % 8 == 0) {
            exchange.plan(
                    State.BYTE_ANSWER, now + (byteExpected ? EndAnswer.DELAY + 2 * gap : ByteAnswer.DELAY + 4 * gap));
        } else {
            exchange.plan(State.LATE_WAITING_CHECK, now + LateWaitingCheck.SILENCE);
        }
    }

    /** The sender is over with what it said, as far as its silence shows. */
    public void onSilence(long now) {
        boolean answered = exchange.ended
                || exchange.pace != Pace.PACED
                || exchange.state == State.IDLE
                || (exchange.answered && exchange.lastAnswer > exchange.lastBit);
        exchange.ended = true;
        if (!answered) {
            exchange.plan(State.END_ANSWER, now);
        } else if (exchange.state == State.LATE_WAITING_CHECK || exchange.state == State.RESCUING) {
            exchange.plan(State.IDLE, Deadline.NEVER);
        }
    }

    /** Does what is due. */
    public Action onTime(long now) {
        return now < exchange.due ? Action.REST : exchange.state.onTime(exchange, now);
    }

    /** Takes what a look found and goes on with what it was made for. */
    public Action onLook(long now, ProcessState found) {
        exchange.process = found;
        exchange.looked = now;
        if (!found.takes(Signal.USR1) && !found.takes(Signal.USR2)) {
            if (exchange.state == State.FIRST_LOOK && FirstLook.looksAgain(exchange)) {
                // Its handler may come after its first signal.
                return Action.REST;
            }
            exchange.pace = Pace.PACED;
            exchange.plan(State.IDLE, Deadline.NEVER);
            return Action.REST;
        }
        return exchange.state.onLook(exchange, now, found);
    }

    /** The last bit is not answered yet. */
    private boolean owesAnswer() {
        return exchange.state == State.ANSWERING || exchange.state == State.WITHHELD;
    }
}
