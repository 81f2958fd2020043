package dev.roomtalk.bridge.dialect;

import static org.assertj.core.api.Assertions.assertThat;

import dev.roomtalk.bridge.kernel.Signal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Random texts in random dialects, with random loss and merging, give that text or a rejection, and no client is told
 * an end that is none. Each run has a seed of its own, which its failure names.
 * {@code roomtalk.recogniser.runs} says how many there are, and {@code roomtalk.recogniser.first} the first seed:
 * {@code bin/soak recogniser}.
 */
final class RecogniserPropertyTest {
    private static final int RUNS = Integer.getInteger("roomtalk.recogniser.runs", 600);
    private static final long FIRST = Long.getLong("roomtalk.recogniser.first", 1);

    /** How its signals come to the receiver. */
    private enum Way {
        /** Each is answered before the next: nothing is lost. */
        WAITS,
        /** They come unprompted, and nothing is lost. */
        PACED,
        /** Equal signals merge: some are missing. */
        PACED_LOSSY,
        /** Two different signals are read together: the lower number first. */
        PACED_SWAPPED,
        /** A client that waits, and one of whose bits may have merged with one of another process. */
        WAITS_DOUBTED,
        /** It wants another signal at its end, and sends some of what is behind its text before it gets it. */
        RUNS_ON
    }

    private enum Kind {
        WHOLE,
        REJECTED,
        NOTHING,
        /** Somebody who says that in another dialect sends exactly these signals, so nobody can tell. */
        AMBIGUOUS,
        /** The text, and what is no part of it: a client that runs on past its text said it. */
        MORE,
        WRONG
    }

    /** What came of one run; {@code early}: the client was told its end before its last bit. */
    private record Outcome(Kind kind, Dialect dialect, Way way, String text, List<String> told, boolean early) {}

    private static final String[] WORDS =
            ("a I ok no hi yes disk of node is full backup done at 10:42 été 🎉 à la plage 42 OK! "
                            + "Ünïcode 日本 привет ? the and to x1 PATH=/usr/bin ERROR warn: #7 ... (null) 3.14 é ß")
                    .split(" ", -1);

    static List<Dialect> counted() {
        return Dialect.ALL.stream()
                .filter(dialect -> dialect.header() == Header.LENGTH32 || dialect.header() == Header.LENGTH64)
                .filter(dialect -> dialect.greeting() == 0)
                .toList();
    }

    static List<Dialect> ended() {
        return Dialect.ALL.stream()
                .filter(dialect -> dialect.header() == Header.NONE && dialect.greeting() == 0)
                .filter(dialect -> dialect.ending() != Ending.NOTHING)
                .toList();
    }

    /** A length that begins like a letter and a zero byte in another dialect is the beginning of that length. */
    @ParameterizedTest
    @MethodSource({"counted", "ended"})
    void noEndIsToldTooEarlyWhateverTheLength(Dialect dialect) {
        String line = "disk of node 7 is full, the backup has not run since monday; please look at it now! ok?";
        for (int length = 0; length <= 80; length++) {
            Outcome outcome = run(new SplittableRandom(1), dialect, Way.WAITS, line.substring(0, length));
            assertThat(outcome.early()).as("%s", outcome).isFalse();
            if (length > 3) {
                assertThat(outcome.told()).as("%s", outcome).containsExactly(outcome.text());
            }
        }
    }

    @Test
    void nothingIsShownThatWasNotSaid() {
        TreeMap<String, Integer> kinds = new TreeMap<>();
        for (long seed = FIRST; seed < FIRST + RUNS; seed++) {
            Outcome outcome = run(seed);
            kinds.merge(outcome.way() + " " + outcome.kind(), 1, Integer::sum);
            assertThat(outcome.kind()).as("seed %d: %s", seed, outcome).isNotEqualTo(Kind.WRONG);
            if (outcome.way() != Way.RUNS_ON) {
                assertThat(outcome.kind()).as("seed %d: %s", seed, outcome).isNotEqualTo(Kind.MORE);
            }
            assertThat(outcome.early()).as("seed %d: %s", seed, outcome).isFalse();
        }
        System.err.println("the recogniser, " + RUNS + " runs from seed " + FIRST + ": " + kinds);
    }

    private static String text(RandomGenerator random) {
        int kind = random.nextInt(10);
        if (kind == 0) {
            return Character.toString(' ' + random.nextInt(0x5F));
        }
        if (kind == 1) {
            // Any printable characters.
            StringBuilder all = new StringBuilder();
            for (int left = random.nextInt(80); left > 0; left--) {
                all.append((char) (' ' + random.nextInt(0x5F)));
            }
            return all.toString();
        }
        if (kind == 2) {
            // The same character over and over.
            return Character.toString(' ' + random.nextInt(0x5F)).repeat(random.nextInt(80));
        }
        int bytes = random.nextInt(81);
        StringBuilder all = new StringBuilder();
        while (bytes(all).length < bytes) {
            all.append(WORDS[random.nextInt(WORDS.length)]).append(random.nextInt(8) == 0 ? ", " : " ");
        }
        // So that each length comes.
        while (bytes(all).length > bytes) {
            all.setLength(all.offsetByCodePoints(all.length(), -1));
        }
        return all.toString();
    }

    private static byte[] bytes(CharSequence text) {
        return text.toString().getBytes(StandardCharsets.UTF_8);
    }

    /** As common as it is in the world; each tenth is any. */
    private static Dialect dialect(RandomGenerator random) {
        if (random.nextInt(10) == 0) {
            return Dialect.ALL.get(random.nextInt(Dialect.ALL.size()));
        }
        double all = Dialect.ALL.stream()
                .mapToDouble(d -> Math.pow(2, d.commonness()))
                .sum();
        double at = random.nextDouble() * all;
        for (Dialect dialect : Dialect.ALL) {
            at -= Math.pow(2, dialect.commonness());
            if (at < 0) {
                return dialect;
            }
        }
        return Dialect.M2;
    }

    private static Outcome run(long seed) {
        RandomGenerator random = new SplittableRandom(seed);
        Dialect dialect = dialect(random);
        Way way = Way.values()[random.nextInt(Way.values().length)];
        if (dialect.greeting() > 0 || dialect.ending() == Ending.NOTHING) {
            way = Way.WAITS;
        }
        String text = text(random);
        for (byte b : bytes(text)) {
            if (dialect.forbids(b)) {
                text = "fine";
            }
        }
        return run(random, dialect, way, text);
    }

    private static Outcome run(RandomGenerator random, Dialect dialect, Way way, String text) {
        Recogniser recogniser = new Recogniser(Dialect.ALL, 4_000);
        List<Signal> signals = dialect.signals(bytes(text));
        List<Signal> received = new ArrayList<>();
        List<Recogniser.Step> steps = new ArrayList<>();
        int lose = way == Way.PACED_LOSSY ? 1 + random.nextInt(3) : 0;
        int swap = way == Way.PACED_SWAPPED ? 1 + random.nextInt(signals.size()) : -1;
        int doubt = way == Way.WAITS_DOUBTED ? random.nextInt(signals.size()) : -1;
        boolean waits = way == Way.WAITS || way == Way.RUNS_ON || way == Way.WAITS_DOUBTED;
        boolean swallowed = random.nextBoolean();
        boolean early = false;
        for (int i = 0; i < signals.size(); i++) {
            Signal signal = signals.get(i);
            if (lose > 0 && i > 0 && signals.get(i - 1) == signal && random.nextInt(signals.size()) < 2 * lose) {
                lose--;
                continue;
            }
            if (i == doubt) {
                // A bit of its own that may have merged with an equal one of another process, or with none.
                recogniser.doubt(Set.of(signal), !swallowed || random.nextBoolean());
                if (swallowed) {
                    continue;
                }
            }
            if (!waits && i > 0) {
                recogniser.paced(false);
            }
            if (i == swap && i + 1 < signals.size() && signals.get(i + 1) != signal) {
                // Both are pending: SIGUSR1 comes first, whatever was sent first.
                recogniser.accept(Signal.USR1);
                recogniser.doubtOrder();
                steps.addAll(recogniser.accept(Signal.USR2));
                i++;
                continue;
            }
            received.add(signal);
            List<Recogniser.Step> now = recogniser.accept(signal);
            steps.addAll(now);
            early |= way == Way.WAITS && i < signals.size() - 1 && (!now.isEmpty() || recogniser.ended());
        }
        if (way == Way.RUNS_ON) {
            runOn(random, dialect, recogniser, received, steps);
        } else if (recogniser.midMessage()) {
            steps.addAll(recogniser.onEnd(false));
        }
        List<String> told = steps.stream()
                .filter(Recogniser.Text.class::isInstance)
                .map(step -> ((Recogniser.Text) step).text())
                .toList();
        return new Outcome(
                kind(way, text, told, steps.size() - told.size(), received), dialect, way, text, told, early);
    }

    /**
     * Behind the text are its zero byte and something more, or only something; it stops two bits after its end could
     * be told.
     */
    private static void runOn(
            RandomGenerator random,
            Dialect dialect,
            Recogniser recogniser,
            List<Signal> received,
            List<Recogniser.Step> steps) {
        List<Signal> behind = dialect.signals(bytes(random.nextBoolean() ? "PATH=/usr" : "\u0001x"));
        int zeros = random.nextBoolean() ? 8 : 0;
        int left = steps.isEmpty() ? 40 : 1;
        for (int i = 0; i < 40 && left > 0; i++, left--) {
            boolean before = steps.isEmpty();
            Signal signal = i < zeros ? dialect.one().other() : behind.get((i - zeros) % behind.size());
            received.add(signal);
            steps.addAll(recogniser.accept(signal));
            if (before && !steps.isEmpty()) {
                left = 2;
            }
        }
        if (recogniser.midMessage() && steps.isEmpty()) {
            steps.addAll(recogniser.onEnd(false));
        }
    }

    private static Kind kind(Way way, String text, List<String> told, int rejected, List<Signal> received) {
        if (told.isEmpty()) {
            return rejected > 0 ? Kind.REJECTED : Kind.NOTHING;
        }
        if (told.equals(List.of(text)) && rejected == 0) {
            return Kind.WHOLE;
        }
        boolean first = told.getFirst().equals(text) || isSayable(told.getFirst(), received, way == Way.RUNS_ON);
        if (told.size() == 1 && first) {
            return Kind.AMBIGUOUS;
        }
        return first || told.contains(text) ? Kind.MORE : Kind.WRONG;
    }

    /** A client of some dialect that says this sends just these signals, or runs on in the middle of them. */
    private static boolean isSayable(String told, List<Signal> received, boolean runsOn) {
        for (Dialect dialect : Dialect.ALL) {
            // Some count the zero byte behind the text in its length.
            boolean counts = dialect.ending() == Ending.LENGTH;
            if (isSaid(dialect, told, received, runsOn) || (counts && isSaid(dialect, told + "\0", received, runsOn))) {
                return true;
            }
        }
        return false;
    }

    private static boolean isSaid(Dialect dialect, String told, List<Signal> received, boolean runsOn) {
        List<Signal> signals = dialect.signals(bytes(told));
        int greeting = dialect.greeting();
        int size = signals.size();
        return (size == received.size() || (runsOn && size < received.size()))
                && signals.subList(greeting, size).equals(received.subList(greeting, size));
    }
}
