package dev.roomtalk.chat.tui;

import static org.assertj.core.api.Assertions.assertThat;

import dev.roomtalk.chat.tui.FakeTerminal.Widths;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jline.utils.ScreenTerminal;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class PainterTest {
    static final int ROWS = 12;
    static final int COLUMNS = 60;
    private static final int LOG_LEFT = 12;
    private static final int LOG_RIGHT = 48;
    private static final TerminalTraits TRAITS = new TerminalTraits(TerminalTraits.ALL_COLOURS, true, false);
    private static final Style RULE = Style.PLAIN.withDim();

    private static final List<Style> STYLES = List.of(
            Style.PLAIN,
            Style.PLAIN.withBold(),
            Style.PLAIN.withForeground(Ink.indexed(3)),
            Style.PLAIN.withReverse(),
            Style.PLAIN.withBackground(Ink.rgb(10, 20, 30)).withUnderline());

    private final List<String> texts = DifficultTexts.all();

    @ParameterizedTest
    @EnumSource(Widths.class)
    void eachDifficultTextLeavesTheRestOfTheScreenWhereItIs(Widths widths) {
        for (String text : texts) {
            FakeTerminal terminal = new FakeTerminal(widths, ROWS, COLUMNS);
            Painter painter = new Painter(TRAITS, terminal::accept);
            for (String shown : List.of("plain text", text, "other")) {
                Grid grid = screen(List.of(shown, shown, "after"), List.of(shown), shown);
                painter.paint(grid);
                terminal.assertShows(grid, text);
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Widths.class)
    void paintingTheDifferenceIsPaintingAnew(Widths widths) {
        for (int seed = 0; seed < 60; seed++) {
            Random random = new Random(seed);
            FakeTerminal terminal = new FakeTerminal(widths, ROWS, COLUMNS);
            Painter painter = new Painter(TRAITS, terminal::accept);
            List<String> log = new ArrayList<>();
            List<String> names = new ArrayList<>();
            for (int frame = 0; frame < 40; frame++) {
                change(random, log);
                if (random.nextInt(8) == 0) {
                    change(random, names);
                }
                Grid grid = screen(log, names, random.nextInt(4) == 0 ? text(random) : "draft");
                int row = random.nextInt(ROWS);
                if (random.nextInt(5) == 0) {
                    grid.fill(row, random.nextInt(COLUMNS), random.nextInt(COLUMNS), STYLES.get(random.nextInt(5)));
                }
                if (random.nextInt(5) == 0) {
                    grid.noCursor();
                }
                painter.paint(grid);

                String when = "seed " + seed + ", frame " + frame;
                terminal.assertShows(grid, when);
                FakeTerminal anew = new FakeTerminal(widths, ROWS, COLUMNS);
                new Painter(TRAITS, anew::accept).paint(grid);
                assertThat(terminal.dump()).as(when).isEqualTo(anew.dump());
                assertThat(terminal.cursor()).as(when).isEqualTo(anew.cursor());
            }
        }
    }

    /** JLine's emulator, which is somebody else's idea of a terminal. */
    @Test
    void anotherEmulatorShowsTheSame() {
        for (int seed = 0; seed < 20; seed++) {
            Random random = new Random(seed);
            ScreenTerminal terminal = new ScreenTerminal(COLUMNS, ROWS);
            terminal.write("\033[?7l");
            Painter painter = new Painter(TRAITS, frame -> terminal.write(new String(frame, StandardCharsets.UTF_8)));
            List<String> log = new ArrayList<>();
            for (int frame = 0; frame < 40; frame++) {
                change(random, log);
                Grid grid = screen(log, List.of(text(random)), text(random));
                painter.paint(grid);
                long[] cells = new long[ROWS * COLUMNS];
                int[] cursor = new int[2];
                terminal.dump(cells, cursor);
                assertThat(cursor)
                        .as("seed %d, frame %d", seed, frame)
                        .containsExactly(grid.cursorColumn(), grid.cursorRow());
                for (int i = 0; i < cells.length; i++) {
                    Cluster cluster = grid.row(i / COLUMNS).clusters[i % COLUMNS];
                    if (!cluster.doubtful() && !cluster.continued()) {
                        assertThat(Character.toString((int) cells[i]))
                                .as("seed %d, frame %d, row %d, column %d", seed, frame, i / COLUMNS, i % COLUMNS)
                                .isEqualTo(cluster.text());
                    }
                }
            }
        }
    }

    @Test
    void aFrameIsOneWriteAndNothingIsWrittenWhenNothingChanges() {
        FakeTerminal terminal = new FakeTerminal(Widths.CLUSTERS, ROWS, COLUMNS);
        Painter painter = new Painter(TRAITS, terminal::accept);
        Grid grid = screen(List.of("one", "two"), List.of("alice"), "draft");
        painter.paint(grid);
        painter.paint(grid);
        assertThat(terminal.writes()).isOne();
        grid.cursor(ROWS - 1, 3);
        painter.paint(grid);
        assertThat(terminal.writes()).isEqualTo(2);
    }

    @Test
    void aKeyCostsFewBytes() {
        FakeTerminal terminal = new FakeTerminal(Widths.CLUSTERS, ROWS, COLUMNS);
        Painter painter = new Painter(TRAITS, terminal::accept);
        painter.paint(screen(List.of("one", "two"), List.of("alice"), "draf"));
        long before = terminal.bytes();
        painter.paint(screen(List.of("one", "two"), List.of("alice"), "draft"));
        assertThat(terminal.bytes() - before).isLessThan(40);
    }

    @Test
    void aLogThatMovesIsMovedByTheTerminal() {
        FakeTerminal terminal = new FakeTerminal(Widths.CLUSTERS, 50, 200);
        Painter painter = new Painter(TRAITS, terminal::accept);
        Grid grid = new Grid(50, 200);
        long before = 0;
        for (int first = 0; first < 3; first++) {
            grid.clear();
            for (int row = 1; row < 48; row++) {
                int number = first + row;
                grid.put(row, 0, 20, new Span("#room" + row, Style.PLAIN));
                grid.put(
                        row,
                        21,
                        150,
                        new Span("12:00 alice │ message " + number + " with " + "words ".repeat(12), RULE));
                grid.put(row, 160, 200, new Span("person " + row, Style.PLAIN));
            }
            grid.scrolling(1, 48, 21, 150);
            grid.cursor(49, 0);
            before = terminal.bytes();
            painter.paint(grid);
            assertThat(terminal.cell(30, 160)).isEqualTo("p");
        }
        assertThat(terminal.bytes() - before).isLessThan(2500);
    }

    /** The first row of a log says whose it is, and so does not stand anywhere before. */
    @Test
    void aLogIsMovedAlsoIfItsFirstRowAndTheEmptyOnesAreOthers() {
        FakeTerminal terminal = new FakeTerminal(Widths.CLUSTERS, 50, 200);
        Painter painter = new Painter(TRAITS, terminal::accept);
        Grid grid = new Grid(50, 200);
        long before = 0;
        for (int first : new int[] {0, 2, 1}) {
            grid.clear();
            for (int row = 1; row < 48; row++) {
                int number = first + row;
                String name = row == 1 ? "carol" : "     ";
                String text = number % 4 == 0 ? "" : "message " + number / 2 * 2 + " with " + "words ".repeat(12);
                grid.put(row, 21, 150, new Span("      " + name + " │ " + text, RULE));
            }
            grid.scrolling(1, 48, 21, 150);
            grid.cursor(49, 0);
            before = terminal.bytes();
            painter.paint(grid);
            FakeTerminal anew = new FakeTerminal(Widths.CLUSTERS, 50, 200);
            new Painter(TRAITS, anew::accept).paint(grid);
            assertThat(terminal.dump()).isEqualTo(anew.dump());
        }
        assertThat(terminal.bytes() - before).isLessThan(1500);
    }

    @Test
    void afterForgettingEverythingIsWrittenAnew() {
        FakeTerminal terminal = new FakeTerminal(Widths.CLUSTERS, ROWS, COLUMNS);
        Painter painter = new Painter(TRAITS, terminal::accept);
        Grid grid = screen(List.of("one", "two"), List.of("alice"), "draft");
        painter.paint(grid);
        List<String> shown = terminal.dump();
        terminal.accept("\033[3;3Hsomething else".getBytes(StandardCharsets.UTF_8));
        painter.forget();
        painter.paint(grid);
        assertThat(terminal.dump()).isEqualTo(shown);
    }

    @Test
    void aLinkWithControlCharactersIsNone() {
        StringBuilder written = new StringBuilder();
        Painter painter = new Painter(TRAITS, frame -> written.append(new String(frame, StandardCharsets.UTF_8)));
        Grid grid = new Grid(2, 20);
        grid.put(0, 0, 20, new Span("good", Style.PLAIN, "https://example.org/"));
        grid.put(1, 0, 20, new Span("bad", Style.PLAIN, "https://example.org/\033\\\033[2J"));
        painter.paint(grid);
        assertThat(written)
                .containsPattern("\033]8;id=[0-9a-f]+;https://example.org/\033\\\\good\033\\[2H\033]8;;\033\\\\bad");
        assertThat(written.indexOf("https", written.indexOf("good"))).isNegative();
    }

    private void change(Random random, List<String> log) {
        switch (random.nextInt(8)) {
            case 0 -> log.clear();
            case 1 -> {
                if (!log.isEmpty()) {
                    log.set(random.nextInt(log.size()), text(random));
                }
            }
            case 2 -> {
                if (!log.isEmpty()) {
                    log.removeLast();
                }
            }
            default -> {
                for (int i = random.nextInt(3); i >= 0; i--) {
                    log.add(text(random));
                }
            }
        }
    }

    private String text(Random random) {
        return random.nextInt(3) == 0 ? texts.get(random.nextInt(texts.size())) : "message " + random.nextInt(20);
    }

    /** A log between a list of names and a rule, with a title and a draft: like a chat. */
    static Grid screen(List<String> log, List<String> names, String draft) {
        Grid grid = new Grid(ROWS, COLUMNS);
        grid.fill(0, 0, COLUMNS, Style.PLAIN.withReverse());
        grid.put(0, 1, COLUMNS, new Span(log.isEmpty() ? "title" : log.getLast(), Style.PLAIN.withReverse()));
        List<Line> lines = new ArrayList<>();
        for (int i = 0; i < log.size(); i++) {
            Line line = Line.of(log.get(i), STYLES.get(i % STYLES.size()));
            List<Line> folded = Wrap.fold(line, LOG_RIGHT - LOG_LEFT, 2);
            lines.addAll(folded.subList(0, Math.min(folded.size(), 4)));
        }
        int height = ROWS - 2;
        List<Line> visible = lines.subList(Math.max(0, lines.size() - height), lines.size());
        for (int i = 0; i < height; i++) {
            if (i < names.size()) {
                grid.put(1 + i, 0, LOG_LEFT - 2, new Span(names.get(i), Style.PLAIN));
            }
            grid.put(1 + i, LOG_LEFT - 1, LOG_LEFT, new Span("│", RULE));
            if (i < visible.size()) {
                grid.put(1 + i, LOG_LEFT, LOG_RIGHT, visible.get(i));
            }
            grid.put(1 + i, LOG_RIGHT, COLUMNS, new Span("│ here " + i, RULE));
        }
        grid.scrolling(1, 1 + height, LOG_LEFT, LOG_RIGHT);
        int end = grid.put(ROWS - 1, 0, COLUMNS - 10, new Span(draft, Style.PLAIN));
        grid.put(ROWS - 1, COLUMNS - 5, COLUMNS, new Span("state", RULE));
        grid.cursor(ROWS - 1, end);
        return grid;
    }
}
