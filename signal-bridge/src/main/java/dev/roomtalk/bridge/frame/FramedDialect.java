package dev.roomtalk.bridge.frame;

import dev.roomtalk.bridge.kernel.ProcessState;
import dev.roomtalk.bridge.kernel.QueuedSignal;
import dev.roomtalk.bridge.kernel.Signal;

/**
 * How the programs of this project recognise each other: by what they do with signals that no other program cares
 * about, as {@code /proc/PID/status} shows it. The fast lane is opened only for a sender that asks for it
 * ({@link FastWords#ask}).
 */
public final class FramedDialect {
    /** A program that ignores whatever there is ignores this one too. */
    private static final int UNUSED = 44;

    private FramedDialect() {}

    /** The process speaks it, or hears it. */
    public static boolean knownTo(ProcessState state) {
        return state.reachable()
                && (state.ignored() & (QueuedSignal.mask(QueuedSignal.MARK) | QueuedSignal.mask(UNUSED)))
                        == QueuedSignal.mask(QueuedSignal.MARK);
    }

    /**
     * It blocks what the fast lane needs blocked, so that none of its signals would kill it. That alone is no wish to
     * use the fast lane: a shell that forks blocks every signal for a moment, and dies of the first one that is left to
     * it afterwards.
     */
    public static boolean holdsBackWords(ProcessState state) {
        return knownTo(state) && (state.blocked() & QueuedSignal.MASK) == QueuedSignal.MASK;
    }

    /** The process hears: it takes both signals, and is a bridge and not somebody who speaks to one. */
    public static boolean heardBy(ProcessState state) {
        return holdsBackWords(state) && state.holdsBack(Signal.USR1) && state.holdsBack(Signal.USR2);
    }
}
