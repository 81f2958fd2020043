package dev.roomtalk.bridge.dialect;

import dev.roomtalk.bridge.base.Counter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** What is known against the message that is being said: whether it may be shown as it was read, and if not, why. */
final class Doubts {
    private final List<Dialect> dialects;
    private final int longest;

    /** Its bits come unprompted, so some may be lost. */
    boolean paced;

    /** The order of two of its signals is not known. */
    boolean unordered;

    /** Bits of it were lost. */
    boolean damaged;

    /** A bit of it may have merged with one of another process. */
    boolean merged;

    /** So many bits may have merged that not all that may have been said was followed. */
    boolean unknowable;

    Doubts(List<Dialect> dialects, int longest) {
        this.dialects = dialects;
        this.longest = longest;
    }

    /**
     * The messages that are shown, or rejected.
     *
     * @param rivals other texts are as likely
     */
    List<Recogniser.Step> judge(List<Reading.Said> said, boolean rivals) {
        List<Recogniser.Step> steps = new ArrayList<>(said.size());
        if (unknowable || (merged && rivals)) {
            steps.add(rejected(Counter.MERGED, "a bit of it merged with one of another process and cannot be known"));
            return steps;
        }
        for (Reading.Said one : said) {
            Recogniser.Step step = judge(one);
            if (paced && step instanceof Recogniser.Rejected rejected && rejected.reason() != Counter.EMPTY) {
                // Where bits were lost, what seems to be another message is the rest of this one.
                steps.clear();
                steps.add(step);
                break;
            }
            steps.add(step);
        }
        dropEmpty(steps);
        return steps;
    }

    /** What is empty beside a message is nothing; alone it is rejected, once. */
    private static void dropEmpty(List<Recogniser.Step> steps) {
        for (int i = steps.size() - 1; i >= 0 && steps.size() > 1; i--) {
            if (steps.get(i) instanceof Recogniser.Rejected rejected && rejected.reason() == Counter.EMPTY) {
                steps.remove(i);
            }
        }
    }

    private Recogniser.Step judge(Reading.Said said) {
        if (unordered) {
            return rejected(
                    Counter.OUT_OF_ORDER,
                    "both its signals were waiting at once, so their order is lost: it sends faster than this machine listens");
        }
        if (damaged) {
            return rejected(
                    Counter.DAMAGED, "bits of it were lost, or it is the rest of a message that was broken off");
        }
        if (said.length() > longest) {
            return rejected(
                    Counter.TOO_LONG, "it has %d bytes, at most %d are allowed".formatted(said.length(), longest));
        }
        if (said.length() == 0 || said.withoutLineEnd().isEmpty()) {
            return empty();
        }
        if (paced && said.controls() && dialects.size() > 1) {
            return rejected(Counter.DAMAGED, "it contains control characters, so bits were most likely lost");
        }
        if (!said.utf8()) {
            return rejected(
                    Counter.NOT_UTF8,
                    "its %d bytes are not UTF-8%s"
                            .formatted(
                                    said.length(),
                                    dialects.size() > 1
                                            ? ": bits were lost, or it is no text"
                                            : ": bits were lost, or it speaks another dialect than "
                                                    + dialects.getFirst().name()));
        }
        return new Recogniser.Text(
                new String(said.bytes().getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8));
    }

    static Recogniser.Rejected empty() {
        return rejected(Counter.EMPTY, "it is empty");
    }

    static Recogniser.Rejected rejected(Counter reason, String why) {
        return new Recogniser.Rejected(reason, why);
    }
}
