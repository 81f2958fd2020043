package dev.roomtalk.chat.full;

import dev.roomtalk.chat.screen.StatusLine;
import dev.roomtalk.chat.session.ChatRoom;
import dev.roomtalk.chat.session.ChatState;
import dev.roomtalk.chat.session.OutboxState;
import dev.roomtalk.chat.session.TypedMessage;
import dev.roomtalk.chat.tui.Grid;
import dev.roomtalk.chat.tui.Line;
import dev.roomtalk.chat.tui.Span;
import dev.roomtalk.chat.tui.Style;
import dev.roomtalk.chat.tui.Text;
import dev.roomtalk.client.ConnectionStatus;
import java.util.ArrayList;
import java.util.List;
import org.jline.utils.AttributedString;
import org.jline.utils.AttributedStyle;
import org.jspecify.annotations.Nullable;

/** Draws a frame of the full screen. Pure: a frame depends on the arguments alone. */
final class FrameLayout {
    /** Messages on their way that are shown at once; on a low screen it is one. */
    private static final int MAX_UNDERWAY = 3;

    private static final int LOW_LOG = 8;

    private final LogRows rows;

    FrameLayout(LogRows rows) {
        this.rows = rows;
    }

    /**
     * What a frame shows.
     *
     * @param scrolled the rows of the log if the person has scrolled; null for the newest lines
     * @param panel rows above the status line; none if it is closed
     * @param covers the panel covers a part of the log for a moment; otherwise the log ends above it
     */
    record View(
            ChatState state,
            ConnectionStatus connection,
            OutboxState outbox,
            Log log,
            @Nullable List<Line> scrolled,
            List<Line> panel,
            boolean covers,
            InputView input) {}

    /** A part of the screen on which a click shows a room. */
    record Target(int row, int endColumn, ChatRoom room) {}

    /** What is drawn, and what can be clicked. */
    record Frame(Grid grid, List<Target> targets) {}

    Frame draw(View view, Regions regions) {
        Grid grid = new Grid(regions.rows(), regions.columns());
        List<Target> targets = new ArrayList<>();
        ChatRoom shown = view.state.rooms().shown();
        title(grid, regions, shown);
        rooms(grid, regions, view.state, targets);
        people(grid, regions, shown);
        int bottom = regions.logBottom() - (view.covers ? 0 : view.panel.size());
        List<Line> log = view.scrolled != null
                ? view.scrolled
                : newest(view, regions.logColumns(), bottom - regions.logTop(), shown);
        int row = bottom - log.size();
        for (Line line : log) {
            grid.put(row++, regions.logFrom(), regions.logTo(), line);
        }
        grid.scrolling(regions.logTop(), regions.logBottom() - view.panel.size(), regions.logFrom(), regions.logTo());
        panel(grid, regions, view.panel);
        if (regions.statusRow() >= 0) {
            grid.put(
                    regions.statusRow(),
                    0,
                    regions.columns(),
                    line(StatusLine.of(view.state, view.connection, view.outbox, !regions.roomsPane())
                            .render(regions.columns())));
        }
        input(grid, regions, view.input);
        return new Frame(grid, targets);
    }

    /** The frame before there is a connection. */
    static Grid connecting(Regions regions, String server) {
        Grid grid = new Grid(regions.rows(), regions.columns());
        bar(grid, regions.titleRow(), regions.columns(), " Roomtalk", Look.BOLD_BAR);
        bar(grid, regions.statusRow(), regions.columns(), " connecting to " + server + " …", Look.BOLD_BAR);
        grid.put(regions.inputTop(), 0, regions.columns(), new Span("> ", Look.PLAIN));
        grid.cursor(regions.inputTop(), 2);
        return grid;
    }

    /** A frame with nothing but these rows, at its bottom. */
    static Grid textAlone(List<Line> rows, int height, int columns) {
        Grid grid = new Grid(height, columns);
        int row = height - rows.size();
        for (Line line : rows) {
            grid.put(row++, 0, columns, line);
        }
        return grid;
    }

    private static void title(Grid grid, Regions regions, @Nullable ChatRoom shown) {
        if (regions.titleRow() < 0) {
            return;
        }
        if (shown == null) {
            bar(grid, regions.titleRow(), regions.columns(), " Roomtalk", Look.BOLD_BAR);
            return;
        }
        String name = " " + Text.cut(ChatRoom.titled(shown.name()), Math.max(regions.columns() - 2, 1));
        bar(grid, regions.titleRow(), regions.columns(), name, Look.BOLD_BAR);
        if (!shown.topic().isEmpty()) {
            int at = Text.width(name);
            String topic = Text.cut(" · " + shown.topic(), Math.max(regions.columns() - at - 1, 0));
            grid.put(regions.titleRow(), at, regions.columns(), new Span(topic, Look.BAR));
        }
    }

    private static void bar(Grid grid, int row, int columns, String text, Style style) {
        grid.fill(row, 0, columns, Look.BAR);
        grid.put(row, 0, columns, new Span(Text.cut(text, columns), style));
    }

    private void rooms(Grid grid, Regions regions, ChatState state, List<Target> targets) {
        if (!regions.roomsPane()) {
            return;
        }
        int row = regions.logTop();
        for (RoomPane.Row room : RoomPane.rows(state.rooms(), rows.look(), regions.roomsTo(), regions.logHeight())) {
            grid.put(row, 0, regions.roomsTo(), room.line());
            ChatRoom target = room.room();
            if (target != null) {
                targets.add(new Target(row, regions.roomsTo(), target));
            }
            row++;
        }
        rule(grid, regions, regions.roomsTo(), regions.logFrom());
    }

    private void people(Grid grid, Regions regions, @Nullable ChatRoom shown) {
        if (!regions.peoplePane()) {
            return;
        }
        if (shown != null) {
            int row = regions.logTop();
            int columns = regions.columns() - regions.peopleFrom();
            for (Line line : PeoplePane.rows(shown, rows.look(), columns, regions.logHeight())) {
                grid.put(row++, regions.peopleFrom(), regions.columns(), line);
            }
        }
        rule(grid, regions, regions.logTo(), regions.peopleFrom());
    }

    /** The rule between the log and what stands beside it. */
    private static void rule(Grid grid, Regions regions, int from, int to) {
        for (int row = regions.logTop(); row < regions.logBottom(); row++) {
            grid.put(row, from, to, new Span("│", Look.DIM));
        }
    }

    /** The newest lines of the room, and below them the messages on their way. */
    private List<Line> newest(View view, LogColumns columns, int rowsOfLog, @Nullable ChatRoom shown) {
        List<Line> below = new ArrayList<>();
        List<TypedMessage> underway = view.outbox.underway().stream()
                .filter(message -> shown != null && message.room().equals(shown.name()))
                .toList();
        int limit = rowsOfLog < LOW_LOG ? 1 : MAX_UNDERWAY;
        underway.stream().limit(limit).forEach(message -> below.add(rows.underway(message, columns)));
        if (underway.size() > limit) {
            below.add(rows.underway(underway.size() - limit, columns));
        }
        int height = Math.max(rowsOfLog - below.size(), 0);
        List<Line> log = new ArrayList<>(LogWindow.above(view.log, view.log.end(), rows, columns, height));
        log.addAll(below);
        return log.subList(Math.max(log.size() - rowsOfLog, 0), log.size());
    }

    private static void panel(Grid grid, Regions regions, List<Line> panel) {
        int row = regions.logBottom() - panel.size();
        for (Line line : panel) {
            grid.fill(row, 0, regions.columns(), Look.PLAIN);
            grid.put(row++, 0, regions.columns(), line);
        }
    }

    private static void input(Grid grid, Regions regions, InputView input) {
        int height = regions.inputRows();
        // What does not fit scrolls with the cursor.
        int first = Math.clamp(
                input.cursorRow() - height + 1, 0, Math.max(input.rows().size() - height, 0));
        for (int i = 0; i < height && first + i < input.rows().size(); i++) {
            grid.put(regions.inputTop() + i, 0, regions.columns(), input.rows().get(first + i));
        }
        grid.cursor(regions.inputTop() + input.cursorRow() - first, input.cursorColumn());
    }

    /** The status line is drawn in two styles: inverse, and bold. */
    private static Line line(AttributedString text) {
        Line.Builder line = Line.builder();
        for (int start = 0, end; start < text.length(); start = end) {
            end = text.runLimit(start);
            boolean bold = text.styleAt(start).equals(AttributedStyle.INVERSE.bold());
            line.add(text.subSequence(start, end).toString(), bold ? Look.BOLD_BAR : Look.BAR);
        }
        return line.build();
    }
}
