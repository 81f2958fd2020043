package dev.roomtalk.bridge.learned;

import dev.roomtalk.bridge.dialect.Dialect;
import dev.roomtalk.bridge.kernel.Signal;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * What is known of a program from what its processes said before.
 *
 * @param dialect it spoke without doubt; null if not known
 * @param answers what its bits are answered with where it takes both signals
 * @param otherAtEnd it wants the other signal instead of the last answer, and runs on past its text if it gets the same
 *     again
 * @param beginning how it goes on after its first signal
 * @param confirmed how many of its messages were received without doubt since something else was learned, 0 to
 *     {@value #MAX_CONFIRMED}
 * @param failed its last process failed although what is known is confirmed
 */
public record ProgramTraits(
        @Nullable Dialect dialect,
        Answers answers,
        boolean otherAtEnd,
        Beginning beginning,
        int confirmed,
        boolean failed) {
    static final int MAX_CONFIRMED = 3;

    public static final ProgramTraits UNKNOWN =
            new ProgramTraits(null, Answers.USR1, false, Beginning.UNKNOWN, 0, false);

    /** The signals that bits are answered with. */
    public enum Answers {
        USR1(Signal.USR1, Signal.USR1),
        USR2(Signal.USR2, Signal.USR2),
        /** SIGUSR1 for the greeting, SIGUSR2 for what follows. */
        USR1_THEN_USR2(Signal.USR1, Signal.USR2),
        /** SIGUSR2 for the greeting, SIGUSR1 for what follows. */
        USR2_THEN_USR1(Signal.USR2, Signal.USR1);

        private final Signal first;
        private final Signal others;

        Answers(Signal first, Signal others) {
            this.first = first;
            this.others = others;
        }

        public Signal signal(boolean first) {
            return first ? this.first : others;
        }

        /**
         * What is tried after these were wrong.
         *
         * @param first the answer to the first bit was wrong; false: that one was taken, and a later one was not
         */
        public Answers insteadOf(boolean first) {
            return first ? of(this.first.other(), this.first.other()) : of(this.first, others.other());
        }

        private static Answers of(Signal first, Signal others) {
            return switch (first) {
                case USR1 -> others == Signal.USR1 ? USR1 : USR1_THEN_USR2;
                case USR2 -> others == Signal.USR2 ? USR2 : USR2_THEN_USR1;
            };
        }
    }

    /** How a program goes on after its first signal. */
    public enum Beginning {
        UNKNOWN,
        /** It gives up unless it is answered within a millisecond. */
        PROMPT,
        /** It sends its next signals unprompted. */
        PACED,
        /** It sends its next signals unprompted, and waits for one after each byte. */
        BYTEWISE;

        public boolean isPaced() {
            return this == PACED || this == BYTEWISE;
        }
    }

    public ProgramTraits with(Dialect spoken) {
        return new ProgramTraits(spoken, answers, otherAtEnd, beginning, confirmed, failed);
    }

    public ProgramTraits with(Answers taken) {
        return new ProgramTraits(dialect, taken, otherAtEnd, beginning, confirmed, failed);
    }

    public ProgramTraits with(Beginning known) {
        return new ProgramTraits(dialect, answers, otherAtEnd, known, confirmed, failed);
    }

    public ProgramTraits withOtherAtEnd() {
        return new ProgramTraits(dialect, answers, true, beginning, confirmed, failed);
    }

    /** A message was received without doubt. */
    public ProgramTraits confirm() {
        return new ProgramTraits(
                dialect, answers, otherAtEnd, beginning, Math.min(MAX_CONFIRMED, confirmed + 1), false);
    }

    /** A process of it failed: what was not confirmed changes at once, what was only after two failures in a row. */
    public ProgramTraits afterFailure(UnaryOperator<ProgramTraits> change) {
        if (confirmed > 0 && !failed) {
            return new ProgramTraits(dialect, answers, otherAtEnd, beginning, confirmed, true);
        }
        ProgramTraits changed = change.apply(this);
        return new ProgramTraits(changed.dialect, changed.answers, changed.otherAtEnd, changed.beginning, 0, false);
    }
}
