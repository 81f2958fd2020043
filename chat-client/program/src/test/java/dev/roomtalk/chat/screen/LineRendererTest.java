package dev.roomtalk.chat.screen;

import static org.assertj.core.api.Assertions.assertThat;

import dev.roomtalk.chat.session.Mentions;
import dev.roomtalk.client.ChatEvent;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.jline.utils.AttributedStyle;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class LineRendererTest {
    private static final Instant AT = Instant.parse("2026-11-21T12:03:59Z");

    private final LineRenderer lines =
            new LineRenderer(Palette.of(256), ZoneOffset.UTC, new Mentions("Bob", List.of()));

    @Test
    void aMessageHasItsTimeItsAuthorAndItsText() {
        assertThat(lines.message(message("alice", null, "hi there", false))).hasToString("12:03 alice  hi there");
    }

    @Test
    void theTimeIsThatOfThePlace() {
        LineRenderer kolkata =
                new LineRenderer(Palette.of(0), ZoneOffset.ofHoursMinutes(5, 30), new Mentions("bob", List.of()));
        assertThat(kolkata.notice(AT, "x")).hasToString("17:33 · x");
    }

    @Test
    void onesOwnMessageIsMarkedAlsoWithoutColours() {
        LineRenderer plain = new LineRenderer(Palette.of(0), ZoneOffset.UTC, new Mentions("bob", List.of()));
        assertThat(plain.message(message("bob", null, "hi", true))).hasToString("12:03 › bob  hi");
    }

    @Test
    void aLabelStandsBehindTheSenderThatTheServerStamped() {
        assertThat(lines.message(message("ops-bridge", "alice/4711 \"backup.sh\"", "done", false)))
                .hasToString("12:03 ops-bridge · alice/4711 \"backup.sh\"  done");
    }

    @Test
    void authorsHaveTheirColours() {
        var line = lines.message(message("alice", null, "hi", false));
        assertThat(line.styleAt(6)).isEqualTo(Palette.of(256).name("alice"));
        assertThat(line.styleAt(line.length() - 1)).isEqualTo(AttributedStyle.DEFAULT);
    }

    @Test
    void theLinesOfAMessageStayLines() {
        assertThat(lines.message(message("alice", null, "one\r\ntwo\nthree\n", false)))
                .hasToString("12:03 alice  one\ntwo\nthree");
    }

    @Test
    void hostileTextIsShownAsMarks() {
        assertThat(lines.message(message("m\u001b[31m", "l\u0007", "\u001b[2J\u202Eevil\rx", false)))
                .hasToString("12:03 m␛[31m · l␇  ␛[2J\\u{202E}evil␍x");
    }

    @Property
    void nothingFromOutsideReachesTheTerminalAsAControlCharacter(
            @ForAll String author, @ForAll String label, @ForAll String text) {
        assertThat(controls(lines.message(message(author, label, text, false)).toString()))
                .isZero();
        assertThat(controls(lines.notice(AT, text).toString())).isZero();
        assertThat(controls(lines.problem(AT, text).toString())).isZero();
        assertThat(controls(lines.rule(text).toString())).isZero();
        assertThat(controls(lines.item(text).toString())).isZero();
    }

    private static long controls(String line) {
        return line.codePoints()
                .filter(c -> c != '\n' && Character.getType(c) == Character.CONTROL)
                .count();
    }

    @Test
    void aDayHasItsName() {
        assertThat(lines.date(LocalDate.of(2026, 11, 21))).hasToString("── 2026-11-21 ──");
    }

    private static ChatEvent.Message message(String author, @Nullable String label, String text, boolean own) {
        return new ChatEvent.Message("ops", 1, 1, author, 7, label, text, AT, own);
    }
}
