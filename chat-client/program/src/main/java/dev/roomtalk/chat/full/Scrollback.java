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
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Scrolling in the log of the room that is shown, on into its history: what lies before the first line is requested
 * before it is needed, and put above it when it arrives. New lines are added below the screen and counted. Confined to
 * the UI thread. Over 300 lines, because where the person is and what is read ahead depend on each other.
 */
final class Scrollback implements HistoryScroll {
    /** Lines in memory; beyond that no older ones are read. */
    private static final int MAX_LINES = 50_000;

    private static final int WHEEL_ROWS = 3;

    private final ChatClient client;
    private final Answers answers;
    private final LogRows rows;
    private final ZoneId zone;
    private final Supplier<@Nullable ChatRoom> shown;
    private final Supplier<Log> live;
    private LogColumns columns = LogColumns.of(1, ScreenLayout.DEFAULT);
    private int height = 1;
    private @Nullable ChatRoom room;
    private Log log = Log.EMPTY;
    private Place place = Log.EMPTY.end();
    private int newMessages;
    /** Rows to go up when older messages have arrived. */
    private int missing;

    /** The message that is looked for; 0 if none is. */
    private long sought;

    private boolean beginning;
    private boolean reading;
    private String failure = "";
    /** Tells the answers that belong to this opening from late ones. */
    private int generation;

    /**
     * @param shown the room that is shown
     * @param live its lines
     */
    Scrollback(
            ChatClient client,
            Answers answers,
            LogRows rows,
            ZoneId zone,
            Supplier<@Nullable ChatRoom> shown,
            Supplier<Log> live) {
        this.client = client;
        this.answers = answers;
        this.rows = rows;
        this.zone = zone;
        this.shown = shown;
        this.live = live;
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
        Log lines = live.get();
        room = now;
        log = new Log(new ArrayList<>(lines.lines()), lines.newFrom(), lines.newTitle());
        place = log.end();
        beginning = now.keepsNothing();
        newMessages = 0;
        missing = 0;
        sought = 0;
        failure = "";
        return true;
    }

    /** Goes up to a message that a search has found, which has a rule above it then. */
    void jump(long sequence) {
        close();
        if (begin()) {
            sought = sequence;
            seek();
        }
    }

    /** Shows the message that is looked for, or reads on until it is there. */
    private void seek() {
        List<ChatLine> lines = log.lines();
        int found = indexOfSought(lines);
        if (found >= 0) {
            sought = 0;
            log = new Log(lines, lines.get(found), "what was found");
            place = LogWindow.down(log, new Place(found, 0), rows, columns, visible() / 2);
            readAhead();
            return;
        }
        readAhead();
        if (!reading && sought > 0) {
            sought = 0;
            closeAtEnd();
        }
    }

    /** Of a message that is gone, the one after it; -1 if it may be further up. */
    private int indexOfSought(List<ChatLine> lines) {
        boolean below = beginning;
        for (int i = 0; i < lines.size(); i++) {
            if (lines.get(i) instanceof ChatLine.Message(ChatEvent.Message message)) {
                if (message.sequence() >= sought) {
                    return below || message.sequence() == sought ? i : -1;
                }
                below = true;
            }
        }
        return -1;
    }

    @Override
    public void close() {
        room = null;
        log = Log.EMPTY;
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
            place = LogWindow.down(log, place, rows, columns, -count);
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
        int there = LogWindow.countAbove(log, place, rows, columns, visible() + count);
        int possible = Math.clamp(there - visible(), 0, count);
        if (possible > 0) {
            place = LogWindow.up(log, place, rows, columns, possible);
        }
        missing = count - possible;
        readAhead();
        if (!reading) {
            missing = 0;
            closeAtEnd();
        }
    }

    private void closeAtEnd() {
        if (failure.isEmpty() && place.equals(log.end())) {
            close();
        }
    }

    private void readAhead() {
        ChatRoom of = room;
        int wanted = 3 * height;
        if (of == null
                || reading
                || beginning
                || !failure.isEmpty()
                || (sought == 0 && LogWindow.countAbove(log, place, rows, columns, wanted) >= wanted)) {
            return;
        }
        long first = firstSequence();
        if (first == 1 || log.lines().size() > MAX_LINES) {
            atBeginning();
            return;
        }
        reading = true;
        int number = generation;
        HistoryQuery query = first == 0
                ? HistoryQuery.last(HistoryView.PAGE_MESSAGES)
                : HistoryQuery.before(first, HistoryView.PAGE_MESSAGES);
        answers.of(
                client.history(of.name(), query),
                page -> {
                    if (number == generation) {
                        reading = false;
                        older(page, first);
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

    /** Of the first message in memory; 0 if there is none. */
    private long firstSequence() {
        for (ChatLine line : log.lines()) {
            if (line instanceof ChatLine.Message(ChatEvent.Message message)) {
                return message.sequence();
            }
        }
        return 0;
    }

    private void older(RoomHistory page, long before) {
        List<ChatLine> lines = new ArrayList<>();
        LocalDate day = null;
        for (ChatEvent.Message message : page.messages()) {
            if (before == 0 || message.sequence() < before) {
                LocalDate its = LocalDate.ofInstant(message.time(), zone);
                if (!its.equals(day)) {
                    day = its;
                    lines.add(new ChatLine.Day(day));
                }
                lines.add(new ChatLine.Message(message));
            }
        }
        prepend(lines, day);
        if (page.fromBeginning() || lines.isEmpty()) {
            atBeginning();
        }
        if (sought > 0) {
            seek();
        } else {
            up(missing);
        }
    }

    /** @param day of the last of the lines; null if there are none */
    private void prepend(List<ChatLine> lines, @Nullable LocalDate day) {
        List<ChatLine> all = log.lines();
        if (day != null && !all.isEmpty()) {
            if (all.getFirst() instanceof ChatLine.Day(LocalDate first) && first.equals(day)) {
                all.removeFirst();
                place = new Place(place.line() - 1, place.hidden());
            } else if (all.getFirst() instanceof ChatLine.Timed timed) {
                LocalDate first = LocalDate.ofInstant(timed.at(), zone);
                if (!first.equals(day)) {
                    lines.add(new ChatLine.Day(first));
                }
            }
        }
        all.addAll(0, lines);
        place = new Place(place.line() + lines.size(), place.hidden());
    }

    private void atBeginning() {
        beginning = true;
        prepend(List.of(new ChatLine.Rule("the beginning of what is kept")), null);
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
            log.lines().add(line);
            newMessages += line instanceof ChatLine.Message ? 1 : 0;
        }
    }

    /** The rows on the screen, with a row below them that says where they are. */
    List<Line> draw() {
        List<Line> drawn = new ArrayList<>(LogWindow.above(log, place, rows, columns, visible()));
        String where = newMessages > 0 ? newMessages + " new ↓ · PageDown" : "earlier messages · PageDown ↓";
        String state = reading ? "reading … · " : failure.isEmpty() ? "" : failure + " · ";
        drawn.add(LogRows.rule(state + where, columns));
        return drawn;
    }
}
