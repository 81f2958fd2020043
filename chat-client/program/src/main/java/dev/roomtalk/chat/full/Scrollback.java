package dev.roomtalk.chat.full;

import dev.roomtalk.chat.full.Log.Place;
import dev.roomtalk.chat.screen.HistoryScroll;
import dev.roomtalk.chat.screen.HistoryView;
import dev.roomtalk.chat.session.Answers;
import dev.roomtalk.chat.session.ChatLine;
import dev.roomtalk.chat.session.ChatRoom;
import dev.roomtalk.chat.settings.ScreenLayout;
import dev.roomtalk.chat.tui.Line;
import dev.roomtalk.client.ChatClient;
import dev.roomtalk.client.ChatEvent;
import dev.roomtalk.client.HistoryQuery;
import dev.roomtalk.client.RoomHistory;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Scrolling in the log of the room that is shown, on into its history: what lies before the first line is requested
 * before it is needed, and put above it when it arrives. A jump to a message far up reads the messages around it, and
 * those between it and the newest lines when the person comes near. New lines are added below the screen and counted.
 * Confined to the UI thread. Over 300 lines, because where the person is and what is read ahead depend on each other.
 */
final class Scrollback implements HistoryScroll {
    /** Lines in memory; beyond that no older ones are read. */
    private static final int MAX_LINES = 50_000;

    private static final int WHEEL_ROWS = 3;

    /** Messages before one that was found, and after it, that are read at once. */
    private static final int AROUND = HistoryView.PAGE_MESSAGES / 2;

    private final ChatClient client;
    private final Answers answers;
    private final LogRows rows;
    private final ZoneId zone;
    private final Supplier<@Nullable ChatRoom> shown;
    private final Supplier<Log> live;
    private final Predicate<ChatEvent.Message> hides;
    private LogColumns columns = LogColumns.of(1, ScreenLayout.DEFAULT);
    private int height = 1;
    private @Nullable ChatRoom room;
    private ScrolledLog lines;
    private Place place = Log.EMPTY.end();
    private int newMessages;
    /** Rows to go up when older messages have arrived. */
    private int missing;

    /** The message that is looked for; 0 if none is. */
    private long sought;

    /** Whether what is shown stays, also at the end of the log. */
    private boolean held;

    /** Whether the newest lines were shown before. */
    private boolean closesOnRelease;

    private boolean reading;
    private String failure = "";
    /** Tells the answers that belong to this opening from late ones. */
    private int generation;

    /**
     * @param shown the room that is shown
     * @param live its lines
     * @param hides messages that the person does not want to see
     */
    Scrollback(
            ChatClient client,
            Answers answers,
            LogRows rows,
            ZoneId zone,
            Supplier<@Nullable ChatRoom> shown,
            Supplier<Log> live,
            Predicate<ChatEvent.Message> hides) {
        this.client = client;
        this.answers = answers;
        this.rows = rows;
        this.zone = zone;
        this.shown = shown;
        this.live = live;
        this.hides = hides;
        this.lines = new ScrolledLog(Log.EMPTY, zone, hides);
    }

    /** Draws for a log of that size from now on. */
    void resize(LogColumns logColumns, int logHeight) {
        columns = logColumns;
        height = Math.max(logHeight, 1);
    }

    @Override
    public boolean isOpen() {
        return room != null;
    }

    @Override
    public boolean open(boolean up) {
        if (begin()) {
            up(step());
        }
        return room != null || shown.get() != null;
    }

    private boolean begin() {
        ChatRoom now = shown.get();
        if (room != null || now == null) {
            return room != null;
        }
        room = now;
        lines = new ScrolledLog(live.get(), zone, hides);
        place = log().end();
        newMessages = 0;
        missing = 0;
        sought = 0;
        failure = "";
        return true;
    }

    private Log log() {
        return lines.log();
    }

    /** What is shown stays, whatever comes, until {@link #release}. False if no room is shown. */
    boolean hold() {
        closesOnRelease |= room == null;
        held = begin();
        return held;
    }

    /** Shows what was shown before. */
    void release() {
        held = false;
        if (closesOnRelease) {
            closesOnRelease = false;
            close();
        }
    }

    /** Goes to a message that a search has found, which has a rule above it then. */
    void jump(long sequence) {
        close();
        if (begin()) {
            sought = sequence;
            if (lines.indexOf(sequence) >= 0) {
                seek();
            } else {
                long end = lines.olderUpTo();
                long upTo = end == 0 ? sequence + AROUND : Math.min(sequence + AROUND, end);
                read(new HistoryQuery(Math.max(sequence - 1 - AROUND, 0), upTo, 0, null, null), page -> {
                    lines.restart(page);
                    place = log().end();
                    seek();
                });
            }
        }
    }

    /** Shows the message that is looked for; of one that is gone, the one after it. */
    private void seek() {
        int found = lines.indexOf(sought);
        if (found >= 0) {
            sought = 0;
            lines.mark(found, "what was found");
            place = LogWindow.down(log(), new Place(found, 0), rows, columns, visible() / 2);
            readAhead();
        } else if (lines.gap()) {
            readNewer();
        } else {
            sought = 0;
            place = log().end();
            closeAtEnd();
        }
    }

    @Override
    public void close() {
        room = null;
        lines = new ScrolledLog(Log.EMPTY, zone, hides);
        generation++;
        reading = false;
    }

    @Override
    public void on(HistoryView.Move move) {
        switch (move) {
            case LINE_UP -> move(1);
            case LINE_DOWN -> move(-1);
            case WHEEL_UP -> move(WHEEL_ROWS);
            case WHEEL_DOWN -> move(-WHEEL_ROWS);
            case PAGE_UP -> move(step());
            case PAGE_DOWN -> move(-step());
            case BEGINNING -> move(MAX_LINES);
            case REDRAW -> {}
            case CLOSE -> close();
        }
    }

    private void move(int count) {
        if (count > 0 && begin()) {
            failure = "";
            up(count);
        } else if (count < 0 && room != null) {
            missing = 0;
            failure = "";
            place = LogWindow.down(log(), place, rows, columns, -count);
            readAhead();
            closeAtEnd();
        }
    }

    /** Rows of a page: one of the page before stays on the screen. */
    private int step() {
        return Math.max(visible() - 1, 1);
    }

    /** The last row says where the others are. */
    private int visible() {
        return Math.max(height - 1, 1);
    }

    private void up(int count) {
        int there = LogWindow.countAbove(log(), place, rows, columns, visible() + count);
        int possible = Math.clamp(there - visible(), 0, count);
        if (possible > 0) {
            place = LogWindow.up(log(), place, rows, columns, possible);
        }
        missing = count - possible;
        readAhead();
        if (!reading) {
            missing = 0;
            closeAtEnd();
        }
    }

    private void closeAtEnd() {
        if (!held && failure.isEmpty() && !lines.gap() && place.equals(log().end())) {
            close();
        }
    }

    private void readAhead() {
        int wanted = 3 * height;
        if (room == null || reading || !failure.isEmpty()) {
            return;
        }
        if (lines.gap() && LogWindow.countBelow(log(), place, rows, columns, wanted) < wanted) {
            readNewer();
        } else if (!fromBeginning() && LogWindow.countAbove(log(), place, rows, columns, wanted) < wanted) {
            readOlder();
        }
    }

    private boolean fromBeginning() {
        ChatRoom of = room;
        return lines.fromBeginning() || (of != null && of.keepsNothing());
    }

    private void readOlder() {
        if (lines.nothingAbove() || log().lines().size() > MAX_LINES) {
            lines.endAtBeginning();
            place = new Place(place.line() + 1, place.hidden());
            return;
        }
        read(new HistoryQuery(0, lines.olderUpTo(), HistoryView.PAGE_MESSAGES, null, null), page -> {
            place = new Place(place.line() + lines.older(page), place.hidden());
            up(missing);
        });
    }

    private void readNewer() {
        read(new HistoryQuery(lines.newerAfter(), lines.gapUpTo(), 0, null, null), page -> {
            lines.newer(page);
            if (sought > 0) {
                seek();
            } else {
                readAhead();
            }
        });
    }

    private void read(HistoryQuery query, Consumer<RoomHistory> taker) {
        ChatRoom of = room;
        if (of == null) {
            return;
        }
        reading = true;
        int number = generation;
        answers.of(
                client.history(of.name(), query),
                page -> {
                    if (number == generation) {
                        reading = false;
                        page.messages().stream()
                                .filter(message -> !hides.test(message))
                                .forEach(of.reactions()::take);
                        taker.accept(page);
                    }
                },
                refusal -> {
                    if (number == generation) {
                        reading = false;
                        missing = 0;
                        sought = 0;
                        failure = refusal.sentence();
                    }
                });
    }

    @Override
    public void settle() {
        ChatRoom of = room;
        if (of != null && of != shown.get()) {
            close();
        }
    }

    /** A line was added to the room that is shown. */
    void added(ChatLine line) {
        if (room != null) {
            lines.add(line);
            newMessages += line instanceof ChatLine.Message ? 1 : 0;
        }
    }

    /** A message of the room that is shown was edited or removed. */
    void changed(ChatEvent.Message change) {
        if (room != null) {
            lines.change(change);
        }
    }

    /** The rows on the screen, with a row below them that says where they are. */
    List<Line> draw() {
        List<Line> drawn = new ArrayList<>(LogWindow.above(log(), place, rows, columns, visible()));
        String state = reading ? "reading … · " : failure.isEmpty() ? "" : failure + " · ";
        String news = newMessages > 0 ? newMessages + " new ↓ · " : held ? "" : "earlier messages · ";
        String keys = held
                ? "copy: select with the mouse · ↑ ↓ PageUp PageDown · Esc goes back"
                : newMessages > 0 ? "PageDown" : "PageDown ↓";
        drawn.add(LogRows.rule(state + news + keys, columns));
        return drawn;
    }
}
