package dev.roomtalk.chat.screen;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jline.utils.AttributedStyle;
import org.junit.jupiter.api.Test;

class PaletteTest {
    private static final int[] LEVELS = {0, 95, 135, 175, 215, 255};

    @Test
    void everyColourCanBeReadOnBlackAndOnWhite() {
        assertThat(Palette.READABLE).doesNotHaveDuplicates().allSatisfy(colour -> {
            double luminance = luminance(colour);
            assertThat((luminance + 0.05) / 0.05).as("on black: %d", colour).isGreaterThan(3.9);
            assertThat(1.05 / (luminance + 0.05)).as("on white: %d", colour).isGreaterThan(3.9);
        });
    }

    @Test
    void theColoursOfAThemeCanBeReadWellOnItsBackground() {
        assertThat(Palette.ON_DARK)
                .doesNotHaveDuplicates()
                .hasSize(16)
                .allSatisfy(colour -> assertThat((luminance(colour) + 0.05) / 0.05)
                        .as("on black: %d", colour)
                        .isGreaterThan(5.5));
        assertThat(Palette.ON_LIGHT)
                .doesNotHaveDuplicates()
                .hasSize(16)
                .allSatisfy(colour -> assertThat(1.05 / (luminance(colour) + 0.05))
                        .as("on white: %d", colour)
                        .isGreaterThan(5.5));
    }

    @Test
    void aNameHasOneColourWhateverItsCase() {
        Palette palette = Palette.of(256);
        assertThat(palette.name("Alice"))
                .isEqualTo(palette.name("alice"))
                .isEqualTo(Palette.of(256).name("ALICE"));
    }

    @Test
    void namesSpreadOverTheColours() {
        Set<AttributedStyle> used = new HashSet<>();
        for (int i = 0; i < 200; i++) {
            used.add(Palette.of(256).name("user" + i));
        }
        assertThat(used).hasSize(Palette.READABLE.size());
    }

    @Test
    void noTwoNamesHaveOneColourWhileThereAreFreeOnes() {
        for (int depth : List.of(8, 256)) {
            Palette palette = Palette.of(depth);
            List<String> names = List.of("alice", "bob", "carol", "dave");
            List<AttributedStyle> styles = names.stream().map(palette::name).toList();
            assertThat(styles).doesNotHaveDuplicates();
            for (int i = 0; i < 200; i++) {
                assertThat(palette.name("user" + i)).isNotEqualTo(AttributedStyle.DEFAULT);
            }
            assertThat(names.stream().map(palette::name)).isEqualTo(styles);
        }
    }

    @Test
    void withoutColoursNamesHaveNone() {
        assertThat(Palette.of(0).name("alice")).isEqualTo(AttributedStyle.DEFAULT);
        assertThat(Palette.of(0).problem()).isEqualTo(AttributedStyle.BOLD);
    }

    /** Relative luminance of a colour of the 6 x 6 x 6 cube (WCAG 2). */
    private static double luminance(int colour) {
        int n = colour - 16;
        return 0.2126 * linear(LEVELS[n / 36]) + 0.7152 * linear(LEVELS[n / 6 % 6]) + 0.0722 * linear(LEVELS[n % 6]);
    }

    private static double linear(int level) {
        double c = level / 255.0;
        return c <= 0.03928 ? c / 12.92 : Math.pow((c + 0.055) / 1.055, 2.4);
    }
}
