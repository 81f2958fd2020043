package dev.roomtalk.chat.full;

import dev.roomtalk.chat.session.ChatRoom;
import dev.roomtalk.chat.tui.Line;
import dev.roomtalk.chat.tui.Text;
import dev.roomtalk.client.Conversation;
import java.util.ArrayList;
import java.util.List;

/** The people on the right: those who are connected, then those who are not. */
final class PeoplePane {
    private static final String AWAY = " (away)";

    private PeoplePane() {}

    static List<Line> rows(ChatRoom room, Look look, int columns, int height) {
        if (Conversation.is(room.name())) {
            // Nobody is told who looks at it.
            return room.people().stream()
                    .map(name -> Line.builder()
                            .add(" ")
                            .add(Text.cut(name, columns - 2), look.name(name))
                            .build())
                    .toList();
        }
        List<String> here = room.members(true);
        List<String> absent = room.members(false);
        List<Line> rows = new ArrayList<>();
        rows.add(Line.of(" " + here.size() + " here", Look.DIM));
        here.forEach(name -> rows.add(
                room.isAway(name)
                        ? Line.of(" " + Text.cut(name + AWAY, columns - 2), Look.DIM)
                        : Line.builder()
                                .add(" ")
                                .add(Text.cut(name, columns - 2), look.name(name))
                                .build()));
        if (!absent.isEmpty()) {
            rows.add(Line.of(" " + absent.size() + " not here", Look.DIM));
            absent.forEach(name -> rows.add(Line.of(" " + Text.cut(name, columns - 2), Look.DIM)));
        }
        int unlisted = room.memberCount() - here.size() - absent.size();
        if (rows.size() + (unlisted > 0 ? 1 : 0) <= height) {
            if (unlisted > 0) {
                rows.add(Line.of(" +" + unlisted + " more", Look.DIM));
            }
            return rows;
        }
        List<Line> cut = new ArrayList<>(rows.subList(0, Math.max(Math.min(height - 1, rows.size()), 0)));
        int titles = 1 + (cut.size() > here.size() + 1 ? 1 : 0);
        int more = Math.max(room.memberCount(), here.size() + absent.size()) - (cut.size() - titles);
        cut.add(Line.of(" +" + more + " more", Look.DIM));
        return cut;
    }
}
