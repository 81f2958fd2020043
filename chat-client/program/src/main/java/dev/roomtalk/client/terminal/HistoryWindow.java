package dev.roomtalk.client.terminal;

import dev.roomtalk.client.ChatEvent;
import dev.roomtalk.client.RoomHistory;
import java.time.LocalDate;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jline.utils.AttributedString;
import org.jspecify.annotations.Nullable;

/**
 * The part of a room's history that is held, and the lines of it that are on the screen. Confined to the UI thread.
 *
 * <p>At most {@link #PAGES} pages are held, 64 KiB each: those farthest away are let go, to be read again when one comes back
 * to them.
 */
final class HistoryWindow {
    static final int PAGES = 32;

    private final Lines lines;
    private final Deque<RoomHistory> pages = new ArrayDeque<>();
    private final List<Entry> entries = new ArrayList<>();
    /** The newest message that there was when it was opened. */
    private long end;
    /** The entry that is at the top of the screen, and which of its lines. */
    private int top;

    private int topLine;
    private int columns = 1;
    private int height = 1;

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

    HistoryWindow(Lines lines) {
        this.lines = lines;
    }

    void clear() {
        pages.clear();
        entries.clear();
        top = 0;
        topLine = 0;
        end = 0;
    }

    /** Nothing was read yet. */
    boolean isEmpty() {
        return pages.isEmpty();
    }

    int height() {
        return height;
    }

    /** Whether the screen had this size when it was last drawn for. */
    boolean fits(int screenColumns, int screenRows) {
        return columns == Math.max(screenColumns, 1) && height == Math.max(screenRows - 1, 1);
    }

    /** Draws for a screen of that size from now on; its last row is for the bar. */
    void resize(int screenColumns, int screenRows) {
        columns = Math.max(screenColumns, 1);
        height = Math.max(screenRows - 1, 1);
        if (top < entries.size()) {
            topLine = Math.min(topLine, height(top) - 1);
        }
        fill();
    }

    /** The newest page: shows its end. */
    void open(RoomHistory page) {
        clear();
        end = page.coversTo();
        add(page);
        toEnd();
    }

    /** The oldest page, in the place of all: shows its beginning. */
    void restart(RoomHistory page) {
        long newest = end;
        clear();
        end = newest;
        add(page);
    }

    private void add(RoomHistory page) {
        pages.addLast(page);
        page.messages().forEach(message -> entries.add(new Entry(message)));
    }

    /** What lies before; what is on the screen stays there. */
    void addOlder(RoomHistory page) {
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
    }

    /** What lies behind. */
    void addNewer(RoomHistory page) {
        add(page);
        while (pages.size() > PAGES) {
            int gone = pages.removeFirst().messages().size();
            entries.subList(0, gone).clear();
            top -= gone;
        }
        if (top < 0) {
            toBeginning();
        }
    }

    /** What is held begins above this sequence. */
    long coversFrom() {
        return pages.getFirst().coversFrom();
    }

    /** What is held ends here. */
    long coversTo() {
        return pages.getLast().coversTo();
    }

    /** The newest message that there was when it was opened. */
    long end() {
        return end;
    }

    /** There is nothing before what is held. */
    boolean fromBeginning() {
        return pages.isEmpty() || pages.getFirst().fromBeginning();
    }

    /** What is before is needed soon. */
    boolean wantsOlder() {
        return !fromBeginning() && top <= 2 * height;
    }

    /** What was behind, and was let go, is needed soon. */
    boolean wantsNewer() {
        return cut() && entries.size() - top <= 3 * height;
    }

    private boolean cut() {
        return !pages.isEmpty() && coversTo() < end;
    }

    /** Nothing is below what is on the screen. */
    boolean atEnd() {
        return !cut() && below(height + 1) <= height;
    }

    /** Goes up; returns how many lines more there would have to be. */
    int up(int count) {
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
        return left;
    }

    void down(int count) {
        for (int i = 0; i < count && below(height + 1) > height; i++) {
            topLine++;
            if (topLine == height(top)) {
                top++;
                topLine = 0;
            }
        }
        fill();
    }

    void toBeginning() {
        top = 0;
        topLine = 0;
    }

    /** The screen is full, if there is enough for it. */
    private void fill() {
        if (below(height) < height && !cut()) {
            toEnd();
        }
    }

    private void toEnd() {
        top = entries.size();
        int left = height;
        while (left > 0 && top > 0) {
            top--;
            left -= height(top);
        }
        topLine = Math.max(0, -left);
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
        if (entry == 0 && fromBeginning()) {
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

    /** The message at the top of the screen; null: there is none. */
    ChatEvent.@Nullable Message first() {
        return top < entries.size() ? entries.get(top).message : null;
    }

    /** How far the top of the screen is from the beginning, in percent of all that is kept. */
    long percent() {
        ChatEvent.Message first = first();
        long oldest = pages.isEmpty() ? 0 : pages.getFirst().oldest();
        return first == null || end <= oldest
                ? 0
                : Math.clamp(100 * (first.sequence() - oldest) / (end - oldest), 0, 100);
    }

    /** As many lines as the screen has above the bar. */
    List<AttributedString> draw() {
        List<AttributedString> drawn = new ArrayList<>(height + 1);
        int skip = topLine;
        for (int i = top; i < entries.size() && drawn.size() < height; i++) {
            List<AttributedString> all = prefix(i);
            all.addAll(entries.get(i).folded());
            all.stream().skip(skip).limit(height - drawn.size()).forEach(drawn::add);
            skip = 0;
        }
        if (entries.isEmpty() && !pages.isEmpty() && fromBeginning()) {
            drawn.add(cropped(lines.rule("nothing is kept of this room")));
        }
        while (drawn.size() < height) {
            drawn.add(AttributedString.EMPTY);
        }
        return drawn;
    }
}
