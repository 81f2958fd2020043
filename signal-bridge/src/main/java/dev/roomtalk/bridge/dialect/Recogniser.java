package dev.roomtalk.bridge.dialect;

import dev.roomtalk.bridge.base.Counter;
import dev.roomtalk.bridge.kernel.Signal;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Turns the signals of one sender into messages, in whatever dialect they are. Every dialect that may be spoken reads
 * along; the likelihood of what it reads is weighed against that of the others, as Bayes has it, with how common a
 * dialect is, or that this program has spoken it before, as what is known beforehand. It knows no clock, no process and
 * no room. Confined to the thread that owns the sender.
 *
 * <p>Where what was said is certain, and no dialect that waits for more is still likely ({@link Rivals}), a message is
 * told with its last bit. Where only its end is not certain, because a length followed by a zero byte has said the same
 * text, it is told as soon as what follows fits no such reading. What cannot be told apart from the bits waits for
 * {@link #onEnd}: the process has ended, or has fallen silent. Then the likeliest of the readings that are complete is
 * taken, unless a much likelier one is still in the middle of its message.
 *
 * <p>A bit that may have merged with an equal one of another sender ({@link #doubt}) makes of each reading several:
 * with it, and without. If more than one of them is complete in the end, the message is rejected whole.
 *
 * <p>What comes after a message was told is <em>behind</em> its end until {@link #reset}: only the dialect of that
 * message reads it, and its owner decides whether it is a message at all. A paced sender is told no end, so what it
 * says without a pause is judged as a whole.
 *
 * <p>Over 300 lines, because a bit, a silence and the end of the process all tell messages from the same readings.
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

    /** Signals behind an end that may be what a client says that has run on past its text. */
    private static final int MAX_BEHIND = 16;

    /**
     * So much likelier, in bits, must one be that is in the middle of its message to win over one that has ended just
     * there.
     */
    private static final double ENDED = 20;

    /** So much likelier, in bits, must it be to win over one that only has a whole number of bytes. */
    private static final double NOT_ENDED = 8;

    /** What it costs, in bits, that the first signals behind an end are no part of the next message. */
    private static final double NOTHING = 6;

    /** A zero byte may be the beginning of a length. */
    private static final int MAX_NOTHING = 8;

    /** So much less likely, in bits, and it is forgotten. */
    private static final double HOPELESS = 48;

    /** Messages that a paced sender may say without a pause before they are told. */
    private static final int MAX_HELD_BACK = 16;

    private static final int MAX_READINGS = 2_000;

    /** Why something is not told that follows a message without a pause. */
    public static final String BEHIND =
            "it came right behind the end of another one, and may be no message: leave 60 ms between two";

    private final List<Dialect> dialects;
    private final int longest;

    private @Nullable Dialect remembered;
    private @Nullable Dialect told;
    private List<Reading> readings = new ArrayList<>();
    /** A message whose text is certain, and whose end is not; and how many signals had come by then. */
    private @Nullable Reading agreed;

    private long agreedAt;
    private Endings endings = new Endings();
    private long signals;
    private Doubts doubts;
    private boolean certain;
    /** A message was told, and nothing has shown since that what comes is another one. */
    private boolean behind;
    /** The dialects that have said the message that was told last. */
    private Set<Dialect> spoken = Set.of();

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
        if (!behind) {
            endings.note(readings, signals);
        }
        Rivals rivals = new Rivals(readings, remembered);
        Reading before = agreed;
        Reading likeliest = likeliest(Reading::ended);
        // What looks like a message without a byte is more often the beginning of a length.
        boolean told = likeliest != null && !mayGoOn(likeliest);
        if (likeliest != null && told && !mayBeMemory(likeliest) && rivals.settle(likeliest)) {
            return settle(likeliest, List.of(), true);
        }
        if (before != null && signals > agreedAt && !doubts.paced && rivals.letGoOf(before, signals - agreedAt)) {
            return tellAgreed(before);
        }
        if (likeliest == null || !told) {
            return before != null || doubts.paced || behind ? List.of() : tellLate(rivals);
        }
        boolean another = before == null || !before.said().equals(likeliest.said());
        if (!doubts.paced && another && likeliest.messages() == 1 && rivals.agreeWith(likeliest)) {
            agreed = likeliest.copy();
            agreedAt = signals;
        }
        return List.of();
    }

    /** What is being said is behind the end of a message, and no reading that is likely says otherwise. */
    private List<Step> tellLate(Rivals rivals) {
        Endings.Ended ended = endings.settled(likeliest(reading -> true), rivals, signals);
        if (ended == null) {
            return List.of();
        }
        agreedAt = ended.at();
        return tellAgreed(ended.reading());
    }

    /** One that has ended, and that is not told by its end alone. */
    private boolean mayGoOn(Reading ended) {
        return doubts.paced
                ? ended.sayingNothing() || ended.messages() < MAX_HELD_BACK
                : ended.sayingNothing() && ended.messages() == 1;
    }

    /**
     * Of a zero byte and a text only silence or the end of the process shows that it is meant so: who wants the other
     * signal for the end of an empty text runs on, and says the memory behind it.
     */
    private boolean mayBeMemory(Reading ended) {
        return !doubts.paced
                && ended.dialect().header() == Header.NUL
                && dialects.size() > 1
                && !ended.dialect().equals(remembered);
    }

    /** Tells a message behind whose end something has come already. */
    private List<Step> tellAgreed(Reading ended) {
        List<Reading> going = new ArrayList<>(readings);
        going.removeIf(reading -> reading.messages() != 1 || !reading.startsWith(ended));
        // A length again, or the zero byte after the text: what follows decides.
        boolean only = going.stream().allMatch(reading -> reading.dialect().equals(ended.dialect()));
        boolean ends = going.stream().anyMatch(Reading::ended);
        long since = signals - agreedAt;
        boolean memory = mayBeMemory(ended);
        readings = new ArrayList<>(List.of(ended));
        List<Step> steps = settle(ended, memory ? List.of() : going, only && !memory);
        if (memory) {
            steps = List.of(Doubts.empty());
        }
        if (memory || going.isEmpty()) {
            readings.clear();
        }
        // The zero byte after a text is no more than its end.
        signals = ends ? 0 : since;
        return steps;
    }

    /**
     * Nothing more comes. What was said, as far as it can be known.
     *
     * @param cut it may have ended in the middle: only what says itself that it is complete is taken
     */
    public List<Step> onEnd(boolean cut) {
        Reading complete = likeliest(reading -> reading.complete() && (!cut || reading.ended()));
        Reading likeliest = likeliest(reading -> true);
        Endings.Ended ended = agreed != null
                ? new Endings.Ended(agreed, agreedAt)
                : doubts.paced || behind ? null : endings.likeliest(signals);
        long since = ended == null ? 0 : signals - ended.at();
        boolean little = since >= 1 && since <= MAX_BEHIND;
        if (complete != null && likeliest != null) {
            double margin = complete.ended() ? ENDED : NOT_ENDED;
            boolean less = ended != null && little && Rivals.held(ended.reading(), since) > complete.score();
            if (likeliest.score() <= complete.score() + margin && !less) {
                return settle(complete);
            }
        }
        if (cut) {
            return List.of();
        }
        if (ended != null && little && new Rivals(readings, remembered).letGoOf(ended.reading(), since)) {
            // What came behind it was no message.
            boolean memory = mayBeMemory(ended.reading());
            readings = new ArrayList<>(List.of(ended.reading()));
            List<Step> steps = settle(ended.reading());
            return memory ? List.of(Doubts.empty()) : steps;
        }
        if (!behind && endings.empty() > 0 && signals - endings.empty() <= MAX_BEHIND) {
            reset();
            return List.of(Doubts.empty());
        }
        return List.of();
    }

    /**
     * A message was told, and what has come since is behind its end: the beginning of another one in the same dialect,
     * or nothing.
     */
    public boolean behind() {
        return behind;
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

    /** The dialect in which the message that was told last was most likely said; null if none was told. */
    public @Nullable Dialect toldDialect() {
        return told;
    }

    public boolean midMessage() {
        return signals > 0;
    }

    /** Signals of the message so far. */
    public long signals() {
        return signals;
    }

    /** It is complete: the likeliest reading has ended, and none that is likely waits for more. */
    public boolean ended() {
        Reading likeliest = likeliest(reading -> true);
        return likeliest != null
                && likeliest.ended()
                && !likeliest.sayingNothing()
                && new Rivals(readings, remembered).settle(likeliest);
    }

    /** It is most likely an empty message, in the dialect that this program has spoken before. */
    public boolean endsEmpty() {
        Reading likeliest = likeliest(reading -> true);
        return likeliest != null
                && likeliest.sayingNothing()
                && likeliest.messages() == 1
                && likeliest.dialect().equals(remembered);
    }

    /** If nothing more comes, it is complete. */
    public boolean complete() {
        return likeliest(Reading::complete) != null;
    }

    /** What is most likely being said; null if it is nothing that is known. */
    public @Nullable Reading leading() {
        return likeliest(reading -> true);
    }

    /** Behind an end, what came so far may have been nothing, and another message may begin with the next bit. */
    public void mayBeginHere() {
        if (behind && signals < MAX_NOTHING) {
            spoken.forEach(dialect -> readings.add(new Reading(dialect, longest, best - NOTHING)));
        }
    }

    /** Drops what was said so far: what comes now begins a message, in any dialect. */
    public void reset() {
        readings = new ArrayList<>(dialects.size());
        for (Dialect dialect : dialects) {
            double known = dialect.equals(remembered) ? REMEMBERED : 0;
            readings.add(new Reading(dialect, longest, dialect.commonness() + known));
        }
        agreed = null;
        endings = new Endings();
        behind = false;
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
        List<Step> steps = settle(reading, List.of(), true);
        reset();
        return steps;
    }

    /**
     * @param going the readings of what has come since the message ended
     * @param only no other dialect has said the same
     */
    private List<Step> settle(Reading reading, List<Reading> going, boolean only) {
        List<Reading.Said> said = told(reading);
        certain = only
                && readings.stream()
                        .noneMatch(other -> other.complete()
                                && other.score() > reading.score() - Rivals.CERTAIN
                                && !Reading.saySame(told(other), said));
        if (certain) {
            remembered = reading.dialect();
        }
        List<Step> steps = doubts.judge(said, only && !certain);
        boolean all = said.size() == reading.said().size();
        if (!all && reading.said().get(1).length() > 0) {
            steps.add(Doubts.rejected(Counter.RUN_ON, BEHIND));
        }
        told = reading.dialect();
        boolean paced = doubts.paced;
        boolean merged = doubts.merged;
        reset();
        if (!paced) {
            behind = true;
            signals = all ? 0 : 1;
            doubts.merged = merged && !going.isEmpty();
            readings = new ArrayList<>(going);
            readings.forEach(Reading::dropFirst);
            best = readings.stream().mapToDouble(Reading::score).max().orElse(0);
            if (certain && all && going.isEmpty()) {
                readings.add(new Reading(reading.dialect(), longest, best));
            }
            spoken = readings.stream().map(Reading::dialect).collect(Collectors.toSet());
        }
        return steps;
    }

    /**
     * What is told of a reading. Of a sender that waits it is the first message, because the rest is behind the end of
     * that; but lines, which contain no zero byte, were meant: no memory behind a text looks like that.
     */
    private List<Reading.Said> told(Reading reading) {
        List<Reading.Said> said = reading.said();
        boolean lines = reading.dialect().ending() == Ending.NEWLINE;
        return doubts.paced || lines || said.size() < 2 ? said : said.subList(0, 1);
    }
}
