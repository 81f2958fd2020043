package dev.roomtalk.chat.session;

import dev.roomtalk.client.ChatEvent;
import dev.roomtalk.client.RoomHistory;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * The part of a room's history that is in memory: at most {@link #MAX_PAGES} pages without a gap, 64 KiB each. Those
 * farthest away are dropped, and read again when the person comes back to them. Confined to the UI thread.
 */
public final class HistoryPages {
    public static final int MAX_PAGES = 32;

    private final Deque<RoomHistory> pages = new ArrayDeque<>();
    private long end;

    public void clear() {
        pages.clear();
        end = 0;
    }

    /** Whether nothing was read yet. */
    public boolean isEmpty() {
        return pages.isEmpty();
    }

    /** Takes the newest page, in the place of all. */
    public void newest(RoomHistory page) {
        pages.clear();
        pages.add(page);
        end = page.coversTo();
    }

    /** Takes the oldest page, in the place of all. */
    public void oldest(RoomHistory page) {
        pages.clear();
        pages.add(page);
    }

    /** Takes the page before the first one; returns how many messages were dropped at the end. */
    public int addOlder(RoomHistory page) {
        pages.addFirst(page);
        return pages.size() > MAX_PAGES ? pages.removeLast().messages().size() : 0;
    }

    /** Takes the page after the last one; returns how many messages were dropped at the beginning. */
    public int addNewer(RoomHistory page) {
        pages.addLast(page);
        return pages.size() > MAX_PAGES ? pages.removeFirst().messages().size() : 0;
    }

    /** The pages begin above this sequence. */
    public long coversFrom() {
        return pages.getFirst().coversFrom();
    }

    /** The pages end with this sequence. */
    public long coversTo() {
        return pages.getLast().coversTo();
    }

    /** The newest message that there was when the history was opened. */
    public long end() {
        return end;
    }

    /** Whether there is nothing before the first page. */
    public boolean fromBeginning() {
        return pages.isEmpty() || pages.getFirst().fromBeginning();
    }

    /** Whether newer pages were dropped. */
    public boolean endIsMissing() {
        return !pages.isEmpty() && coversTo() < end;
    }

    /** How far a message is from the beginning, in percent of the whole history. */
    public long percent(ChatEvent.@Nullable Message message) {
        long oldest = pages.isEmpty() ? 0 : pages.getFirst().oldest();
        return message == null || end <= oldest
                ? 0
                : Math.clamp(100 * (message.sequence() - oldest) / (end - oldest), 0, 100);
    }
}
