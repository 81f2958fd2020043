package dev.roomtalk.client.terminal;

import dev.roomtalk.client.ChatEvent;
import dev.roomtalk.client.HistoryQuery;
import dev.roomtalk.client.RoomHistory;
import java.time.LocalDate;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jline.utils.AttributedString;
import org.jspecify.annotations.Nullable;

/**
 * A room's history on the whole screen, to go up and down in. Confined to the UI thread: what is missing is asked for, and drawn
 * when it has come. What is said meanwhile is not part of it.
 *
 * <p>At most {@link #PAGES} pages of history are held, 64 KiB or {@link #MESSAGES} messages each: those farthest away are let
 * go, and read again when one comes back to them.
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

    static final int PAGES = 32;
    static final int MESSAGES = 200;
    private static final int WHEEL = 3;

    private final Session session;
    private final Screen screen;
    private final Conversation conversation;
    private final Lines lines;
    private final Answers answers;

    private final Deque<RoomHistory> pages = new ArrayDeque<>();
    private final List<Entry> entries = new ArrayList<>();
    private @Nullable String room;
    /** The entry that is at the top of the screen, and which of its lines. */
    private int top;

    private int topLine;
    /** The newest message that there was when it was opened. */
    private long end;
    /** Lines to go up when there are more. */
    private int owed;

    private boolean reading;
    private @Nullable String failure;
    /** Of which answers belong to what is shown. */
    private int opened;

    private int columns;
    private int height;

    /** A message, folded for the columns that the screen had last. */
    private final class Entry {
        final ChatEvent.Message message;
        final LocalDate day;
        private List<AttributedString> folded = List.of();
        private int foldedFor;

        Entry(ChatEvent.Message message) {
            this.message = message;
            this.day = lines.day(message.time());
        }

        List<AttributedString> folded() {
            if (foldedFor != columns) {
                folded = Folding.fold(lines.message(message), columns);
                foldedFor = columns;
            }
            return folded;
        }
    }

    HistoryView(Session session, Screen screen, Conversation conversation, Lines lines, Answers answers) {
        this.session = session;
        this.screen = screen;
        this.conversation = conversation;
        this.lines = lines;
        this.answers = answers;
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
        opened++;
        pages.clear();
        entries.clear();
        top = 0;
        topLine = 0;
        end = 0;
        failure = null;
        reading = false;
        measure();
        owed = up ? height - 1 : 0;
        read(HistoryQuery.last(MESSAGES), this::first);
        draw();
        return true;
    }

    /** Shows what was there before; keys are for the line again. */
    void close() {
        screen.uncover();
        if (room != null) {
            room = null;
            opened++;
            pages.clear();
            entries.clear();
            conversation.cover(false);
        }
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
            case PAGE_UP -> up(Math.max(height - 1, 1));
            case PAGE_DOWN -> {
                if (atEnd()) {
                    close();
                    return;
                }
                down(Math.max(height - 1, 1));
            }
            case BEGINNING -> beginning();
            case REDRAW -> measure();
            case CLOSE -> {
                close();
                return;
            }
        }
        draw();
    }

    /** Time has passed: the screen may have another size. */
    void settle() {
        if (room != null && (columns != screen.columns() || height != Math.max(screen.rows() - 1, 1))) {
            on(Move.REDRAW);
        }
    }

    private void measure() {
        columns = Math.max(screen.columns(), 1);
        height = Math.max(screen.rows() - 1, 1);
        if (top < entries.size()) {
            topLine = Math.min(topLine, height(top) - 1);
        }
        down(0);
    }

    /** Takes what was read. */
    private interface Taker {
        void take(RoomHistory page);
    }

    private void read(HistoryQuery query, Taker taker) {
        String of = room;
        if (of == null || reading) {
            return;
        }
        reading = true;
        int asked = opened;
        answers.of(
                session.history(of, query),
                page -> {
                    if (asked == opened) {
                        reading = false;
                        taker.take(page);
                        draw();
                    }
                },
                refusal -> {
                    if (asked == opened) {
                        reading = false;
                        failure = refusal.sentence();
                        owed = 0;
                        draw();
                    }
                });
    }

    private void first(RoomHistory page) {
        end = page.coversTo();
        pages.add(page);
        page.messages().forEach(message -> entries.add(new Entry(message)));
        toEnd();
        up(owed);
    }

    private void older(RoomHistory page) {
        boolean nothingNew = page.coversFrom() >= pages.getFirst().coversFrom();
        if (nothingNew) {
            failure = "the server has no more";
            return;
        }
        int before = entries.isEmpty() ? 0 : prefix(0).size();
        pages.addFirst(page);
        entries.addAll(0, page.messages().stream().map(Entry::new).toList());
        int added = page.messages().size();
        if (top == 0 && added < entries.size()) {
            // A line that said where one is may be gone.
            topLine = Math.max(0, topLine - (before - prefix(added).size()));
        }
        top += added;
        while (pages.size() > PAGES) {
            int gone = pages.removeLast().messages().size();
            entries.subList(entries.size() - gone, entries.size()).clear();
        }
        int left = owed;
        owed = 0;
        up(left);
    }

    private void newer(RoomHistory page) {
        pages.addLast(page);
        page.messages().forEach(message -> entries.add(new Entry(message)));
        while (pages.size() > PAGES) {
            int gone = pages.removeFirst().messages().size();
            entries.subList(0, gone).clear();
            top -= gone;
        }
        if (top < 0) {
            top = 0;
            topLine = 0;
        }
    }

    private void beginning() {
        if (!pages.isEmpty() && !pages.getFirst().fromBeginning()) {
            read(new HistoryQuery(0, end, 0, null, null), page -> {
                pages.clear();
                entries.clear();
                pages.add(page);
                page.messages().forEach(message -> entries.add(new Entry(message)));
                top = 0;
                topLine = 0;
            });
        } else {
            top = 0;
            topLine = 0;
        }
    }

    private void up(int count) {
        int left = count;
        while (left > 0 && (topLine > 0 || top > 0)) {
            if (topLine > 0) {
                topLine--;
            } else {
                top--;
                topLine = height(top) - 1;
            }
            left--;
        }
        owed = atBeginning() ? 0 : left;
    }

    private void down(int count) {
        owed = 0;
        for (int i = 0; i < count && below(height + 1) > height; i++) {
            topLine++;
            if (topLine == height(top)) {
                top++;
                topLine = 0;
            }
        }
        if (below(height) < height && !cut()) {
            toEnd();
        }
    }

    private void toEnd() {
        top = entries.size();
        topLine = 0;
        int left = height;
        while (left > 0 && top > 0) {
            top--;
            left -= height(top);
        }
        topLine = Math.max(0, -left);
    }

    private boolean atBeginning() {
        return pages.isEmpty() || pages.getFirst().fromBeginning();
    }

    private boolean atEnd() {
        return !cut() && below(height + 1) <= height;
    }

    /** Newer messages were let go, or not read yet. */
    private boolean cut() {
        return !pages.isEmpty() && pages.getLast().coversTo() < end;
    }

    /** Lines from the top of the screen on, as far as they matter. */
    private int below(int most) {
        int count = -topLine;
        for (int i = top; i < entries.size() && count < most; i++) {
            count += height(i);
        }
        return count;
    }

    private int height(int entry) {
        return prefix(entry).size() + entries.get(entry).folded().size();
    }

    /** What stands before a message: where the beginning is, and which day it was. */
    private List<AttributedString> prefix(int entry) {
        List<AttributedString> prefix = new ArrayList<>(2);
        if (entry == 0 && atBeginning()) {
            prefix.add(cropped(lines.rule("the beginning of what is kept")));
        }
        LocalDate day = entries.get(entry).day;
        if (entry == 0 || !day.equals(entries.get(entry - 1).day)) {
            prefix.add(cropped(lines.date(day)));
        }
        return prefix;
    }

    private AttributedString cropped(AttributedString line) {
        return line.columnLength() <= columns ? line : line.columnSubSequence(0, columns);
    }

    private void readAhead() {
        if (pages.isEmpty() || reading || failure != null) {
            return;
        }
        if (!atBeginning() && top <= 2 * height) {
            read(new HistoryQuery(0, pages.getFirst().coversFrom(), MESSAGES, null, null), this::older);
        } else if (cut() && entries.size() - top <= 3 * height) {
            read(new HistoryQuery(pages.getLast().coversTo(), end, 0, null, null), this::newer);
        }
    }

    private void draw() {
        String shown = room;
        if (shown == null) {
            return;
        }
        readAhead();
        List<AttributedString> drawn = new ArrayList<>(height + 1);
        int skip = topLine;
        for (int i = top; i < entries.size() && drawn.size() < height; i++) {
            List<AttributedString> all = prefix(i);
            all.addAll(entries.get(i).folded());
            all.stream().skip(skip).limit(height - drawn.size()).forEach(drawn::add);
            skip = 0;
        }
        if (entries.isEmpty() && !pages.isEmpty() && atBeginning()) {
            drawn.add(cropped(lines.rule("nothing is kept of this room")));
        }
        while (drawn.size() < height) {
            drawn.add(AttributedString.EMPTY);
        }
        drawn.add(bar(shown));
        screen.page(drawn);
    }

    /** Where one is, and the way back. */
    private AttributedString bar(String shown) {
        StringBuilder where = new StringBuilder(" #").append(shown);
        if (failure != null) {
            where.append(" · ").append(failure).append("; ↑ tries again");
        } else if (pages.isEmpty()) {
            where.append(" · reading …");
        } else if (top < entries.size()) {
            ChatEvent.Message message = entries.get(top).message;
            where.append(" · ").append(lines.dayAndTime(message.time()));
            where.append(" · ").append(percent());
            if (reading) {
                where.append(" …");
            }
        }
        return lines.bar(where.toString(), List.of("↑ ↓ PgUp PgDn Home · q: back", "q: back", ""), columns - 1);
    }

    private String percent() {
        if (atEnd()) {
            return "end";
        }
        long oldest = pages.getFirst().oldest();
        long here = entries.get(top).message.sequence();
        return end <= oldest ? "0 %" : Math.clamp(100 * (here - oldest) / (end - oldest), 0, 100) + " %";
    }
}
