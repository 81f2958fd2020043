package dev.roomtalk.chat.full;

import dev.roomtalk.chat.session.ChatRoom;
import dev.roomtalk.chat.session.ChatRooms;
import dev.roomtalk.chat.tui.Text;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The title of the window: {@code ops (2!) · 9 unread – Roomtalk}, the room that is shown, in how many rooms the person
 * was mentioned, and how many messages are unread in all. Confined to the UI thread.
 */
final class WindowTitle {
    /** Some terminals draw a frame of the window anew for each title. */
    private static final Duration PAUSE = Duration.ofMillis(400);

    private static final int MAX_NAME = 40;

    private String last = "";
    private Instant changed = Instant.EPOCH;

    /** The title that the window gets now; null if it has the right one, or had another one a moment ago. */
    @Nullable
    String due(ChatRooms rooms, Attention attention, Instant now) {
        String title = of(rooms, attention);
        if (title.equals(last) || now.isBefore(changed.plus(PAUSE))) {
            return null;
        }
        last = title;
        changed = now;
        return title;
    }

    private static String of(ChatRooms rooms, Attention attention) {
        ChatRoom shown = rooms.shown();
        long mentions = rooms.all().stream().filter(ChatRoom::mentioned).count() + (attention.mentioned() ? 1 : 0);
        int unread = rooms.all().stream().mapToInt(ChatRoom::unread).sum() + attention.unread();
        return (shown == null ? "" : Text.cut(shown.name(), MAX_NAME))
                + (mentions == 0 ? "" : " (" + mentions + "!)")
                + (unread == 0 ? "" : " · " + unread + " unread")
                + (shown == null ? "Roomtalk" : " – Roomtalk");
    }
}
