package dev.roomtalk.chat.full;

import static org.assertj.core.api.Assertions.assertThat;

import dev.roomtalk.chat.tui.DifficultTexts;
import dev.roomtalk.chat.tui.FakeTerminal;
import dev.roomtalk.chat.tui.FakeTerminal.Widths;
import dev.roomtalk.chat.tui.Painter;
import dev.roomtalk.chat.tui.TerminalEvent;
import dev.roomtalk.chat.tui.TerminalTraits;
import dev.roomtalk.chat.tui.TestTerminal;
import dev.roomtalk.chat.tui.TmuxTerminal;
import dev.roomtalk.chat.tui.XtermTerminal;
import dev.roomtalk.client.ChatEvent;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Difficult texts as names, topics, messages and drafts, on terminals that count columns differently. */
class DifficultTextsTest {
    private static final int NAMES_END = 19;

    @ParameterizedTest
    @EnumSource(Widths.class)
    void nothingOnTheScreenMoves(Widths widths) {
        for (int columns : new int[] {80, 120}) {
            FullTrial chat = new FullTrial();
            chat.columns = columns;
            nothingMoves(chat, new FakeTerminal(widths, chat.rows, columns));
        }
    }

    @ParameterizedTest(name = "clusters: {0}")
    @ValueSource(booleans = {false, true})
    void nothingMovesOnXterm(boolean clusters) {
        FullTrial chat = new FullTrial();
        try (XtermTerminal terminal = new XtermTerminal(chat.rows, chat.columns, clusters)) {
            nothingMoves(chat, terminal);
        }
    }

    @Test
    void nothingMovesInTmux(@TempDir Path directory) {
        FullTrial chat = new FullTrial();
        try (TmuxTerminal terminal = new TmuxTerminal(directory, chat.rows, chat.columns)) {
            nothingMoves(chat, terminal);
        }
    }

    private static void nothingMoves(FullTrial chat, TestTerminal terminal) {
        chat.begin("ops", "dev");
        Painter painter = new Painter(new TerminalTraits(256, true, false), terminal::accept);
        for (String text : DifficultTexts.all()) {
            chat.session.tell(new ChatEvent.TopicChanged("ops", text, "alice"));
            chat.session.tell(new ChatEvent.MemberJoined("ops", text));
            chat.session.says(text, "alice", "bob?");
            chat.session.says("ops", text, text);
            chat.session.says("ops", "alice", "after it");
            show(chat, painter, terminal, text);
            for (int row = 1; chat.columns == 80 && row < chat.rows - 3; row++) {
                String cell = terminal.cell(row, NAMES_END);
                assertThat(cell).as("%s: row %d", text, row).isIn("│", "─", " ");
            }
            chat.press(new TerminalEvent.Pasted(text));
            show(chat, painter, terminal, text);
            chat.type("x");
            show(chat, painter, terminal, text);
            if (terminal instanceof FakeTerminal fake) {
                String draft = chat.input();
                fake.answer(chat::press);
                assertThat(chat.input()).as(text).isEqualTo(draft);
            }
            chat.ctrl('c');
            assertThat(chat.input()).as(text).isEqualTo("ops>");
            show(chat, painter, terminal, text);
            chat.session.tell(new ChatEvent.MemberLeft("ops", text));
            chat.state.forget(chat.state.rooms().find(text).orElseThrow());
        }
    }

    private static void show(FullTrial chat, Painter painter, TestTerminal terminal, String text) {
        chat.frame();
        painter.paint(chat.shown());
        terminal.assertShows(chat.shown(), text);
    }
}
