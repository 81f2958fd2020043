package dev.roomtalk.bridge.dialect;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Decides whether a reading that has ended may be believed, against the readings that say that the message goes on. A
 * length followed by text begins like a short message in another dialect, so the first end that any reading comes to is
 * often none.
 */
record Rivals(List<Reading> readings, @Nullable Dialect remembered) {
    /** So much likelier, in bits, and there is no doubt. */
    static final double CERTAIN = 10;

    /** So much less likely, in bits, and a reading that was told a length does not keep others from ending. */
    private static final double HOLDS = 24;

    /** The same, of a reading that has met a greeting. */
    private static final double GREETED = 14;

    /** So much likelier, in bits, must be the dialect that the program has spoken before. */
    private static final double REMEMBERED = 4;

    /** What it costs, in bits, that something comes behind an end. */
    private static final double BEHIND = 6;

    /** Nothing that is likely is in the middle of a message, and no length is alive that says that more comes. */
    boolean settle(Reading ended) {
        for (Reading reading : readings) {
            if (isRival(reading, ended)) {
                return false;
            }
        }
        return true;
    }

    /**
     * The text is certain, and only its end is not: every reading in the middle of a message has read the same text.
     */
    boolean agreeWith(Reading ended) {
        for (Reading reading : readings) {
            if (isRival(reading, ended) && !reading.agrees(ended)) {
                return false;
            }
        }
        return true;
    }

    /**
     * Nothing that is likely takes the {@code behind} signals that came since {@code ended} was agreed on for the rest
     * of that message.
     */
    boolean letGoOf(Reading ended, long behind) {
        double held = held(ended, behind);
        for (Reading reading : readings) {
            if (isLikely(reading, held) && (reading.messages() == 0 || !reading.startsWith(ended))) {
                return false;
            }
        }
        return true;
    }

    /** How likely it is that a message has ended, and that the {@code behind} signals since are none. */
    static double held(Reading ended, long behind) {
        // Noise costs a bit for each signal.
        return ended.score() - BEHIND - behind;
    }

    /** Everything that is likely beside one of that score begins with the message that has ended. */
    boolean allBeginWith(Reading ended, double score) {
        for (Reading reading : readings) {
            if (isLikely(reading, score) && (reading.messages() == 0 || !reading.startsWith(ended))) {
                return false;
            }
        }
        return true;
    }

    private boolean isRival(Reading reading, Reading ended) {
        if (reading.ended()) {
            return false;
        }
        // A program speaks one dialect; but what nobody writes is more often the beginning of a length.
        boolean expected = ended.dialect().equals(remembered) && !ended.hasControls();
        return expected ? reading.score() > ended.score() - REMEMBERED : isLikely(reading, ended.score());
    }

    private static boolean isLikely(Reading reading, double score) {
        double less = score - reading.score();
        return less < CERTAIN || (less < HOLDS && reading.holdsOn()) || (less < GREETED && reading.wasGreeted());
    }
}
