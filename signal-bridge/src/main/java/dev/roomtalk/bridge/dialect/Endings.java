package dev.roomtalk.bridge.dialect;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The first messages that readings have come to the end of, as they were there. Which of them was said is sometimes
 * known only by what comes behind it: a short text is a text in several dialects, and a client that wants the other
 * signal for its end runs on past it meanwhile. Confined to the thread that owns the sender.
 */
final class Endings {
    /** After so many signals something else is being said. */
    private static final int MAX_SIGNALS = 80;

    private static final int MAX_ENDINGS = 64;

    /**
     * A reading at the end of its first message.
     *
     * @param at how many signals had come by then
     */
    record Ended(Reading reading, long at) {}

    private final List<Ended> all = new ArrayList<>();
    private long empty;

    /** Takes note of those that have just come to an end. */
    void note(List<Reading> readings, long signals) {
        for (Reading reading : readings) {
            if (reading.ended() && reading.messages() == 1) {
                if (reading.sayingNothing()) {
                    empty = signals;
                } else if (all.size() < MAX_ENDINGS) {
                    all.add(new Ended(reading.copy(), signals));
                }
            }
        }
        if (!all.isEmpty() && signals - all.getFirst().at() > MAX_SIGNALS) {
            all.removeIf(ended -> signals - ended.at() > MAX_SIGNALS);
        }
    }

    /** How many signals had come when an empty message could have ended last; 0: none could. */
    long empty() {
        return empty;
    }

    /**
     * The one that was said: what came since is behind it, for every reading that is likely; null if there is none.
     *
     * @param leading the likeliest of the readings; null: none is left
     */
    @Nullable
    Ended settled(@Nullable Reading leading, Rivals rivals, long signals) {
        if (leading != null && leading.messages() == 1 && !leading.ended()) {
            for (Ended ended : all) {
                if (ended.reading().dialect().equals(leading.dialect())) {
                    return rivals.allBeginWith(ended.reading(), leading.score()) ? ended : null;
                }
            }
        }
        Ended likeliest = likeliest(signals);
        long since = likeliest == null ? 0 : signals - likeliest.at();
        return likeliest != null && since > 0 && rivals.letGoOf(likeliest.reading(), since) ? likeliest : null;
    }

    /** The likeliest, if what came behind it is counted as noise; null if there is none. */
    @Nullable
    Ended likeliest(long signals) {
        Ended likeliest = null;
        for (Ended ended : all) {
            if (likeliest == null || held(ended, signals) > held(likeliest, signals)) {
                likeliest = ended;
            }
        }
        return likeliest;
    }

    private static double held(Ended ended, long signals) {
        return Rivals.held(ended.reading(), signals - ended.at());
    }
}
