package dev.roomtalk.bridge.acknowledgement;

import dev.roomtalk.bridge.base.Deadline;
import dev.roomtalk.bridge.kernel.ProcessState;
import dev.roomtalk.bridge.kernel.Signal;
import dev.roomtalk.bridge.learned.ProgramTraits;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Decides when one sender is sent a signal, and which; confined to the thread that owns the sender, and told the time by it.
 *
 * <p>Nothing in the bits says whether a sender waits for an answer to each, and the wrong signal kills it. So it is found out:
 *
 * <ol>
 *   <li>The first bit is answered by nothing. A moment later the process is looked at: what does it take? A signal that it does
 *       not take is never sent.
 *   <li>It takes only SIGUSR2: it is answered with it at once.
 *   <li>A second bit comes unprompted: it is <em>paced</em>, and no bit is answered. At the end of a message it gets one signal,
 *       if it takes any; and so it does where it falls silent after a whole byte, because some wait for one after each.
 *   <li>It sleeps, silent for {@value #PATIENCE_MICROS} µs: it <em>waits</em> for us. From then on each bit is answered, a little
 *       after it came, because a client that does {@code kill(); pause();} has to get to its {@code pause}.
 *   <li>No bit follows an answer: the answer is repeated, each time after a look, and only to a process that sleeps: one that
 *       runs has not lost anything yet. After the last bit the first repeat is the other signal, which some wait for.
 *   <li>A bit follows the answer to the last one of a message at once: perhaps it has run on past its text, because it wanted the
 *       other signal for its end. That is what the bit is answered with.
 *   <li>It sleeps in the middle of its message, and nothing has helped. Bits of it were lost, and what it waits for cannot be
 *       known; so it gets what any of them wait for, over and over: nobody is left hanging.
 * </ol>
 *
 * <p>A sender that waits loses nothing by waiting longer, so it is answered only while it has the turn ({@link #grant}). All times
 * are nanoseconds of one clock.
 */
public final class Acknowledgement {
    /** What is known of the sender. */
    public enum Pace {
        UNKNOWN,
        WAITING,
        PACED
    }

    /** What the owner has to do now. */
    public sealed interface Action {}

    public record Rest() implements Action {}

    /** Look at the process and tell {@link #onLook}. */
    public record Look() implements Action {}

    /** @param repeated the same bit was answered before */
    public record Send(Signal signal, boolean repeated) implements Action {}

    static final long PATIENCE_MICROS = 4_500;
    /** What comes this long after an answer was not prompted by it. */
    public static final long UNPROMPTED = TimeUnit.MILLISECONDS.toNanos(400);

    private static final long PATIENCE = TimeUnit.MICROSECONDS.toNanos(PATIENCE_MICROS);
    private static final long FIRST_LOOK = TimeUnit.MICROSECONDS.toNanos(200);
    private static final long ANSWER_DELAY = TimeUnit.MICROSECONDS.toNanos(100);
    private static final long LOOK_VALID = TimeUnit.SECONDS.toNanos(1);
    /** Between two looks that must both find it asleep. */
    private static final long SECOND_LOOK = TimeUnit.MILLISECONDS.toNanos(1);
    /** How often a process that is not asleep is looked at again, before it is taken for one that waits without sleeping. */
    private static final int MOST_LOOKS = 25;

    private static final long DONE_DELAY = TimeUnit.MILLISECONDS.toNanos(2);
    private static final long BYTE_DELAY = TimeUnit.MILLISECONDS.toNanos(20);
    private static final long LONGEST_GAP = TimeUnit.MILLISECONDS.toNanos(20);
    private static final long RUN_ON = TimeUnit.MILLISECONDS.toNanos(50);
    private static final long ECHO_DELAY = TimeUnit.MILLISECONDS.toNanos(300);
    private static final long ECHO_PACE = TimeUnit.MILLISECONDS.toNanos(3);
    /** A zero byte said with USR1, and what completes a byte that was begun by the signal before. */
    private static final int ECHOES = 15;

    private static final int MOST_LOOKS_FOR_ECHO = 300;

    private static final long[] REPEATS = {
        TimeUnit.MILLISECONDS.toNanos(30),
        TimeUnit.MILLISECONDS.toNanos(60),
        TimeUnit.MILLISECONDS.toNanos(120),
        TimeUnit.MILLISECONDS.toNanos(240)
    };
    private static final int REPEATS_AT_END = 2;
    /** After the last repeat, and then twice as long each time. */
    private static final long FIRST_RESCUE = TimeUnit.MILLISECONDS.toNanos(500);

    private static final int MOST_RESCUES = 8;
    /** Of what can no longer be a message every so manieth bit is answered with the other signal, in case it runs on past its text. */
    private static final int RUN_ON_BITS = 256;
    /** A sender taken for paced that is silent this long inside a message waits after all. */
    private static final long SUSPICIOUS_SILENCE = TimeUnit.SECONDS.toNanos(1);
    /** Looks at a process that runs all the time, before it is left alone. */
    private static final int MOST_POSTPONEMENTS = 40;

    private enum Next {
        NOTHING,
        FIRST_LOOK,
        TAKE_FOR_WAITING,
        ANSWER,
        WITHHELD,
        REPEAT,
        REPEAT_WITHHELD,
        DONE,
        BYTE,
        ECHO,
        RESCUE,
        TAKE_FOR_WAITING_AFTER_ALL
    }

    private static final Action REST = new Rest();
    private static final Action LOOK = new Look();

    private ProgramTraits habits;
    private Pace pace = Pace.UNKNOWN;
    private Next next = Next.NOTHING;
    private long due = Deadline.NEVER;
    private boolean turn;
    private boolean heard;
    /** Bits of the message so far. */
    private long bits;

    private long firstBit;
    private long lastBit;
    private long lastAnswer;
    private boolean answered;
    private boolean ended;
    private boolean runOn;
    private boolean bytewise;
    private @Nullable ProcessState standing;
    private long looked;
    private int looks;
    private boolean seenAsleep;
    private int repeats;
    private int postponements;
    private int echoes;
    private int rescues;
    private boolean realigned;
    /** It is taken for waiting because it fell silent, after it was taken for paced. */
    private boolean afterAll;

    private boolean lost;
    /** Repeats that may have been taken as answers to bits that were still to come. */
    private int surplus;

    public Acknowledgement(ProgramTraits habits) {
        this.habits = habits;
    }

    public Pace pace() {
        return pace;
    }

    /** When {@link #onTime} has something to do; {@link Deadline#NEVER} if nothing is planned. */
    public long due() {
        return due;
    }

    /** It has sent a bit that will be answered when it has the turn. */
    public boolean wantsTurn() {
        return next == Next.WITHHELD || next == Next.REPEAT_WITHHELD;
    }

    public boolean hasTurn() {
        return turn;
    }

    /** It was sent an answer, and nothing has come since. */
    public boolean expectsBit() {
        return pace == Pace.WAITING && answered && (next != Next.ANSWER && next != Next.WITHHELD);
    }

    /** It was answered again since its last bit. */
    public boolean nudged() {
        return repeats > 0 || rescues > 0;
    }

    /** It waits after each byte, and not where a byte ended: bits of it were lost. */
    public boolean realigned() {
        return realigned;
    }

    /** What it says can no longer be a message. */
    public void onLost() {
        lost = true;
    }

    /** Its message has ended and others were heard since: if it has begun another one, that bit may be lost, and it waits. */
    public void onForeignAfterEnd(long now) {
        if (pace == Pace.WAITING && ended && next == Next.NOTHING && rescues < MOST_RESCUES) {
            plan(Next.RESCUE, now + (FIRST_RESCUE << rescues));
        }
    }

    /** It was sent something at all. */
    public boolean answeredAnything() {
        return answered;
    }

    public long lastAnswer() {
        return lastAnswer;
    }

    /** A bit came right after the answer to the last one of a message. */
    boolean runsOn() {
        return runOn;
    }

    /** A bit that comes now comes right after the answer to the last one of a message. */
    public boolean wouldRunOn(long now) {
        return ended
                && pace == Pace.WAITING
                && answered
                && now - lastAnswer < RUN_ON
                && !habits.otherAtEnd()
                && hasChoice();
    }

    /** It takes both signals, so that the right one must be found out. */
    public boolean hasChoice() {
        ProcessState known = standing;
        return known != null && known.takes(Signal.USR1) && known.takes(Signal.USR2);
    }

    public ProgramTraits.Answers answers() {
        return habits.answers();
    }

    /** What is known of its program has changed. */
    public void learn(ProgramTraits known) {
        habits = known;
    }

    /** It has the turn: what was withheld is answered now. */
    public void grant(long now) {
        turn = true;
        if (next == Next.WITHHELD) {
            plan(Next.ANSWER, Math.max(now, lastBit + delay()));
        } else if (next == Next.REPEAT_WITHHELD) {
            plan(Next.REPEAT, now);
        }
    }

    /** It has lost the turn: nothing is answered until it has it again. */
    public void revoke() {
        turn = false;
        if (next == Next.ANSWER) {
            plan(Next.WITHHELD, Deadline.NEVER);
        }
    }

    /** What it said last it has said again, because the answer was wrong, or has not come yet. */
    public void greetAgain(long now) {
        boolean wasAnswered = answered && lastAnswer >= lastBit;
        lastBit = now;
        bits = 1;
        repeats = 0;
        postponements = 0;
        ended = false;
        if (pace != Pace.WAITING) {
            return;
        }
        if (next != Next.WITHHELD) {
            if (wasAnswered) {
                habits = habits.with(habits.answers().next());
            }
            plan(Next.ANSWER, now + delay());
        }
    }

    /** It sleeps, and is known to have sent a bit that was lost: it waits for an answer. */
    public void found(long now, ProcessState look) {
        heard = true;
        firstBit = now;
        lastBit = now;
        bits = 1;
        standing = look;
        looked = now;
        pace = Pace.WAITING;
        plan(Next.ANSWER, now);
    }

    /** Takes note of a bit; {@code end}: it may have completed a message. */
    public void onBit(long now, boolean end) {
        long gap = heard ? now - lastBit : 0;
        if (!heard) {
            heard = true;
            firstBit = now;
        }
        bits = ended ? 1 : bits + 1;
        lost &= !ended;
        runOn = wouldRunOn(now);
        if (!ended && repeats == REPEATS.length && hasChoice()) {
            // It went on at last at the other signal.
            habits = habits.with(habits.answers().next());
        }
        lastBit = now;
        ended = end;
        switch (pace) {
            case UNKNOWN -> {
                if (next == Next.NOTHING) {
                    plan(Next.FIRST_LOOK, now + FIRST_LOOK);
                } else {
                    pace = Pace.PACED;
                }
            }
            case WAITING -> {
                boolean waited = next == Next.ANSWER || next == Next.WITHHELD;
                if (waited && surplus == 0) {
                    pace = Pace.PACED;
                    if (afterAll && answered) {
                        // It was silent, and goes on by the byte: the bit before this one was the first of its byte.
                        realigned |= bits % 8 != 2;
                        bytewise = true;
                        bits = 10;
                    }
                } else {
                    if (waited) {
                        surplus--;
                    }
                    repeats = 0;
                    postponements = 0;
                    plan(Next.ANSWER, now + delay());
                }
            }
            case PACED -> {}
        }
        rescues = 0;
        if (pace == Pace.PACED) {
            afterAll = false;
            planPaced(now, Math.min(gap, LONGEST_GAP));
        }
    }

    private void planPaced(long now, long gap) {
        bytewise |=
                next == Next.TAKE_FOR_WAITING_AFTER_ALL && answered && now - lastAnswer < UNPROMPTED && bits % 8 == 1;
        echoes = 0;
        seenAsleep = false;
        looks = 0;
        if (ended && !(bytewise || bits == 8)) {
            // A sender that pauses between its bits pauses once more before it waits for this.
            plan(Next.DONE, now + DONE_DELAY + 2 * gap);
        } else if (bits % 8 == 0) {
            plan(Next.BYTE, now + (bytewise ? DONE_DELAY + 2 * gap : BYTE_DELAY + 4 * gap));
        } else {
            plan(Next.TAKE_FOR_WAITING_AFTER_ALL, now + SUSPICIOUS_SILENCE);
        }
    }

    /** It is over with what it said, as far as its silence shows. */
    public void onSilence(long now) {
        boolean told = ended || pace != Pace.PACED || next == Next.NOTHING || (answered && lastAnswer > lastBit);
        ended = true;
        if (!told) {
            plan(Next.DONE, now);
        } else if (next == Next.TAKE_FOR_WAITING_AFTER_ALL || next == Next.RESCUE) {
            plan(Next.NOTHING, Deadline.NEVER);
        }
    }

    /** Does what is due. */
    public Action onTime(long now) {
        if (now < due) {
            return REST;
        }
        return switch (next) {
            case NOTHING, WITHHELD, REPEAT_WITHHELD -> REST;
            case FIRST_LOOK, TAKE_FOR_WAITING, DONE, BYTE, ECHO, TAKE_FOR_WAITING_AFTER_ALL -> LOOK;
            case RESCUE -> {
                if (turn) {
                    yield LOOK;
                }
                plan(Next.REPEAT_WITHHELD, Deadline.NEVER);
                yield REST;
            }
            case REPEAT -> {
                if (turn || ended) {
                    yield LOOK;
                }
                plan(Next.REPEAT_WITHHELD, Deadline.NEVER);
                yield REST;
            }
            case ANSWER -> {
                if (!turn) {
                    plan(Next.WITHHELD, Deadline.NEVER);
                    yield REST;
                }
                yield now - looked < LOOK_VALID ? answer(now, false) : LOOK;
            }
        };
    }

    /** Takes what a look found and goes on with what it was made for. */
    public Action onLook(long now, ProcessState found) {
        standing = found;
        looked = now;
        if (!found.takes(Signal.USR1) && !found.takes(Signal.USR2)) {
            pace = Pace.PACED;
            plan(Next.NOTHING, Deadline.NEVER);
            return REST;
        }
        return switch (next) {
            case NOTHING, WITHHELD, REPEAT_WITHHELD -> REST;
            case FIRST_LOOK -> {
                if (!found.takes(Signal.USR1)) {
                    yield waits(now);
                }
                plan(Next.TAKE_FOR_WAITING, firstBit + PATIENCE - SECOND_LOOK);
                yield REST;
            }
            case TAKE_FOR_WAITING -> sleepsWell(now, found) ? waits(now) : REST;
            case ANSWER -> turn ? answer(now, false) : REST;
            case REPEAT -> repeat(now, found);
            case DONE -> {
                if (!sleepsWell(now, found)) {
                    yield REST;
                }
                plan(hasChoice() ? Next.ECHO : Next.NOTHING, hasChoice() ? now + ECHO_DELAY : Deadline.NEVER);
                yield told(now, choose(found, Signal.USR2));
            }
            case BYTE -> {
                if (!sleepsWell(now, found)) {
                    yield REST;
                }
                plan(Next.TAKE_FOR_WAITING_AFTER_ALL, now + SUSPICIOUS_SILENCE);
                yield told(now, choose(found, bytewise || bits == 8 ? Signal.USR1 : Signal.USR2));
            }
            case ECHO -> {
                if (echoes == ECHOES || !found.takes(Signal.USR1) || looks == MOST_LOOKS_FOR_ECHO) {
                    plan(Next.NOTHING, Deadline.NEVER);
                    yield REST;
                }
                if (!found.asleep()) {
                    looks++;
                    due = now + ECHO_PACE;
                    yield REST;
                }
                looks = 0;
                echoes++;
                plan(Next.ECHO, now + ECHO_PACE);
                yield told(now, Signal.USR1);
            }
            case TAKE_FOR_WAITING_AFTER_ALL -> {
                if (!found.asleep()) {
                    plan(Next.TAKE_FOR_WAITING_AFTER_ALL, now + SUSPICIOUS_SILENCE);
                    yield REST;
                }
                afterAll = true;
                yield waits(now);
            }
            case RESCUE -> rescue(now, found);
        };
    }

    /** It gets a zero byte said with SIGUSR1, and the other signal; where its message has ended, the one that it is used to. */
    private Action rescue(long now, ProcessState found) {
        if (isBusy(found)) {
            plan(Next.RESCUE, now + REPEATS[3]);
            return REST;
        }
        Signal signal = ended ? habits.answers().signal(bits <= 1) : echoes < ECHOES ? Signal.USR1 : Signal.USR2;
        surplus++;
        if (!ended && echoes < ECHOES) {
            echoes++;
            plan(Next.RESCUE, now + ECHO_PACE);
        } else {
            echoes = 0;
            rescues++;
            boolean enough = rescues == MOST_RESCUES;
            plan(enough ? Next.NOTHING : Next.RESCUE, enough ? Deadline.NEVER : now + (FIRST_RESCUE << rescues));
        }
        answered = true;
        return new Send(choose(found, signal), true);
    }

    /** It was found asleep twice in a row: it is not only waiting for a processor. */
    private boolean sleepsWell(long now, ProcessState found) {
        looks++;
        boolean twice = found.asleep() && seenAsleep;
        seenAsleep = found.asleep();
        if (twice || looks >= MOST_LOOKS) {
            seenAsleep = false;
            looks = 0;
            return true;
        }
        due = now + (found.asleep() ? SECOND_LOOK : 2 * SECOND_LOOK);
        return false;
    }

    private Action waits(long now) {
        pace = Pace.WAITING;
        if (!turn) {
            plan(Next.WITHHELD, Deadline.NEVER);
            return REST;
        }
        return answer(now, false);
    }

    /** It has not yet come to where it would miss an answer. One that runs all the time looks at a flag. */
    private boolean isBusy(ProcessState found) {
        if (found.asleep()) {
            return false;
        }
        postponements += found.stopped() ? 0 : 1;
        return found.stopped() || postponements < MOST_POSTPONEMENTS;
    }

    private Action repeat(long now, ProcessState found) {
        if (isBusy(found)) {
            plan(Next.REPEAT, now + REPEATS[1]);
            return REST;
        }
        surplus++;
        repeats++;
        return answer(now, true);
    }

    private Action answer(long now, boolean repeated) {
        boolean last = repeats >= (ended ? REPEATS_AT_END : REPEATS.length);
        echoes = 0;
        if (!last) {
            plan(Next.REPEAT, now + REPEATS[repeats]);
        } else if (ended) {
            plan(Next.NOTHING, Deadline.NEVER);
        } else {
            plan(Next.RESCUE, now + FIRST_RESCUE);
        }
        ProcessState known = standing;
        if (known == null) {
            return REST;
        }
        Signal usual = habits.answers().signal(bits <= 1);
        // The other one where this one was of no use, or stands for the end.
        boolean other = ended ? habits.otherAtEnd() != (repeats == 1) : repeated ? repeats == REPEATS.length : runOn;
        other |= lost && bits % RUN_ON_BITS == 0;
        answered = true;
        lastAnswer = now;
        return new Send(choose(known, other ? usual.other() : usual), repeated);
    }

    private Action told(long now, Signal signal) {
        answered = true;
        lastAnswer = now;
        return new Send(signal, false);
    }

    private long delay() {
        ProcessState known = standing;
        return known != null && known.holdsBack(choose(known, habits.answers().signal(bits <= 1))) ? 0 : ANSWER_DELAY;
    }

    private static Signal choose(ProcessState standing, Signal preferred) {
        return standing.takes(preferred) ? preferred : preferred.other();
    }

    private void plan(Next what, long when) {
        next = what;
        due = when;
    }
}
