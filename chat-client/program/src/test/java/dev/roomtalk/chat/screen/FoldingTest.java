package dev.roomtalk.chat.screen;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.jline.utils.AttributedString;
import org.jline.utils.AttributedStringBuilder;
import org.jline.utils.AttributedStyle;
import org.jline.utils.WCWidth;
import org.junit.jupiter.api.Test;

class FoldingTest {
    @Test
    void aShortLineStaysOne() {
        assertThat(fold("12:03 alice  hi", 20)).containsExactly("12:03 alice  hi");
    }

    @Test
    void anEmptyLineStaysOne() {
        assertThat(fold("", 20)).containsExactly("");
    }

    @Test
    void aLongLineFoldsBetweenWordsAndContinuesIndented() {
        assertThat(fold("12:03 alice  one two three four", 20))
                .containsExactly("12:03 alice  one two", "      three four");
    }

    @Test
    void aLineThatJustFitsIsNotFolded() {
        assertThat(fold("12:03 alice  one two", 20)).hasSize(1);
    }

    @Test
    void aWordThatIsTooLongIsCut() {
        assertThat(fold("aaaaaaaaaaaaaaaaaaaaaaaaa", 12))
                .containsExactly("aaaaaaaaaaaa", "      aaaaaa", "      aaaaaa", "      a");
    }

    @Test
    void lineBreaksOfTheTextContinueIndentedToo() {
        assertThat(fold("12:03 alice  one\n12:04 bob  two\n\nthree", 40))
                .containsExactly("12:03 alice  one", "      12:04 bob  two", "      ", "      three");
    }

    @Test
    void ideographsFoldAnywhere() {
        assertThat(fold("ab 大家好今天天气很好", 12)).containsExactly("ab 大家好今", "      天天气", "      很好");
    }

    @Test
    void aPictureOfSeveralCharactersIsNotTornApart() {
        String family = "\uD83D\uDC68\u200D\uD83D\uDC69\u200D\uD83D\uDC67";
        assertThat(fold("aaaaaaa " + family, 10)).containsExactly("aaaaaaa", "      " + family);
    }

    @Test
    void stylesSurvive() {
        AttributedStyle bold = AttributedStyle.BOLD;
        List<AttributedString> folded = Folding.fold(
                new AttributedStringBuilder().append("aaaaaaaa bbbbb", bold).toAttributedString(), 11);
        assertThat(folded).hasSize(2);
        assertThat(folded.get(1).styleAt(0)).isEqualTo(AttributedStyle.DEFAULT);
        assertThat(folded.get(1).styleAt(6)).isEqualTo(bold);
    }

    @Property
    void noLineIsWiderThanTheScreenAndNoWordIsLost(
            @ForAll String text, @ForAll @IntRange(min = 12, max = 100) int columns) {
        String visible = dev.roomtalk.client.VisibleText.line(text);
        List<String> folded = fold(visible, columns);
        assertThat(folded).allSatisfy(line -> assertThat(width(line)).isLessThanOrEqualTo(columns));
        assertThat(folded.stream().skip(1)).allSatisfy(line -> assertThat(line).startsWith(Folding.INDENT));
        assertThat(String.join("", folded).replace(" ", "")).isEqualTo(visible.replace(" ", ""));
    }

    private static int width(String line) {
        return line.codePoints().map(c -> Math.max(WCWidth.wcwidth(c), 0)).sum();
    }

    private static List<String> fold(String text, int columns) {
        return Folding.fold(new AttributedString(text), columns).stream()
                .map(AttributedString::toString)
                .toList();
    }
}
