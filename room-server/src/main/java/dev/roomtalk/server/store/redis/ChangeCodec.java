package dev.roomtalk.server.store.redis;

import com.google.gson.Gson;
import dev.roomtalk.server.room.RoomChange;
import dev.roomtalk.server.room.RoomSettings;
import java.util.Iterator;
import java.util.List;

/** Writes a change of a room as a text, and reads it: a list whose first value is its kind. Numbers are texts, too. */
final class ChangeCodec {
    private static final Gson GSON = new Gson();

    private ChangeCodec() {}

    static String text(RoomChange change) {
        return GSON.toJson(
                switch (change) {
                    case RoomChange.TopicIs c -> List.of("topic", c.topic(), c.by());
                    case RoomChange.SettingsAre c -> {
                        RoomSettings s = c.settings();
                        yield List.of(
                                "settings",
                                text(s.historyLines()),
                                text(s.keepSeconds()),
                                text(s.keepMessages()),
                                text(s.keepBytes()),
                                text(s.slowSeconds()),
                                c.by());
                    }
                });
    }

    private static String text(long number) {
        return Long.toString(number);
    }

    static RoomChange change(String text) {
        Iterator<String> values = List.of(GSON.fromJson(text, String[].class)).iterator();
        String kind = values.next();
        return switch (kind) {
            case "topic" -> new RoomChange.TopicIs(values.next(), values.next());
            case "settings" ->
                new RoomChange.SettingsAre(
                        new RoomSettings(
                                (int) number(values), number(values), number(values), number(values), (int)
                                        number(values)),
                        values.next());
            default -> throw new IllegalArgumentException("a change of the kind " + kind);
        };
    }

    private static long number(Iterator<String> values) {
        return Long.parseLong(values.next());
    }
}
