package dev.roomtalk.bridge.dialect;

import dev.roomtalk.bridge.base.Counter;
import dev.roomtalk.bridge.kernel.Signal;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Turns the signals of one sender into messages, in whatever dialect they are. Every dialect that may be spoken reads
 * along; the likelihood of what it reads is weighed against that of the others, as Bayes has it, with how common a
 * dialect is, or that this program has spoken it before, as what is known beforehand. It knows no clock, no process and
 * no room. Confined to the thread that owns the sender.
 *
 * <p>Where what was said is certain, and no dialect that waits for more is still likely, a message is told with its
 * last bit. What cannot be told apart from the bits waits for {@link #onEnd}: the process has ended, or has fallen
 * silent. Then the likeliest of the readings that are complete is taken, unless a much likelier one is still in the
 * middle of its message.
 *
 * <p>A bit that may have merged with an equal one of another sender ({@link #doubt}) makes of each reading several:
 * with it, and without. If more than one of them is complete in the end, the message is rejected whole.
 */
public final class Recogniser {
    /** What one more signal, or an end, led to. */
    public sealed interface Step {}

    /** A message is complete, and is what was sent as far as this end can know. */
    public record Text(String text) implements Step {}

    /** A message is complete and cannot be shown. */
    public record Rejected(Counter reason, String why) implements Step {}

    /** That a program speaks a dialect that it has spoken before, in bits. */
    private static final double REMEMBERED = 12;

    /** So much likelier, in bits, and there is no doubt. */
    private static final double CERTAIN = 10;

    /** So much likelier, in bits, and it is worth a try. */
    private static final double LIKELY = 2;

    /**
     * So much likelier, in bits, must one be that is in the middle of its message to win over one that has ended just
     * there.
     */
    private static final double ENDED = 20;

    /** So much likelier, in bits, must it be to win over one that only has a whole number of bytes. */
    private static final double NOT_ENDED = 8;

    /** So much less likely, in bits, and it is forgotten. */
    private static final double HOPELESS = 48;

    /** Messages that a paced sender may say without a pause before they are told. */
    private static final int MAX_HELD_BACK = 16;

    private static final int MAX_READINGS = 2_000;

    private final List<Dialect> dialects;
    private final int longest;

    private @Nullable Dialect remembered;
    private List<Reading> readings = new ArrayList<>();
    private List<Reading> atEnd = List.of();
    private long signals;
    private Doubts doubts;
    private boolean certain;
    private double best;

    /**
     * Makes one at the start of a message, for one of {@code dialects}; a text of more than {@code longest} bytes is
     * rejected.
     */
    public Recogniser(List<Dialect> dialects, int longest) {
        this.dialects = dialects;
        this.longest = longest;
        reset();
    }

    /** Notes that what comes now may be no part of any message: then what is complete here is all there was. */
    public void mayRunOn() {
        atEnd = readings.stream().filter(Reading::ended).map(Reading::copy).toList();
    }

    /** Takes a signal; the messages that are certain by now. */
    public List<Step> accept(Signal signal) {
        signals++;
        best = Double.NEGATIVE_INFINITY;
        for (Reading reading : readings) {
            reading.accept(signal);
            if (!reading.impossible()) {
                best = Math.max(best, reading.score());
            }
        }
        readings.removeIf(reading -> reading.impossible() || reading.score() < best - HOPELESS);
        Reading likeliest = likeliest(Reading::ended);
        // What looks like a message without a byte is more often the beginning of a length.
        if (likeliest == null || likeliest.sayingNothing() || (doubts.paced && likeliest.messages() < MAX_HELD_BACK)) {
            return List.of();
        }
        for (Reading reading : readings) {
            if (reading.score() > likeliest.score() - CERTAIN && !reading.ended()) {
                return List.of();
            }
        }
        return settle(likeliest);
    }

    /**
     * Nothing more comes. What was said, as far as it can be known.
     *
     * @param cut it may have ended in the middle: only what says itself that it is complete is taken
     */
    public List<Step> onEnd(boolean cut) {
        Reading complete = likeliest(reading -> reading.complete() && (!cut || reading.ended()));
        if (complete == null) {
            return ranOn();
        }
        Reading likeliest = likeliest(reading -> true);
        double margin = complete.ended() ? ENDED : NOT_ENDED;
        if (likeliest != null && likeliest.score() > complete.score() + margin) {
            return ranOn();
        }
        return settle(complete);
    }

    private List<Step> ranOn() {
        if (atEnd.isEmpty()) {
            return List.of();
        }
        readings = new ArrayList<>(atEnd);
        Reading likeliest = likeliest(Reading::ended);
        return likeliest == null ? List.of() : settle(likeliest);
    }

    /** Notes that the order of two signals of this message is not known: it will be rejected at its end. */
    public void doubtOrder() {
        doubts.unordered = true;
    }

    /** Notes that bits of this message were lost: it will be rejected at its end. */
    public void damaged() {
        doubts.damaged = true;
    }

    /** What is being said is no text in any dialect, or is too long for one. */
    public boolean hopeless() {
        Reading leading = likeliest(reading -> true);
        return leading == null || leading.hopeless();
    }

    /** Notes that one of these may have been sent here and was lost; or nothing, if {@code orNothing}. */
    public void doubt(Set<Signal> lost, boolean orNothing) {
        doubts.merged = true;
        signals++;
        List<Reading> all = new ArrayList<>(readings.size() * (lost.size() + 1));
        for (Reading reading : readings) {
            for (Signal signal : lost) {
                Reading with = reading.copy();
                with.accept(signal);
                all.add(with);
            }
        }
        if (orNothing) {
            all.addAll(readings);
        }
        all.removeIf(Reading::impossible);
        if (all.size() > MAX_READINGS) {
            doubts.unknowable = true;
        } else {
            readings = all;
        }
    }

    /**
     * Its bits come unprompted, so some may be lost, and nothing is told before it pauses: what follows may show the
     * loss.
     *
     * @param greeted it may have said a greeting, because something was answered
     */
    public void paced(boolean greeted) {
        if (doubts.paced) {
            return;
        }
        doubts.paced = true;
        if (!greeted && dialects.size() > 1) {
            readings.removeIf(reading -> reading.dialect().greeting() > 0);
        }
    }

    /** Notes in which dialect a message of this program was before. */
    public void remember(@Nullable Dialect dialect) {
        if (dialect == null || dialect.equals(remembered)) {
            return;
        }
        remembered = dialect;
        for (Reading reading : readings) {
            if (reading.dialect().equals(dialect)) {
                reading.favour(REMEMBERED);
            }
        }
    }

    /** The dialect of the message that was told last, if there was no doubt about it. */
    public @Nullable Dialect certainDialect() {
        return certain ? remembered : null;
    }

    public boolean midMessage() {
        return signals > 0;
    }

    /** Signals of the message so far. */
    public long signals() {
        return signals;
    }

    /**
     * It seems to be complete: the likeliest reading has come to what ends a message, and no other is nearly as likely.
     */
    public boolean ended() {
        Reading likeliest = likeliest(reading -> true);
        if (likeliest == null || !likeliest.ended() || likeliest.sayingNothing()) {
            return false;
        }
        for (Reading reading : readings) {
            if (!reading.ended() && reading.score() > likeliest.score() - LIKELY) {
                return false;
            }
        }
        return true;
    }

    /** If nothing more comes, it is complete. */
    public boolean complete() {
        return likeliest(Reading::complete) != null;
    }

    /** What is most likely being said; null if it is nothing that is known. */
    public @Nullable Reading leading() {
        return likeliest(reading -> true);
    }

    /** Drops what was said so far. */
    public void reset() {
        readings = new ArrayList<>(dialects.size());
        for (Dialect dialect : dialects) {
            double known = dialect.equals(remembered) ? REMEMBERED : 0;
            readings.add(new Reading(dialect, longest, dialect.commonness() + known));
        }
        atEnd = List.of();
        signals = 0;
        doubts = new Doubts(dialects, longest);
    }

    private @Nullable Reading likeliest(Predicate<Reading> eligible) {
        Reading likeliest = null;
        for (Reading reading : readings) {
            if ((likeliest == null || reading.score() > likeliest.score()) && eligible.test(reading)) {
                likeliest = reading;
            }
        }
        return likeliest;
    }

    private List<Step> settle(Reading reading) {
        List<Reading.Said> said = reading.said();
        certain = readings.stream()
                .noneMatch(other -> other.complete()
                        && other.score() > reading.score() - CERTAIN
                        && !other.said().equals(said));
        if (certain) {
            remembered = reading.dialect();
        }
        List<Step> steps = doubts.judge(said, !certain);
        reset();
        return steps;
    }
}
