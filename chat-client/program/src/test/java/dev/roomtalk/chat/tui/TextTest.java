package dev.roomtalk.chat.tui;

import static org.assertj.core.api.Assertions.assertThat;

import dev.roomtalk.client.VisibleText;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class TextTest {
    @Test
    void noDifficultTextSteersTheTerminal() {
        assertThat(DifficultTexts.all()).hasSizeGreaterThan(150).allSatisfy(text -> {
            for (Cluster cluster : Text.clusters(text)) {
                assertThat(cluster.width()).isBetween(1, Text.MAX_CLUSTER_WIDTH);
                assertThat(cluster.text()).isNotEmpty().hasSizeLessThan(64);
                assertThat(VisibleText.line(cluster.text() + "अ")).isEqualTo(cluster.text() + "अ");
                assertThat(Character.getType(cluster.text().codePointAt(0)))
                        .isNotIn(Character.NON_SPACING_MARK, Character.ENCLOSING_MARK);
            }
        });
    }

    @Test
    void plainTextIsOneClusterPerLetter() {
        assertThat(Text.clusters("Grüße, Ωμ"))
                .extracting(Cluster::text)
                .containsExactly("G", "r", "ü", "ß", "e", ",", " ", "Ω", "μ");
        assertThat(Text.clusters("Grüße, Ωμ 中文 かな 한글 │─")).noneMatch(Cluster::doubtful);
    }

    /** The most that xterm, tmux, xterm.js, VTE or JLine give. */
    @ParameterizedTest
    @CsvSource({
        "a, 1, false",
        "é, 1, false",
        "中, 2, false",
        "e\u0301, 1, true",
        "👍, 2, true",
        "👍🏽, 4, true",
        "👨‍👩‍👧‍👦, 8, true",
        "❤️, 2, true",
        "❤, 1, true",
        "1️⃣, 2, true",
        "🇩🇪, 4, true",
        "क्षि, 3, true",
        "กำ, 2, true",
        "\u1100\u1161\u11A8, 2, true",
        "\u0301, 1, true"
    })
    void theLargestWidthIsReserved(String text, int width, boolean doubtful) {
        assertThat(Text.clusters(text)).hasSize(1).first().satisfies(cluster -> {
            assertThat(cluster.width()).isEqualTo(width);
            assertThat(cluster.doubtful()).isEqualTo(doubtful);
        });
    }

    @Test
    void ofThousandsOfMarksAFewAreShown() {
        List<Cluster> clusters = Text.clusters("a" + "\u0301".repeat(4000) + "b");
        assertThat(clusters).hasSize(2);
        assertThat(clusters.getFirst().text()).hasSize(1 + Text.MAX_MARKS);
    }

    @Test
    void aVeryWideClusterIsDivided() {
        assertThat(Text.clusters("👩" + "\u200D👩".repeat(9)))
                .hasSize(3)
                .allMatch(cluster -> cluster.width() <= Text.MAX_CLUSTER_WIDTH)
                .noneMatch(cluster -> cluster.text().endsWith("\u200D"));
    }

    @Test
    void whatIsCutOffIsMarked() {
        assertThat(Text.cut("hello", 5)).isEqualTo("hello");
        assertThat(Text.cut("hello", 4)).isEqualTo("hel…");
        assertThat(Text.cut("中文字", 4)).isEqualTo("中…");
        assertThat(Text.cut("中文字", 5)).isEqualTo("中文…");
        assertThat(Text.cut("hello", 0)).isEmpty();
        assertThat(Text.cut("\033[2J", 80)).isEqualTo("␛[2J");
        for (String text : DifficultTexts.all()) {
            for (int columns = 0; columns < 12; columns++) {
                assertThat(Text.width(Text.cut(text, columns))).as(text).isLessThanOrEqualTo(columns);
            }
        }
    }
}
