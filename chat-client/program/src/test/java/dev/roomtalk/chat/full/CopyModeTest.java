package dev.roomtalk.chat.full;

import static org.assertj.core.api.Assertions.assertThat;

import dev.roomtalk.chat.tui.FakeTerminal;
import dev.roomtalk.chat.tui.KeyName;
import dev.roomtalk.chat.tui.Painter;
import dev.roomtalk.chat.tui.TerminalEvent;
import dev.roomtalk.chat.tui.TerminalTraits;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Text alone, so that the mouse of the terminal can select it. */
class CopyModeTest {
    private final FullTrial chat = new FullTrial();

    @BeforeEach
    void begin() {
        chat.columns = 110;
        chat.begin("ops", "dev");
    }

    private List<String> rows() {
        return chat.frame().stream().filter(row -> !row.isBlank()).toList();
    }

    @Test
    void nothingButTextIsShownAndTheMouseIsTheTerminals() {
        chat.session.says("ops", "alice", "first line\n    and an indented one");
        chat.session.says("ops", "alice", "https://status.example/" + "x".repeat(70));
        chat.session.says("ops", "ops-bridge", "alice/4711", "done");
        chat.type("a draft");
        chat.alt('c');
        assertThat(chat.mouse).isFalse();
        assertThat(rows())
                .containsExactly(
                        "you are in ops with alice, carol",
                        "alice",
                        "first line",
                        "    and an indented one",
                        "https://status.example/" + "x".repeat(70),
                        "ops-bridge · alice/4711",
                        "done",
                        "── copy: select with the mouse · ↑ ↓ PageUp PageDown · Esc goes back " + "─".repeat(41));

        chat.press(KeyName.ESCAPE);
        assertThat(chat.mouse).isTrue();
        assertThat(chat.title()).startsWith(" #ops");
        assertThat(chat.input()).isEqualTo("ops> a draft");
        assertThat(chat.log()).noneMatch(row -> row.contains("earlier messages"));
    }

    @Test
    void whatIsSelectedDoesNotMoveWhenSomethingComes() {
        IntStream.range(0, 60).forEach(n -> chat.session.says("ops", "alice", "m" + n));
        chat.enter("/copy");
        List<String> before = rows();
        assertThat(before).contains("m59").hasSize(24);
        chat.session.says("ops", "carol", "new");
        List<String> after = rows();
        assertThat(after.subList(0, 23)).isEqualTo(before.subList(0, 23));
        assertThat(after.getLast()).startsWith("── 1 new ↓ · copy:");
        chat.press(KeyName.UP);
        assertThat(rows().get(1)).isEqualTo(before.getFirst());
        chat.press(KeyName.PAGE_UP);
        assertThat(rows()).contains("m20").doesNotContain("m59");
        chat.press(KeyName.PAGE_DOWN);
        chat.press(KeyName.PAGE_DOWN);
        assertThat(rows()).contains("new");
        chat.session.says("ops", "carol", "newer");
        assertThat(rows()).doesNotContain("newer");
        chat.alt('c');
        assertThat(chat.log()).last().asString().contains("│ newer  ");

        chat.press(KeyName.PAGE_UP);
        List<String> scrolled = chat.log();
        chat.alt('c');
        chat.press(KeyName.ESCAPE);
        assertThat(chat.log()).isEqualTo(scrolled);
    }

    @Test
    void otherKeysEndItAndMeanWhatTheyAlwaysMean() {
        chat.alt('c');
        chat.type("hello");
        assertThat(chat.mouse).isTrue();
        assertThat(chat.input()).isEqualTo("ops> hello");
        chat.alt('c');
        chat.ctrl('c');
        assertThat(chat.input()).isEqualTo("ops> hello");
        chat.alt('c');
        chat.alt('2');
        assertThat(chat.title()).startsWith(" #dev");
        chat.alt('c');
        chat.press(new TerminalEvent.Pasted("pasted"));
        assertThat(chat.input()).isEqualTo("dev> pasted");
    }

    @Test
    void noTextLooksLikeTheNameOfSomebody() {
        chat.session.says("ops", "alice", "carol");
        chat.session.says("ops", "carol", "well");
        chat.alt('c');
        List<String> rows = chat.frame();
        int text = rows.indexOf("carol");
        int name = rows.lastIndexOf("carol");
        assertThat(text).isPositive().isLessThan(name);
        FakeTerminal terminal = new FakeTerminal(FakeTerminal.Widths.CLUSTERS, chat.rows, chat.columns);
        new Painter(new TerminalTraits(0, true, false), terminal::accept).paint(chat.shown());
        assertThat(terminal.style(text, 0)).isEmpty();
        assertThat(terminal.style(name, 0)).contains(";7");
    }
}
