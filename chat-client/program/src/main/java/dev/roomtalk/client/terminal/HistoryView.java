package dev.roomtalk.client.terminal;

import dev.roomtalk.client.ChatEvent;
import dev.roomtalk.client.HistoryQuery;
import dev.roomtalk.client.RoomHistory;
import java.util.List;
import java.util.function.Consumer;
import org.jline.utils.AttributedString;
import org.jspecify.annotations.Nullable;

/**
 * A room's history on the whole screen, to go up and down in. Confined to the UI thread: what is missing is asked for, and drawn
 * when it has come. What is said meanwhile is not part of it.
 */
final class HistoryView {
    /** What a key does. */
    enum Move {
        LINE_UP,
        LINE_DOWN,
        WHEEL_UP,
        WHEEL_DOWN,
        PAGE_UP,
        PAGE_DOWN,
        BEGINNING,
        /** The screen has another size. */
        REDRAW,
        CLOSE
    }

    /** Read at once; fewer come where they do not fit into 64 KiB. */
    static final int MESSAGES = 200;

    private static final int WHEEL = 3;

    private final Session session;
    private final Screen screen;
    private final Conversation conversation;
    private final Lines lines;
    private final Answers answers;
    private final HistoryWindow window;
    private @Nullable String room;
    /** Lines to go up when there are more. */
    private int owed;

    private boolean reading;
    private @Nullable String failure;
    /** Of which answers belong to what is shown. */
    private int asked;

    HistoryView(Session session, Screen screen, Conversation conversation, Lines lines, Answers answers) {
        this.session = session;
        this.screen = screen;
        this.conversation = conversation;
        this.lines = lines;
        this.answers = answers;
        this.window = new HistoryWindow(lines);
    }

    boolean isOpen() {
        return room != null;
    }

    /**
     * Shows the history of the room that is on the screen, from its end; {@code up}: already gone up a page. False: this screen
     * cannot, or there is no room.
     */
    boolean open(boolean up) {
        RoomView shown = conversation.rooms().shown();
        if (room != null || shown == null || !screen.cover()) {
            return false;
        }
        conversation.cover(true);
        room = shown.name();
        failure = null;
        forgetWhatWasAsked();
        window.clear();
        window.resize(screen.columns(), screen.rows());
        owed = up ? step() : 0;
        read(HistoryQuery.last(MESSAGES), page -> {
            window.open(page);
            up(owed);
        });
        draw();
        return true;
    }

    /** Shows what was there before; keys are for the line again. */
    void close() {
        screen.uncover();
        if (room != null) {
            room = null;
            forgetWhatWasAsked();
            window.clear();
            conversation.cover(false);
        }
    }

    private void forgetWhatWasAsked() {
        asked++;
        reading = false;
    }

    /** A line of the page before stays on the screen. */
    private int step() {
        return Math.max(window.height() - 1, 1);
    }

    void on(Move move) {
        if (room == null) {
            return;
        }
        failure = move == Move.REDRAW ? failure : null;
        switch (move) {
            case LINE_UP -> up(1);
            case LINE_DOWN -> down(1);
            case WHEEL_UP -> up(WHEEL);
            case WHEEL_DOWN -> down(WHEEL);
            case PAGE_UP -> up(step());
            case PAGE_DOWN -> {
                if (window.atEnd()) {
                    close();
                } else {
                    down(step());
                }
            }
            case BEGINNING -> beginning();
            case REDRAW -> window.resize(screen.columns(), screen.rows());
            case CLOSE -> close();
        }
        draw();
    }

    /** Time has passed: the screen may have another size. */
    void settle() {
        if (room != null && !window.fits(screen.columns(), screen.rows())) {
            on(Move.REDRAW);
        }
    }

    private void up(int count) {
        int left = window.up(count);
        owed = window.fromBeginning() && !window.isEmpty() ? 0 : left;
    }

    private void down(int count) {
        owed = 0;
        window.down(count);
    }

    private void beginning() {
        owed = 0;
        if (window.fromBeginning()) {
            window.toBeginning();
        } else {
            forgetWhatWasAsked();
            read(new HistoryQuery(0, window.end(), 0, null, null), window::restart);
        }
    }

    private void readAhead() {
        if (window.isEmpty()) {
            if (failure == null) {
                read(HistoryQuery.last(MESSAGES), window::open);
            }
        } else if (failure == null && window.wantsOlder()) {
            read(new HistoryQuery(0, window.coversFrom(), MESSAGES, null, null), this::older);
        } else if (failure == null && window.wantsNewer()) {
            read(new HistoryQuery(window.coversTo(), window.end(), 0, null, null), window::addNewer);
        }
    }

    private void older(RoomHistory page) {
        if (page.coversFrom() >= window.coversFrom()) {
            failure = "the server has no more";
            return;
        }
        window.addOlder(page);
        up(owed);
    }

    private void read(HistoryQuery query, Consumer<RoomHistory> taker) {
        String of = room;
        if (of == null || reading) {
            return;
        }
        reading = true;
        int number = asked;
        answers.of(
                session.history(of, query),
                page -> {
                    if (number == asked) {
                        reading = false;
                        taker.accept(page);
                        draw();
                    }
                },
                refusal -> {
                    if (number == asked) {
                        reading = false;
                        failure = refusal.sentence();
                        owed = 0;
                        draw();
                    }
                });
    }

    private void draw() {
        if (room != null) {
            readAhead();
        }
        String shown = room;
        if (shown != null) {
            List<AttributedString> page = window.draw();
            page.add(bar(shown));
            screen.page(page);
        }
    }

    /** Where one is, and the way back. */
    private AttributedString bar(String shown) {
        StringBuilder where = new StringBuilder(" #").append(shown);
        ChatEvent.Message first = window.first();
        if (failure != null) {
            where.append(" · ").append(failure).append("; ↑ tries again");
        } else if (window.isEmpty()) {
            where.append(" · reading …");
        } else if (first != null) {
            where.append(" · ").append(lines.dayAndTime(first.time()));
            where.append(" · ").append(window.atEnd() ? "end" : window.percent() + " %");
            where.append(reading ? " …" : "");
        }
        return lines.bar(
                where.toString(), List.of("↑ ↓ PgUp PgDn Home · q: back", "q: back", ""), screen.columns() - 1);
    }
}
