package dev.roomtalk.chat.full;

import dev.roomtalk.chat.session.ChatLine;
import dev.roomtalk.chat.session.ChatRoom;
import dev.roomtalk.client.ChatEvent;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.WeakHashMap;
import org.jspecify.annotations.Nullable;

/** What is new in each room, and what was cleared from its log. Confined to the UI thread. */
final class RoomLogs {
    private final Map<ChatRoom, New> news = new WeakHashMap<>();
    private final Map<ChatRoom, ChatLine> cleared = new WeakHashMap<>();

    private final SeenFile seen;

    /** Rooms that were not shown before, so that it is not known what is new in them. */
    private final Set<ChatRoom> undecided = Collections.newSetFromMap(new WeakHashMap<>());

    private final Set<ChatRoom> decided = Collections.newSetFromMap(new WeakHashMap<>());

    private record New(ChatLine from, String title) {}

    RoomLogs(SeenFile seen) {
        this.seen = seen;
    }

    /** The room comes to the screen: marks the first message that was not read. */
    void shown(ChatRoom room) {
        ChatLine first = firstUnread(room);
        if (first != null) {
            news.put(room, new New(first, room.unread() + " new"));
            decided.add(room);
        } else {
            news.remove(room);
            if (decided.add(room)) {
                undecided.add(room);
            }
        }
    }

    /** The first of the last messages of others, as many as are unread; null: none is. */
    private static @Nullable ChatLine firstUnread(ChatRoom room) {
        List<ChatLine> lines = room.last(ChatRoom.MAX_LINES);
        ChatLine first = null;
        int unread = room.unread();
        for (int i = lines.size() - 1; i >= 0 && unread > 0; i--) {
            if (lines.get(i) instanceof ChatLine.Message(ChatEvent.Message message) && !message.own()) {
                first = lines.get(i);
                unread--;
            }
        }
        return first;
    }

    /** What is on the screen now was seen. */
    void seen(ChatRoom room) {
        long last = 0;
        List<ChatLine> lines = room.last(ChatRoom.MAX_LINES);
        for (int i = lines.size() - 1; i >= 0 && last == 0; i--) {
            last = lines.get(i) instanceof ChatLine.Message(ChatEvent.Message message) ? message.sequence() : 0;
        }
        if (room.awaited() == null && !undecided.contains(room)) {
            seen.seen(room.name(), last);
        }
    }

    void save() {
        seen.save();
    }

    /** Marks what has come since the program ran last, as soon as the earlier messages are there. */
    private void decide(ChatRoom room, List<ChatLine> lines) {
        if (room.awaited() != null || !undecided.remove(room)) {
            return;
        }
        long before = seen.before(room.name());
        List<ChatLine> came = lines.stream()
                .filter(line -> line instanceof ChatLine.Message(ChatEvent.Message message)
                        && message.sequence() > before
                        && !message.own())
                .toList();
        if (before > 0 && !came.isEmpty()) {
            boolean more = lines.stream()
                    .noneMatch(line -> line instanceof ChatLine.Message(ChatEvent.Message message)
                            && message.sequence() <= before);
            news.put(room, new New(came.getFirst(), came.size() + (more ? " or more new" : " new")));
        }
    }

    /** The lines so far are not shown any longer, until the person scrolls up to them. */
    void clear(ChatRoom room) {
        List<ChatLine> lines = room.last(1);
        if (!lines.isEmpty()) {
            cleared.put(room, lines.getLast());
        }
    }

    /** All lines in memory. */
    Log all(ChatRoom room) {
        List<ChatLine> lines = room.last(ChatRoom.MAX_LINES);
        decide(room, lines);
        New its = news.get(room);
        return its == null ? new Log(lines, null, "") : new Log(lines, its.from, its.title);
    }

    /** The lines that were not cleared. Equal lines may stand elsewhere. */
    @SuppressWarnings("ReferenceEquality")
    Log live(ChatRoom room) {
        Log all = all(room);
        ChatLine last = cleared.get(room);
        if (last != null) {
            for (int i = all.lines().size() - 1; i >= 0; i--) {
                if (all.lines().get(i) == last) {
                    return new Log(all.lines().subList(i + 1, all.lines().size()), all.newFrom(), all.newTitle());
                }
            }
            cleared.remove(room);
        }
        return all;
    }
}
