package dev.roomtalk.chat.tui;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

final class WrapTest {
    @Test
    void linesEndBetweenWords() {
        assertThat(fold("the quick brown fox", 10, 0)).containsExactly("the quick", "brown fox");
        assertThat(fold("the quick brown", 11, 2)).containsExactly("the quick", "  brown");
        assertThat(fold("exact fit!", 10, 2)).containsExactly("exact fit!");
        assertThat(fold("exact fit! ", 10, 2)).containsExactly("exact fit!");
        assertThat(fold("exact     fit", 7, 0)).containsExactly("exact", "fit");
    }

    @Test
    void aLongWordIsBroken() {
        assertThat(fold("abcdefghijklmnopqrstuvw", 10, 1)).containsExactly("abcdefghij", " klmnopqrs", " tuvw");
        assertThat(fold("a bcdefghijkl", 5, 0)).containsExactly("a", "bcdef", "ghijk", "l");
    }

    @Test
    void ideographsAndPicturesAreWords() {
        assertThat(fold("今天天气很好", 6, 0)).containsExactly("今天天", "气很好");
        assertThat(fold("a 今天 b", 5, 0)).containsExactly("a 今", "天 b");
        assertThat(fold("😀😀😀", 5, 0)).containsExactly("😀😀", "😀");
    }

    @Test
    void lineBreaksBeginLines() {
        assertThat(fold("one\ntwo", 20, 2)).containsExactly("one", "  two");
        assertThat(fold("one\n\n  two", 20, 2)).containsExactly("one", "", "    two");
        assertThat(fold("", 20, 2)).containsExactly("");
        assertThat(fold("full \nnext", 4, 0)).containsExactly("full", "next");
    }

    @Test
    void stylesAndLinksStay() {
        Style bold = Style.PLAIN.withBold();
        Line line = Line.builder()
                .add("see ")
                .add("https://example.org", bold, "https://example.org")
                .build();
        assertThat(Wrap.fold(line, 12, 1))
                .containsExactly(
                        Line.of("see", Style.PLAIN),
                        new Line(List.of(
                                new Span(" ", Style.PLAIN), new Span("https://exa", bold, "https://example.org"))),
                        new Line(List.of(
                                new Span(" ", Style.PLAIN), new Span("mple.org", bold, "https://example.org"))));
    }

    @Test
    void noLineIsWiderThanAskedAndNothingIsLost() {
        for (String text : DifficultTexts.all()) {
            for (int columns : List.of(8, 13, 40, 100)) {
                List<Line> lines = Wrap.fold(Line.of(text, Style.PLAIN), columns, 3);
                assertThat(lines)
                        .as(text)
                        .allSatisfy(line -> assertThat(line.width()).isLessThanOrEqualTo(columns));
                String shown = String.join("", lines.stream().map(Line::text).toList());
                String all = String.join(
                        "",
                        text.lines()
                                .flatMap(part -> Text.clusters(part).stream())
                                .map(Cluster::text)
                                .toList());
                if (text.indexOf('\r') < 0) {
                    assertThat(shown.replace(" ", "")).isEqualTo(all.replace(" ", ""));
                }
            }
        }
    }

    private static List<String> fold(String text, int columns, int indent) {
        return Wrap.fold(Line.of(text, Style.PLAIN), columns, indent).stream()
                .map(Line::text)
                .toList();
    }
}
