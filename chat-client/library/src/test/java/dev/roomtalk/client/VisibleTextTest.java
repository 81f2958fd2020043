package dev.roomtalk.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.CharRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class VisibleTextTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "plain words, and \"punctuation\" ~ \\u{41}",
                "Grüße, señor — naïve",
                "e\u0301 combining, and a\u0308\u0323 twice",
                "\uD83D\uDC68\u200D\uD83D\uDC69\u200D\uD83D\uDC67 a family joined by ZWJ",
                "\uD83E\uDDD1\uD83C\uDFFD\u200D\u2695\uFE0F a health worker with a skin tone",
                "\uD83C\uDFF3\uFE0F\u200D\uD83C\uDF08 a rainbow flag",
                "\uD83C\uDFF4\uDB40\uDC67\uDB40\uDC62\uDB40\uDC73\uDB40\uDC63\uDB40\uDC74\uDB40\uDC7F a flag made of tags",
                "\uD83C\uDFF4 a black flag",
                "\u0645\u06CC\u200C\u062E\u0648\u0627\u0647\u0645 Persian with ZWNJ",
                "\u0915\u094D\u200D\u0937 Devanagari with ZWJ",
                "\u4F60\u597D \uFF0C \u3053\u3093\u306B\u3061\u306F",
                "\u0601\u0661 Arabic number sign"
            })
    void leavesHarmlessTextAsItIs(String text) {
        assertThat(VisibleText.line(text)).isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            value = {
                "`\u001B[31mred`, `␛[31mred`",
                "`\u001B]0;title\u0007`, `␛]0;title␇`",
                "`a\rb`, `a␍b`",
                "`a\nb`, `a␊b`",
                "`\b\b\b`, `␈␈␈`",
                "`\u007F`, `␡`",
                "`\u009B31m`, `\\u{9B}31m`",
                "`\u202Eevil`, `\\u{202E}evil`",
                "`\u2066x\u2069`, `\\u{2066}x\\u{2069}`",
                "`a\u00ADb`, `a\\u{AD}b`",
                "`a\u200Bb`, `a\\u{200B}b`",
                "`a\u200Db`, `a\\u{200D}b`",
                "`\uD83D\uDC68\u200Dx`, `\uD83D\uDC68\\u{200D}x`",
                "`\uFEFFx`, `\\u{FEFF}x`",
                "`\u2028x`, `\\u{2028}x`",
                "`\uDB40\uDC41`, `\\u{E0041}`",
                "`\uD83C\uDFF4\uDB40\uDC67x`, `\uD83C\uDFF4\\u{E0067}x`",
                "`a\tb`, `a    b`",
                "`\uFFFE`, `\\u{FFFE}`"
            })
    void showsWhatSteersOrHides(String text, String visible) {
        assertThat(VisibleText.line(text)).isEqualTo(visible);
    }

    @Test
    void showsHalfASurrogatePair() {
        assertThat(VisibleText.line("x\uD83D")).isEqualTo("x\\u{D83D}");
    }

    @Test
    void everyControlAndBidiCharacterIsMarked() {
        IntStream.concat(
                        IntStream.concat(IntStream.range(0, 0x20), IntStream.rangeClosed(0x7F, 0x9F)),
                        IntStream.of(
                                0x61C, 0x200E, 0x200F, 0x202A, 0x202B, 0x202C, 0x202D, 0x202E, 0x2066, 0x2067, 0x2068))
                .forEach(c -> assertThat(VisibleText.line("a" + Character.toString(c) + "b"))
                        .as("U+%04X", c)
                        .doesNotContain(Character.toString(c)));
    }

    @Test
    void splitsLines() {
        assertThat(VisibleText.lines("one\ntwo\r\nthree\u2028four\n")).containsExactly("one", "two", "three", "four");
        assertThat(VisibleText.lines("")).containsExactly("");
        assertThat(VisibleText.lines("\n\na")).containsExactly("", "", "a");
        assertThat(VisibleText.lines("a\rb")).containsExactly("a␍b");
    }

    @Property
    void neverLeavesAControlCharacter(@ForAll String text) {
        assertThat(VisibleText.line(text).codePoints()).noneMatch(Character::isISOControl);
    }

    @Property
    void whatIsVisibleStaysVisible(@ForAll @CharRange(from = ' ', to = '~') String text) {
        String once = VisibleText.line(text);
        assertThat(VisibleText.line(once)).isEqualTo(once);
    }
}
