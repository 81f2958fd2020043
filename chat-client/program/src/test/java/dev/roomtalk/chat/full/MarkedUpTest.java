package dev.roomtalk.chat.full;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.roomtalk.chat.screen.Palette;
import dev.roomtalk.chat.tui.FakeTerminal;
import dev.roomtalk.chat.tui.Line;
import dev.roomtalk.chat.tui.Painter;
import dev.roomtalk.chat.tui.Span;
import dev.roomtalk.chat.tui.Style;
import dev.roomtalk.chat.tui.TerminalTraits;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Links and code in the text of a message. */
class MarkedUpTest {
    private final Look look = new Look(Palette.of(16), Map.of());

    private List<Line> lines(String text) {
        return MarkedUp.lines(text, Style.PLAIN, look);
    }

    @ParameterizedTest
    @CsvSource({
        "see https://example.org/a., https://example.org/a",
        "(https://example.org/a), https://example.org/a",
        "https://en.example.org/wiki/Foo_(bar), https://en.example.org/wiki/Foo_(bar)",
        "(see https://example.org/Foo_(bar)), https://example.org/Foo_(bar)",
        "[x](https://example.org/y)!, https://example.org/y",
        "http://[::1]:8080/?, http://[::1]:8080/",
        "<https://example.org/?q=a;b>, https://example.org/?q=a;b",
        "https://de.example.org/wiki/Bär, https://de.example.org/wiki/Bär"
    })
    void aLinkIsWhole(String text, String link) {
        assertThat(lines(text).getFirst().spans())
                .filteredOn(span -> span.link() != null)
                .extracting(Span::text, Span::link)
                .containsExactly(tuple(link, link));
    }

    @ParameterizedTest
    @ValueSource(strings = {"https://", "https://)", "see http://...", "ftp://example.org"})
    void whatHasNoHostIsNoLink(String text) {
        assertThat(lines(text).getFirst().spans()).allMatch(span -> span.link() == null);
    }

    @Test
    void everyCharacterStays() {
        String text = "a `b c` https://x.y/(z)). ``d`` ```e``` ` https://x.y/`q`";
        assertThat(lines(text).getFirst().text()).isEqualTo(text);
    }

    @Test
    void codeHasAStyleOfItsOwn() {
        List<Line> lines =
                lines("run `ls -l` now\n```sh\n  if https://x.y; then\n```\nafter ```one line``` of it\nend");
        Style code = look.code(Style.PLAIN);
        assertThat(code).isNotEqualTo(Style.PLAIN);
        assertThat(lines.get(0).spans()).contains(new Span("`ls -l`", code), new Span("run ", Style.PLAIN));
        assertThat(lines.subList(1, 4))
                .allMatch(line -> line.spans().size() == 1
                        && line.spans().getFirst().style().equals(code));
        assertThat(lines.get(5)).isEqualTo(Line.of("end", Style.PLAIN));
        assertThat(lines("```x``` y\nz").get(1)).isEqualTo(Line.of("z", Style.PLAIN));
    }

    @Test
    void aHostileTextTakesNoTime() {
        String brackets = "http://a" + ")".repeat(50_000);
        long began = System.nanoTime();
        assertThat(lines(brackets).getFirst().text()).isEqualTo(brackets);
        assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(2));
    }

    @Test
    void aLinkOverSeveralRowsIsOneLinkWithOneId() {
        FullTrial chat = new FullTrial();
        chat.rows = 12;
        chat.columns = 40;
        chat.begin("ops");
        String address = "https://status.example/a/long/path/that/goes/on/and/on";
        chat.session.says("ops", "alice", address + " https://de.example/Bär");
        chat.frame();
        FakeTerminal terminal = new FakeTerminal(FakeTerminal.Widths.CLUSTERS, chat.rows, chat.columns);
        new Painter(new TerminalTraits(256, true, false), terminal::accept).paint(chat.shown());
        List<String> links = new ArrayList<>();
        StringBuilder clickable = new StringBuilder();
        for (int row = 0; row < chat.rows; row++) {
            for (int column = 0; column < chat.columns; column++) {
                String link = terminal.link(row, column);
                if (link.endsWith(address)) {
                    clickable.append(terminal.cell(row, column));
                }
                links.add(link);
            }
        }
        assertThat(clickable).hasToString(address);
        assertThat(links.stream().filter(link -> link.startsWith("id=")).collect(Collectors.toSet()))
                .hasSize(2)
                .anyMatch(link -> link.endsWith(";" + address))
                .anyMatch(link -> link.endsWith(";https://de.example/B%C3%A4r"));
        assertThat(chat.frame()).anyMatch(row -> row.endsWith("│ https://status.example/a/lo"));
    }
}
