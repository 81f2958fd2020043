package dev.roomtalk.chat.full;

import dev.roomtalk.chat.session.ChatRoom;
import dev.roomtalk.chat.session.ChatRooms;
import dev.roomtalk.chat.tui.Line;
import dev.roomtalk.chat.tui.Style;
import dev.roomtalk.chat.tui.Text;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The rooms on the left: those with a mention first, then those with unread messages, then the others. */
final class RoomPane {
    /** @param room that a click on the row shows; null if none */
    record Row(Line line, @Nullable ChatRoom room) {}

    private RoomPane() {}

    /** The rooms in the order of the pane. */
    static List<ChatRoom> ordered(ChatRooms rooms) {
        return rooms.all().stream()
                .sorted(Comparator.comparing((ChatRoom room) -> !room.mentioned())
                        .thenComparing(room -> room.unread() == 0))
                .toList();
    }

    static List<Row> rows(ChatRooms rooms, Look look, int columns, int height) {
        List<ChatRoom> ordered = ordered(rooms);
        int shown = ordered.size() <= height ? ordered.size() : Math.max(height - 1, 0);
        List<Row> rows = new ArrayList<>();
        for (ChatRoom room : ordered.subList(0, shown)) {
            rows.add(new Row(row(rooms, room, look, columns), room));
        }
        if (shown < ordered.size() && height > 0) {
            rows.add(new Row(Line.of(" +" + (ordered.size() - shown) + " more", Look.DIM), null));
        }
        return rows;
    }

    static Line row(ChatRooms rooms, ChatRoom room, Look look, int columns) {
        boolean here = room == rooms.shown();
        Style style = !room.joined()
                ? Look.DIM
                : room.mentioned() ? look.alarm() : room.unread() > 0 ? Look.BOLD : Look.PLAIN;
        style = here ? style.withReverse() : style;
        String number = rooms.numberOf(room) + " ";
        String count = room.unread() == 0 ? " " : " " + room.unread() + (room.mentioned() ? "! " : " ");
        String padded = (number.length() < 3 ? " " : "") + number;
        String name = Text.cut(room.name(), Math.max(columns - padded.length() - count.length(), 1));
        int gap = Math.max(columns - padded.length() - Text.width(name) - count.length(), 0);
        return Line.builder()
                .add(padded, here ? style : Look.DIM)
                .add(name + " ".repeat(gap) + count, style)
                .build();
    }
}
