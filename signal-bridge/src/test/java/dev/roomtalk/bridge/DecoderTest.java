package dev.roomtalk.bridge;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

final class DecoderTest {
    private static final int LONGEST = 40;

    @Provide
    Arbitrary<Dialect> dialects() {
        return Arbitraries.of(Dialect.ALL);
    }

    @Provide
    Arbitrary<String> texts() {
        // At most four bytes each, so that ten of them keep within the limit; a zero byte would end the text.
        return Arbitraries.strings()
                .all()
                .excludeChars('\0')
                .ofMinLength(1)
                .ofMaxLength(10)
                .map(text -> new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8));
    }

    @Property
    void whatIsSaidIsHeard(@ForAll("dialects") Dialect dialect, @ForAll("texts") String text) {
        assertThat(hear(new Decoder(dialect, LONGEST), said(dialect, text))).containsExactly(new Decoder.Text(text));
    }

    @Property
    void messagesFollowEachOther(
            @ForAll("dialects") Dialect dialect, @ForAll("texts") String first, @ForAll("texts") String second) {
        List<Signal> signals = new ArrayList<>(said(dialect, first));
        signals.addAll(said(dialect, second));

        assertThat(hear(new Decoder(dialect, LONGEST), signals))
                .containsExactly(new Decoder.Text(first), new Decoder.Text(second));
    }

    @Property
    void nothingIsHeardBeforeTheLastBit(@ForAll("dialects") Dialect dialect, @ForAll("texts") String text) {
        List<Signal> signals = said(dialect, text);
        Decoder decoder = new Decoder(dialect, LONGEST);
        for (Signal signal : signals.subList(0, signals.size() - 1)) {
            assertThat(decoder.accept(signal)).isInstanceOf(Decoder.More.class);
            assertThat(decoder.midMessage()).isTrue();
        }
        assertThat(decoder.accept(signals.getLast())).isEqualTo(new Decoder.Text(text));
        assertThat(decoder.midMessage()).isFalse();
    }

    @Property
    void noiseIsHeardAsNothingButUtf8(@ForAll("dialects") Dialect dialect, @ForAll List<Signal> noise) {
        for (Decoder.Step step : hear(new Decoder(dialect, LONGEST), noise)) {
            if (step instanceof Decoder.Text text) {
                assertThat(text.text().getBytes(StandardCharsets.UTF_8)).hasSizeBetween(1, LONGEST);
                assertThat(text.text()).doesNotContain("\0", "\uFFFD");
            }
        }
    }

    @Property
    void afterNoiseOnlyTheNextEndIsNeeded(
            @ForAll("dialects") Dialect dialect, @ForAll List<Signal> noise, @ForAll("texts") String text) {
        Decoder decoder = new Decoder(dialect, LONGEST);
        hear(decoder, noise);
        decoder.reset();

        assertThat(hear(decoder, said(dialect, text))).containsExactly(new Decoder.Text(text));
    }

    @Test
    void theBitsOfTheLetterA() {
        Signal zero = Signal.USR1;
        Signal one = Signal.USR2;

        assertThat(Dialect.M2.signals(new byte[] {'A'}))
                .containsExactly(
                        zero, one, zero, zero, zero, zero, zero, one, zero, zero, zero, zero, zero, zero, zero, zero);
        assertThat(Dialect.L2.signals(new byte[] {'A'}))
                .containsExactly(
                        one, zero, zero, zero, zero, zero, one, zero, zero, zero, zero, zero, zero, zero, zero, zero);
        assertThat(Dialect.M1.signals(new byte[] {'A'}))
                .containsExactly(one, zero, one, one, one, one, one, zero, one, one, one, one, one, one, one, one);
        assertThat(Dialect.L1.signals(new byte[] {'A'}))
                .containsExactly(zero, one, one, one, one, one, zero, one, one, one, one, one, one, one, one, one);
    }

    @Test
    void dialectsAreFoundByNameWithoutRegardToCase() {
        assertThat(Dialect.named("l1")).isEqualTo(Dialect.L1);
        assertThat(Dialect.named("M3")).isNull();
    }

    @Test
    void aTextThatIsNotUtf8IsRejectedWholeAndTheNextIsHeard() {
        Decoder decoder = new Decoder(Dialect.M2, LONGEST);

        assertThat(hear(decoder, Dialect.M2.signals(new byte[] {'a', (byte) 0xFF, 'b'})))
                .singleElement()
                .isInstanceOfSatisfying(
                        Decoder.Rejected.class,
                        rejected -> assertThat(rejected.reason()).isEqualTo(Counter.NOT_UTF8));
        assertThat(hear(decoder, said(Dialect.M2, "next"))).containsExactly(new Decoder.Text("next"));
    }

    @Test
    void aTextOfTheLargestSizeIsHeardAndOneByteMoreIsNot() {
        Decoder decoder = new Decoder(Dialect.M2, LONGEST);
        String longest = "x".repeat(LONGEST);

        assertThat(hear(decoder, said(Dialect.M2, longest))).containsExactly(new Decoder.Text(longest));
        assertThat(hear(decoder, said(Dialect.M2, longest + "y")))
                .containsExactly(new Decoder.Rejected(Counter.TOO_LONG, "it has 41 bytes, at most 40 are allowed"));
        assertThat(hear(decoder, said(Dialect.M2, "next"))).containsExactly(new Decoder.Text("next"));
    }

    @Test
    void aTextThatIsCutInsideACharacterByTheLimitIsTooLongAndNotBroken() {
        assertThat(hear(new Decoder(Dialect.M2, 3), said(Dialect.M2, "🎉")))
                .singleElement()
                .isInstanceOfSatisfying(
                        Decoder.Rejected.class,
                        rejected -> assertThat(rejected.reason()).isEqualTo(Counter.TOO_LONG));
    }

    @Test
    void anEmptyMessageIsSaidToBeEmpty() {
        assertThat(hear(new Decoder(Dialect.M2, LONGEST), said(Dialect.M2, "")))
                .containsExactly(new Decoder.Rejected(Counter.EMPTY, "it is empty"));
    }

    @Test
    void aMessageOfDoubtfulOrderIsRejectedAndTheNextIsHeard() {
        Decoder decoder = new Decoder(Dialect.M2, LONGEST);
        decoder.doubtOrder();

        assertThat(hear(decoder, said(Dialect.M2, "doubtful")))
                .singleElement()
                .isInstanceOfSatisfying(
                        Decoder.Rejected.class,
                        rejected -> assertThat(rejected.reason()).isEqualTo(Counter.OUT_OF_ORDER));
        assertThat(hear(decoder, said(Dialect.M2, "certain"))).containsExactly(new Decoder.Text("certain"));
    }

    private static List<Signal> said(Dialect dialect, String text) {
        return dialect.signals(text.getBytes(StandardCharsets.UTF_8));
    }

    /** Everything but the steps that only go on. */
    private static List<Decoder.Step> hear(Decoder decoder, List<Signal> signals) {
        List<Decoder.Step> steps = new ArrayList<>();
        for (Signal signal : signals) {
            Decoder.Step step = decoder.accept(signal);
            if (!(step instanceof Decoder.More)) {
                steps.add(step);
            }
        }
        return steps;
    }
}
