package dev.roomtalk.bridge.dialect;

import static org.assertj.core.api.Assertions.assertThat;

import dev.roomtalk.bridge.base.Counter;
import dev.roomtalk.bridge.dialect.Recogniser.Rejected;
import dev.roomtalk.bridge.dialect.Recogniser.Step;
import dev.roomtalk.bridge.dialect.Recogniser.Text;
import dev.roomtalk.bridge.kernel.Signal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * How likely a text is to be right is a matter of chance, so the properties have a seed: they either hold or do not.
 */
final class RecogniserTest {
    private static final int LONGEST = 4_000;
    private static final String EMOJI = "été 🎉👩‍👩‍👧 und ß";

    static List<Dialect> all() {
        return Dialect.ALL;
    }

    @Provide
    Arbitrary<Dialect> dialects() {
        return Arbitraries.of(Dialect.ALL);
    }

    /** Words and figures as people write them, of at least eight bytes. */
    @Provide
    Arbitrary<String> texts() {
        Arbitrary<String> words = Arbitraries.of(
                "disk",
                "full",
                "on",
                "the",
                "node",
                "build",
                "Error:",
                "100",
                "backup",
                "done",
                "été",
                "naïve",
                "你好",
                "🎉",
                "/var/log/syslog",
                "a",
                "I",
                "x=42",
                "(again)",
                "OK",
                "WARNING",
                "2024-11-21",
                "12:30:07",
                "hello,",
                "world!",
                "who",
                "was",
                "that?",
                "\"quoted\"",
                "50%",
                "e-mail",
                "https://example.org/?q=1&r=2",
                "größer",
                "👩‍👩‍👧",
                "{\"a\": [1, 2]}");
        return words.list()
                .ofMinSize(2)
                .ofMaxSize(9)
                .map(list -> String.join(" ", list))
                .filter(text -> text.length() >= 8);
    }

    @ParameterizedTest
    @MethodSource("all")
    void everyDialectIsRecognised(Dialect dialect) {
        for (String text : List.of("The quick brown fox", EMOJI, "0123456789", "GET /index.html", "x".repeat(300))) {
            assertThat(hear(fresh(), said(dialect, text)))
                    .as("%s in %s", text, dialect.name())
                    .containsExactly(new Text(text));
        }
    }

    /** Its answer was late, so it was sent again. */
    @ParameterizedTest
    @ValueSource(strings = {"M2-nul-first", "L1-nul-first"})
    void aZeroByteThatWasSentAgainBeforeTheTextIsNoMessage(String name) {
        Dialect dialect = Objects.requireNonNull(Dialect.named(name));
        List<Signal> signals =
                new ArrayList<>(said(dialect, "The quick brown fox").subList(0, 8));
        signals.addAll(said(dialect, "The quick brown fox"));
        Recogniser recogniser = fresh();
        recogniser.paced(false);
        assertThat(hear(recogniser, signals)).containsExactly(new Text("The quick brown fox"));
    }

    /** Of a client that runs on past its text because it wants the other signal for its end. */
    @ParameterizedTest
    @ValueSource(strings = {"M2", "L1", "M2-length32", "L1-length32", "L2-length32"})
    void aShortTextIsKnownByWhatComesBehindIt(String name) {
        Dialect dialect = Objects.requireNonNull(Dialect.named(name));
        for (String text : List.of("go", "yes", "stop")) {
            Recogniser recogniser = fresh();
            List<Step> steps = new ArrayList<>();
            List<Signal> signals = new ArrayList<>(said(dialect, text));
            Dialect bare = new Dialect(dialect.order(), dialect.one(), 0, Header.NONE, Ending.NOTHING);
            signals.addAll(said(bare, "PATH=/usr/bin"));
            for (Signal signal : signals) {
                if (steps.isEmpty()) {
                    steps.addAll(recogniser.accept(signal));
                }
            }
            assertThat(steps).as("%s in %s", text, name).containsExactly(new Text(text));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"M2", "M2-length32", "L1-length32", "M1-length64"})
    void anEmptyMessageAndALittleBehindItIsOneRefusal(String name) {
        Dialect dialect = Objects.requireNonNull(Dialect.named(name));
        List<Signal> signals = new ArrayList<>(said(dialect, ""));
        signals.addAll(said(Dialect.M2, "x").subList(0, 7));
        assertThat(hear(fresh(), signals))
                .singleElement()
                .isInstanceOfSatisfying(
                        Rejected.class,
                        rejected -> assertThat(rejected.reason()).isEqualTo(Counter.EMPTY));
    }

    @Property(tries = 3_000, seed = "20261121")
    void whatIsSaidIsHeard(@ForAll("dialects") Dialect dialect, @ForAll("texts") String text) {
        assertThat(hear(fresh(), said(dialect, text))).containsExactly(new Text(text));
    }

    @Property(tries = 500, seed = "20261121")
    void aLongTextIsHeardWhole(@ForAll("dialects") Dialect dialect, @ForAll Random random) {
        String text = random.ints(1_000, ' ', '~' + 1)
                        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                + "🎉.";
        assertThat(hear(fresh(), said(dialect, text))).containsExactly(new Text(text));
    }

    @Property(tries = 1_000, seed = "20261121")
    void noiseIsHeardAsNothingButUtf8(@ForAll List<Signal> noise) {
        for (Step step : hear(fresh(), noise)) {
            if (step instanceof Text text) {
                assertThat(text.text().getBytes(StandardCharsets.UTF_8)).hasSizeBetween(1, LONGEST);
                assertThat(text.text()).doesNotContain("\0", "\uFFFD");
            }
        }
    }

    @Property(tries = 1_000, seed = "20261121")
    void aMessageThatIsCutOffInsideAByteIsNotShown(
            @ForAll("dialects") Dialect dialect, @ForAll("texts") String text, @ForAll Random random) {
        List<Signal> signals = said(dialect, text);
        int cut = 65 + random.nextInt(Math.max(1, signals.size() - 66));
        if (cut < signals.size() && (cut - before(dialect, text)) % 8 != 0) {
            assertThat(hear(fresh(), signals.subList(0, cut)))
                    .as("%d of %d bits in %s", cut, signals.size(), dialect.name())
                    .doesNotHaveAnyElementsOfTypes(Text.class);
        }
    }

    private static int before(Dialect dialect, String text) {
        int whole = said(dialect, text).size();
        int ends = dialect.ending() == Ending.NEWLINE_NUL
                ? 16
                : dialect.ending() == Ending.LENGTH || dialect.ending() == Ending.NOTHING ? 0 : 8;
        return whole - ends - 8 * text.getBytes(StandardCharsets.UTF_8).length;
    }

    @Property(tries = 1_000, seed = "20261121")
    void aLostBitIsNeverReadAsAnotherText(@ForAll("texts") String text, @ForAll Random random) {
        Dialect dialect = Dialect.PLAIN.get(random.nextInt(4));
        List<Signal> signals = new ArrayList<>(said(dialect, text));
        int lost = 16 + random.nextInt(signals.size() - 24);
        signals.remove(lost);
        Recogniser paced = fresh();
        paced.paced(false);
        assertThat(hear(paced, signals)).doesNotHaveAnyElementsOfTypes(Text.class);
    }

    @Property(tries = 500, seed = "20261121")
    void aBitThatMayHaveMergedIsFoundOutByWhatFollows(@ForAll("texts") String text, @ForAll Random random) {
        Dialect dialect = Dialect.PLAIN.get(random.nextInt(4));
        List<Signal> signals = said(dialect, text);
        int place = random.nextInt(signals.size() - 16);
        Signal there = signals.get(place);

        Recogniser lost = fresh();
        List<Step> steps = new ArrayList<>();
        for (int i = 0; i < signals.size(); i++) {
            if (i == place) {
                lost.doubt(EnumSet.of(there), true);
            } else {
                steps.addAll(lost.accept(signals.get(i)));
            }
        }
        steps.addAll(lost.onEnd(false));
        assertThat(steps).containsExactly(new Text(text));

        Recogniser nothingLost = fresh();
        steps.clear();
        for (int i = 0; i < signals.size(); i++) {
            if (i == place) {
                nothingLost.doubt(EnumSet.of(random.nextBoolean() ? Signal.USR1 : Signal.USR2), true);
            }
            steps.addAll(nothingLost.accept(signals.get(i)));
        }
        steps.addAll(nothingLost.onEnd(false));
        assertThat(steps)
                .allMatch(step -> step.equals(new Text(text)) || step instanceof Rejected)
                .hasSize(1);
    }

    @Test
    void aFirstBitThatCannotBeKnownIsFoundWhereOneAlternativeIsNoText() {
        List<Signal> signals = said(Dialect.M2, "highest bit first: it is clear");
        Recogniser recogniser = fresh();
        recogniser.doubt(EnumSet.allOf(Signal.class), false);
        List<Step> steps = new ArrayList<>();
        signals.subList(1, signals.size()).forEach(signal -> steps.addAll(recogniser.accept(signal)));
        steps.addAll(recogniser.onEnd(false));
        assertThat(steps).containsExactly(new Text("highest bit first: it is clear"));
    }

    @Test
    void aFirstBitThatCannotBeKnownRejectsTheMessageWhole() {
        List<Signal> signals = said(Dialect.L1, "lowest bit first: b or c");
        Recogniser recogniser = fresh();
        recogniser.doubt(EnumSet.allOf(Signal.class), false);
        List<Step> steps = new ArrayList<>();
        signals.subList(1, signals.size()).forEach(signal -> steps.addAll(recogniser.accept(signal)));
        steps.addAll(recogniser.onEnd(false));
        assertThat(steps)
                .singleElement()
                .isInstanceOfSatisfying(
                        Rejected.class,
                        rejected -> assertThat(rejected.reason()).isEqualTo(Counter.MERGED));
    }

    @Test
    void theCommonestDialectIsKnownWithTheLastBit() {
        Recogniser recogniser = fresh();
        List<Signal> signals = said(Dialect.M2, "hello");
        for (Signal signal : signals.subList(0, signals.size() - 1)) {
            assertThat(recogniser.accept(signal)).isEmpty();
            assertThat(recogniser.ended()).isFalse();
        }
        assertThat(recogniser.accept(signals.getLast())).containsExactly(new Text("hello"));
        assertThat(recogniser.certainDialect()).isEqualTo(Dialect.M2);
        assertThat(recogniser.midMessage()).isFalse();
    }

    /** Without its greeting it is another text, one signal earlier. */
    @Test
    void anUnlikelyTextBehindAGreetingIsNotShownAsAnother() {
        Recogniser recogniser = fresh();
        for (Signal signal : said(Objects.requireNonNull(Dialect.named("L2-greeting2")), "[K}B*Yq")) {
            assertThat(recogniser.accept(signal)).isEmpty();
        }
    }

    @Test
    void whatWasSpokenBeforeDecidesWhereTheBitsDoNot() {
        // A lowest-bit-first "b" is a highest-bit-first "F".
        assertThat(hear(fresh(), said(Dialect.L2, "b"))).containsExactly(new Text("F"));

        Recogniser recogniser = fresh();
        assertThat(hear(recogniser, said(Dialect.L2, "a longer text first")))
                .containsExactly(new Text("a longer text first"));
        assertThat(hear(recogniser, said(Dialect.L2, "b"))).containsExactly(new Text("b"));
    }

    @Test
    void aDialectThatTheProgramSpokeBeforeDoesNotHideAnother() {
        String text = "message 257 of the soak says hello";
        for (Dialect before : Dialect.ALL) {
            for (Dialect dialect : Dialect.ALL) {
                if (dialect.header() != Header.LENGTH32 || dialect.order() != BitOrder.MOST_SIGNIFICANT_FIRST) {
                    // Where the length begins with a byte that is not zero, a program known for short texts may have
                    // said one.
                    continue;
                }
                Recogniser recogniser = fresh();
                recogniser.remember(before);
                assertThat(hear(recogniser, said(dialect, text)))
                        .as("%s after %s", dialect.name(), before.name())
                        .filteredOn(Text.class::isInstance)
                        .containsExactly(new Text(text));
            }
        }
    }

    @Test
    void mostTextsOfOneByteAreRight() {
        for (Dialect dialect : Dialect.PLAIN) {
            int right = 0;
            for (char c = ' '; c <= '~'; c++) {
                right += hear(fresh(), said(dialect, Character.toString(c)))
                                .equals(List.of(new Text(Character.toString(c))))
                        ? 1
                        : 0;
            }
            assertThat(right).as(dialect.name()).isGreaterThan(95 * 6 / 10);
        }
    }

    @Test
    void messagesWithoutAPauseAreToldApart() {
        List<Step> said =
                List.of(new Text("the first of them"), new Text("and the second"), new Text("and a third one"));
        for (Dialect dialect : Dialect.ALL) {
            if (dialect.ending() == Ending.NOTHING) {
                continue;
            }
            Recogniser recogniser = fresh();
            List<Signal> signals = new ArrayList<>(said(dialect, "the first of them"));
            signals.addAll(said(dialect, "and the second"));
            signals.addAll(said(dialect, "and a third one"));
            List<Step> texts = hear(recogniser, signals).stream()
                    .filter(Text.class::isInstance)
                    .toList();
            if (dialect.header() == Header.NONE) {
                assertThat(texts).as(dialect.name()).isEqualTo(said);
            } else if (dialect.header() == Header.NUL) {
                assertThat(texts).as("an empty message and what lies behind it").isEmpty();
            } else {
                // Where a length begins with a zero byte, that may be the end of the text before.
                assertThat(texts).as(dialect.name()).startsWith(said.getFirst());
                assertThat(said).as(dialect.name()).containsSubsequence(texts);
            }
        }
    }

    @Test
    void anEmptyMessageIsEmptyInEveryDialect() {
        for (Dialect dialect : Dialect.PLAIN) {
            assertThat(hear(fresh(), said(dialect, ""))).containsExactly(new Rejected(Counter.EMPTY, "it is empty"));
        }
    }

    private static Recogniser fresh() {
        return new Recogniser(Dialect.ALL, LONGEST);
    }

    private static List<Signal> said(Dialect dialect, String text) {
        return dialect.signals(text.getBytes(StandardCharsets.UTF_8));
    }

    private static List<Step> hear(Recogniser recogniser, List<Signal> signals) {
        List<Step> steps = new ArrayList<>();
        for (Signal signal : signals) {
            steps.addAll(recogniser.accept(signal));
        }
        steps.addAll(recogniser.onEnd(false));
        return steps;
    }
}
