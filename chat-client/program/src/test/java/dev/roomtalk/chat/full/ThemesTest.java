package dev.roomtalk.chat.full;

import static org.assertj.core.api.Assertions.assertThat;

import dev.roomtalk.chat.settings.Preferences;
import dev.roomtalk.chat.settings.WrittenPreferences;
import dev.roomtalk.chat.tui.FakeTerminal;
import dev.roomtalk.chat.tui.Painter;
import dev.roomtalk.chat.tui.TerminalEvent;
import dev.roomtalk.chat.tui.TerminalTraits;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The colours of the full screen. */
class ThemesTest {
    private static final TerminalEvent BLACK = new TerminalEvent.Background(0, 0, 0);
    private static final TerminalEvent WHITE = new TerminalEvent.Background(255, 255, 255);

    /** A colour in SGR. */
    private static final Pattern COLOUR = Pattern.compile("[;\\[](3[0-7]|9[0-7]|38;[25];[0-9;]+)");

    @TempDir
    Path home;

    private FullTrial begin(String file, int colours) throws IOException {
        Preferences preferences = WrittenPreferences.of(home, file);
        FullTrial chat = new FullTrial(preferences, colours);
        chat.begin("ops");
        chat.session.says("ops", "alice", "see `this`");
        chat.session.says("ops", "carol", "bob?");
        chat.enter("yes");
        return chat;
    }

    /** The screen as a terminal with so many colours gets it. */
    private static String painted(FullTrial chat, int colours) {
        chat.frame();
        StringBuilder bytes = new StringBuilder();
        new Painter(
                        new TerminalTraits(colours, true, false),
                        some -> bytes.append(new String(some, StandardCharsets.UTF_8)))
                .paint(chat.shown());
        return bytes.toString();
    }

    @Test
    void theTerminalsAnswerChoosesTheTheme() throws IOException {
        FullTrial chat = begin("", 256);
        assertThat(chat.backgroundAsked).isTrue();
        String before = painted(chat, 256);
        assertThat(before).contains("38;5;30");
        chat.press(BLACK);
        assertThat(painted(chat, 256)).contains("38;5;80").doesNotContain("38;5;30");
        chat.press(WHITE);
        assertThat(painted(chat, 256)).contains("38;5;23").doesNotContain("38;5;80");
        assertThat(chat.input()).isEqualTo("ops>");
    }

    @Test
    void aThemeThatWasChosenStays() throws IOException {
        FullTrial chat = begin("theme = light\n", 256);
        assertThat(chat.backgroundAsked).isFalse();
        chat.press(BLACK);
        assertThat(painted(chat, 256)).contains("38;5;23");
        assertThat(painted(begin("theme = dark\n", 256), 256)).contains("38;5;80");
    }

    @Test
    void sixteenColoursAreTheTerminalsOwn() throws IOException {
        assertThat(painted(begin("theme = 16\n", 256), 256))
                .containsPattern(COLOUR)
                .doesNotContain("38;5;");
        assertThat(painted(begin("theme = dark\n", 16), 16))
                .containsPattern(COLOUR)
                .doesNotContain("38;5;");
    }

    @Test
    void withoutColoursThereAreNone() throws IOException {
        FullTrial chat = begin("theme = none\ncolour.own = red\n", 256);
        chat.press(BLACK);
        assertThat(painted(chat, 256)).doesNotContainPattern(COLOUR);
    }

    @Test
    void singleColoursMayBeOthers() throws IOException {
        FullTrial chat = begin("""
                colour.own = bright-green
                colour.code = 99
                colour.mention = #010203
                """, 256);
        assertThat(painted(chat, TerminalTraits.ALL_COLOURS)).contains(";92m", ";38;5;99m", ";38;2;1;2;3m");
    }

    @ParameterizedTest
    @ValueSource(ints = {16, 256})
    void nobodyHasTheColourOfAnother(int colours) throws IOException {
        FullTrial chat = begin("", colours);
        List<String> rows = chat.frame();
        FakeTerminal terminal = new FakeTerminal(FakeTerminal.Widths.CLUSTERS, chat.rows, chat.columns);
        new Painter(new TerminalTraits(colours, true, false), terminal::accept).paint(chat.shown());
        List<String> styles = Stream.of("alice", "carol", "bob")
                .map(name -> {
                    int row = IntStream.range(0, rows.size())
                            .filter(n -> rows.get(n).contains(" " + name + " │"))
                            .findFirst()
                            .orElseThrow();
                    return terminal.style(row, rows.get(row).indexOf(name + " │"));
                })
                .map(style -> style.replaceAll("(^|;)[17](?=;|$)", ""))
                .toList();
        assertThat(styles).doesNotHaveDuplicates().doesNotContain("");
    }
}
