package dev.roomtalk.chat.screen;

import dev.roomtalk.chat.session.ChatLine;
import dev.roomtalk.chat.session.HistoryPages;
import dev.roomtalk.client.ChatEvent;
import dev.roomtalk.client.MessageId;
import dev.roomtalk.client.MessageKind;
import dev.roomtalk.client.RoomHistory;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jline.utils.AttributedString;
import org.jspecify.annotations.Nullable;

/** The lines of a room's history that are on the screen, and the messages around them. Confined to the UI thread. */
final class HistoryWindow {
    private final LineRenderer lines;
    private final Function<MessageId, String> reactions;
    private final HistoryPages pages = new HistoryPages();
    private final List<Entry> entries = new ArrayList<>();
    /** The entry that is at the top of the screen, and which of its lines. */
    private int top;

    private int topLine;
    private int columns = 1;
    private int height = 1;

    /** A message, folded to the width of the screen. */
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
                String reacted = reactions.apply(message.id());
                folded = new ArrayList<>();
                if (message.kind() == MessageKind.REPLY) {
                    folded.add(cropped(lines.draw(quote(message))));
                }
                folded.addAll(Folding.fold(lines.message(message), columns));
                if (!reacted.isEmpty()) {
                    folded.add(cropped(lines.reactions(message.time(), reacted)));
                }
                foldedFor = columns;
            }
            return folded;
        }
    }

    /** @param reactions to a message of the room; empty if there are none */
    HistoryWindow(LineRenderer lines, Function<MessageId, String> reactions) {
        this.reactions = reactions;
        this.lines = lines;
    }

    private ChatLine.Quote quote(ChatEvent.Message reply) {
        return ChatLine.Quote.among(entries.stream().map(entry -> entry.message).toList(), reply);
    }

    void clear() {
        pages.clear();
        entries.clear();
        top = 0;
        topLine = 0;
    }

    HistoryPages pages() {
        return pages;
    }

    int height() {
        return height;
    }

    /** Whether it draws for a screen of this size. */
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

    /** Takes the newest page, in the place of all, and shows its end. */
    void open(RoomHistory page) {
        clear();
        pages.newest(page);
        add(page);
        toEnd();
    }

    /** Takes the oldest page, in the place of all, and shows its beginning. */
    void restart(RoomHistory page) {
        pages.oldest(page);
        entries.clear();
        add(page);
        toBeginning();
    }

    private void add(RoomHistory page) {
        page.messages().forEach(message -> entries.add(new Entry(message)));
    }

    /** Takes the page before; the lines on the screen stay there. */
    void addOlder(RoomHistory page) {
        int before = entries.isEmpty() ? 0 : prefix(0).size();
        int gone = pages.addOlder(page);
        entries.addAll(0, page.messages().stream().map(Entry::new).toList());
        int added = page.messages().size();
        if (top == 0 && added < entries.size()) {
            // The lines before the first message may be fewer now.
            topLine = Math.max(0, topLine - (before - prefix(added).size()));
        }
        top += added;
        entries.subList(entries.size() - gone, entries.size()).clear();
    }

    /** Takes the page after. */
    void addNewer(RoomHistory page) {
        add(page);
        int gone = pages.addNewer(page);
        entries.subList(0, gone).clear();
        top -= gone;
        if (top < 0) {
            toBeginning();
        }
    }

    /** Whether older messages are needed soon. */
    boolean wantsOlder() {
        return !pages.fromBeginning() && top <= 2 * height;
    }

    /** Whether newer messages, which were dropped, are needed soon. */
    boolean wantsNewer() {
        return pages.endIsMissing() && entries.size() - top <= 3 * height;
    }

    /** Whether the newest line is on the screen. */
    boolean atEnd() {
        return !pages.endIsMissing() && below(height + 1) <= height;
    }

    /** Goes up; returns how many lines were missing. */
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

    /** Goes back so far that the screen is full, if there are enough lines. */
    private void fill() {
        if (below(height) < height && !pages.endIsMissing()) {
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

    /** How many lines there are from the top of the screen on; counted up to {@code limit}. */
    private int below(int limit) {
        int count = -topLine;
        for (int i = top; i < entries.size() && count < limit; i++) {
            count += height(i);
        }
        return count;
    }

    private int height(int entry) {
        return prefix(entry).size() + entries.get(entry).folded().size();
    }

    /** The lines before a message: the beginning of the history, and the date. */
    private List<AttributedString> prefix(int entry) {
        List<AttributedString> prefix = new ArrayList<>(2);
        if (entry == 0 && pages.fromBeginning()) {
            prefix.add(cropped(lines.rule("the beginning of the history")));
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

    /** The message at the top of the screen; null if there is none. */
    ChatEvent.@Nullable Message first() {
        return top < entries.size() ? entries.get(top).message : null;
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
        if (entries.isEmpty() && !pages.isEmpty() && pages.fromBeginning()) {
            drawn.add(cropped(lines.rule("no messages are stored")));
        }
        while (drawn.size() < height) {
            drawn.add(AttributedString.EMPTY);
        }
        return drawn;
    }
}
