package dev.roomtalk.bridge;

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
 *       if it takes any.
 *   <li>It is silent for {@value #PATIENCE_MICROS} µs: it <em>waits</em> for us. From then on each bit is answered, a little
 *       after it came, because a client that does {@code kill(); pause();} has to get to its {@code pause}.
 *   <li>No bit follows an answer: the answer is repeated, each time after a look, and only to a process that sleeps: one that
 *       runs has not lost anything yet.
 * </ol>
 *
 * <p>All times are nanoseconds of one clock.
 */
final class Acknowledgement {
    /** What is known of the sender. */
    enum Pace {
        UNKNOWN,
        WAITING,
        PACED
    }

    /** What the owner has to do now. */
    sealed interface Action {}

    record Rest() implements Action {}

    /** Look at the process and tell {@link #onLook}. */
    record Look() implements Action {}

    /** @param repeated the same bit was answered before */
    record Send(Signal signal, boolean repeated) implements Action {}

    static final long NEVER = Long.MAX_VALUE;
    static final long PATIENCE_MICROS = 4_500;

    private static final long PATIENCE = TimeUnit.MICROSECONDS.toNanos(PATIENCE_MICROS);
    private static final long FIRST_LOOK = TimeUnit.MICROSECONDS.toNanos(200);
    private static final long ANSWER_DELAY = TimeUnit.MICROSECONDS.toNanos(100);
    private static final long LOOK_VALID = TimeUnit.SECONDS.toNanos(1);
    private static final long DONE_DELAY = TimeUnit.MILLISECONDS.toNanos(2);
    private static final long LONGEST_GAP = TimeUnit.MILLISECONDS.toNanos(20);
    private static final long[] REPEATS = {
        TimeUnit.MILLISECONDS.toNanos(30),
        TimeUnit.MILLISECONDS.toNanos(60),
        TimeUnit.MILLISECONDS.toNanos(120),
        TimeUnit.MILLISECONDS.toNanos(240)
    };
    /** A sender taken for paced that is silent this long inside a message waits after all. */
    private static final long SUSPICIOUS_SILENCE = TimeUnit.SECONDS.toNanos(1);
    /** Looks at a process that runs all the time, before it is left alone. */
    private static final int MOST_POSTPONEMENTS = 200;

    private enum Next {
        NOTHING,
        FIRST_LOOK,
        TAKE_FOR_WAITING,
        ANSWER,
        REPEAT,
        DONE,
        TAKE_FOR_WAITING_AFTER_ALL
    }

    private static final Action REST = new Rest();
    private static final Action LOOK = new Look();

    private final Dialect dialect;

    private Pace pace = Pace.UNKNOWN;
    private Next next = Next.NOTHING;
    private long due = NEVER;
    private boolean heard;
    private long firstBit;
    private long lastBit;
    private boolean ended;
    private @Nullable Standing standing;
    private long looked;
    private int repeats;
    private int postponements;
    /** Repeats that may have been taken as answers to bits that were still to come. */
    private int surplus;

    Acknowledgement(Dialect dialect) {
        this.dialect = dialect;
    }

    Pace pace() {
        return pace;
    }

    /** When {@link #onTime} has something to do; {@link #NEVER} if nothing is planned. */
    long due() {
        return due;
    }

    /** Takes note of a bit; {@code end}: it completed a message. */
    void onBit(long now, boolean end) {
        long gap = heard ? now - lastBit : 0;
        if (!heard) {
            heard = true;
            firstBit = now;
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
                if (next == Next.ANSWER && surplus == 0) {
                    pace = Pace.PACED;
                } else {
                    if (next == Next.ANSWER) {
                        surplus--;
                    }
                    repeats = 0;
                    postponements = 0;
                    plan(Next.ANSWER, now + delay());
                }
            }
            case PACED -> {}
        }
        if (pace == Pace.PACED) {
            if (end) {
                // A sender that pauses between its bits pauses once more before it waits for this.
                plan(Next.DONE, now + DONE_DELAY + 2 * Math.min(gap, LONGEST_GAP));
            } else {
                plan(Next.TAKE_FOR_WAITING_AFTER_ALL, now + SUSPICIOUS_SILENCE);
            }
        }
    }

    /** Does what is due. */
    Action onTime(long now) {
        if (now < due) {
            return REST;
        }
        return switch (next) {
            case NOTHING -> REST;
            case FIRST_LOOK, REPEAT, DONE, TAKE_FOR_WAITING_AFTER_ALL -> LOOK;
            case TAKE_FOR_WAITING -> {
                pace = Pace.WAITING;
                yield answer(now, false);
            }
            case ANSWER -> now - looked < LOOK_VALID ? answer(now, false) : LOOK;
        };
    }

    /** Takes what a look found and goes on with what it was made for. */
    Action onLook(long now, Standing found) {
        standing = found;
        looked = now;
        if (!found.takes(Signal.USR1) && !found.takes(Signal.USR2)) {
            pace = Pace.PACED;
            plan(Next.NOTHING, NEVER);
            return REST;
        }
        return switch (next) {
            case NOTHING, TAKE_FOR_WAITING -> REST;
            case FIRST_LOOK -> {
                if (!found.takes(Signal.USR1)) {
                    pace = Pace.WAITING;
                    yield answer(now, false);
                }
                plan(Next.TAKE_FOR_WAITING, firstBit + PATIENCE);
                yield REST;
            }
            case ANSWER -> answer(now, false);
            case REPEAT -> repeat(now, found);
            case DONE -> {
                plan(Next.NOTHING, NEVER);
                yield new Send(choose(found, dialect.done()), false);
            }
            case TAKE_FOR_WAITING_AFTER_ALL -> {
                if (!found.asleep()) {
                    plan(Next.TAKE_FOR_WAITING_AFTER_ALL, now + SUSPICIOUS_SILENCE);
                    yield REST;
                }
                pace = Pace.WAITING;
                yield answer(now, false);
            }
        };
    }

    private Action repeat(long now, Standing found) {
        if (!found.asleep()) {
            postponements++;
            plan(Next.REPEAT, postponements < MOST_POSTPONEMENTS ? now + REPEATS[1] : NEVER);
            return REST;
        }
        surplus++;
        repeats++;
        return answer(now, true);
    }

    private Action answer(long now, boolean repeated) {
        // After the last bit of a message a sleeping sender has most likely just nothing more to say: it is woken once.
        boolean last = repeats >= (ended ? 1 : REPEATS.length);
        plan(last ? Next.NOTHING : Next.REPEAT, last ? NEVER : now + REPEATS[repeats]);
        Standing known = standing;
        return known == null ? REST : new Send(choose(known, dialect.answer()), repeated);
    }

    private long delay() {
        Standing known = standing;
        return known != null && known.holdsBack(choose(known, dialect.answer())) ? 0 : ANSWER_DELAY;
    }

    private static Signal choose(Standing standing, Signal preferred) {
        return standing.takes(preferred) ? preferred : preferred.other();
    }

    private void plan(Next what, long when) {
        next = what;
        due = when;
    }
}
