package dev.roomtalk.bridge.learned;

import dev.roomtalk.bridge.dialect.Dialect;
import dev.roomtalk.bridge.kernel.Signal;
import org.jspecify.annotations.Nullable;

/**
 * What is known of a program from what its processes said before.
 *
 * @param dialect it spoke without doubt; null if not known
 * @param answers what its bits are answered with where it takes both signals
 * @param otherAtEnd it wants the other signal instead of the last answer, and runs on past its text if it gets the same
 *     again
 */
public record ProgramTraits(@Nullable Dialect dialect, Answers answers, boolean otherAtEnd) {
    public static final ProgramTraits UNKNOWN = new ProgramTraits(null, Answers.USR1, false);

    /** The signals that bits are answered with, in the order in which they are tried. */
    public enum Answers {
        USR1,
        USR2,
        /** SIGUSR1 for the greeting, SIGUSR2 for what follows. */
        USR1_THEN_USR2;

        public Answers next() {
            return switch (this) {
                case USR1 -> USR2;
                case USR2 -> USR1_THEN_USR2;
                case USR1_THEN_USR2 -> USR1;
            };
        }

        public Signal signal(boolean first) {
            return switch (this) {
                case USR1 -> Signal.USR1;
                case USR2 -> Signal.USR2;
                case USR1_THEN_USR2 -> first ? Signal.USR1 : Signal.USR2;
            };
        }
    }

    public ProgramTraits with(Dialect spoken) {
        return new ProgramTraits(spoken, answers, otherAtEnd);
    }

    public ProgramTraits with(Answers taken) {
        return new ProgramTraits(dialect, taken, otherAtEnd);
    }

    public ProgramTraits withOtherAtEnd() {
        return new ProgramTraits(dialect, answers, true);
    }
}
