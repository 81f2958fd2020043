package dev.roomtalk.chat.terminal;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.roomtalk.chat.screen.LineRenderer;
import dev.roomtalk.chat.screen.LinesSurface;
import dev.roomtalk.chat.screen.Palette;
import dev.roomtalk.chat.screen.Screen;
import dev.roomtalk.chat.session.FakeSession;
import dev.roomtalk.chat.session.UiLoop;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.Test;

class PlainScreenTest {
    private static final Instant NOW = Instant.parse("2026-11-21T12:03:00Z");

    private final ByteArrayOutputStream printed = new ByteArrayOutputStream();

    private ChatSession.Outcome sit(String typed) throws Exception {
        UiLoop ui = new UiLoop();
        FakeSession session = new FakeSession("bob", () -> NOW, ui::offer).room("ops", "alice");
        return sit(session, ui, new ByteArrayInputStream(typed.getBytes(UTF_8)));
    }

    private ChatSession.Outcome sit(FakeSession session, UiLoop ui, InputStream in) throws Exception {
        Screen screen = new PlainScreen(in, new PrintStream(printed, true, UTF_8));
        LineRenderer lines = new LineRenderer(Palette.of(0), ZoneOffset.UTC, "bob");
        return new ChatSession(
                        new LinesSurface(screen, lines, session::status),
                        session,
                        ui,
                        lines.mentions(),
                        ZoneOffset.UTC,
                        () -> NOW,
                        null,
                        50)
                .run(List.of("ops"), false, null, () -> {});
    }

    @Test
    void printsLinesWithoutAnyEscapeSequence() throws Exception {
        ChatSession.Outcome outcome = sit("/topic news\nhello 你好\n/quit\n");
        assertThat(printed.toString(UTF_8)).isEqualTo("""
                        ── #ops ──
                        12:03 · you are in ops with alice
                        12:03 · bob set the topic: news
                        12:03 › bob  hello 你好
                        """);
        assertThat(outcome.unanswered()).isEmpty();
    }

    @Test
    void whatIsNotUtf8IsNotSent() throws Exception {
        UiLoop ui = new UiLoop();
        FakeSession session = new FakeSession("bob", () -> NOW, ui::offer).room("ops", "alice");
        byte[] typed = "\uFEFFone\ngr\u00fcn\ntwo\uFFFD\nthree\n/quit\n".getBytes(UTF_8);
        byte[] wrong = new String(typed, UTF_8).replace("gr\u00fcn", "gr?n").getBytes(UTF_8);
        for (int i = 0; i < wrong.length; i++) {
            wrong[i] = wrong[i] == '?' ? (byte) 0xfc : wrong[i];
        }
        sit(session, ui, new ByteArrayInputStream(wrong));
        assertThat(printed.toString(UTF_8))
                .contains(
                        "bob  one\n",
                        "! not sent: line 2, byte 3 is not UTF-8\n",
                        "not sent: some of it",
                        "bob  three\n")
                .doesNotContain("bob  two", "bob  gr");
    }

    @Test
    void whatIsTypedBeforeTheFirstRoomIsThereWaitsForIt() throws Exception {
        UiLoop ui = new UiLoop();
        FakeSession session = new FakeSession("bob", () -> NOW, ui::offer).room("ops", "alice");
        session.answering = false;
        InputStream typed = new ByteArrayInputStream("one\n/topic news\n//two\n/quit\n".getBytes(UTF_8)) {
            @Override
            public synchronized int read(byte[] into, int offset, int length) {
                int read = super.read(into, offset, length);
                if (read < 0) {
                    ui.execute(session::answer);
                }
                return read;
            }
        };
        sit(session, ui, typed);
        assertThat(printed.toString(UTF_8)).isEqualTo("""
                        ── #ops ──
                        12:03 · you are in ops with alice
                        12:03 › bob  one
                        12:03 · bob set the topic: news
                        12:03 › bob  /two
                        """);
    }

    @Test
    void theEndOfInputIsTheEnd() throws Exception {
        assertThat(sit("last line without end").unanswered()).isEmpty();
        assertThat(printed.toString(UTF_8)).endsWith("12:03 › bob  last line without end\n");
    }
}
