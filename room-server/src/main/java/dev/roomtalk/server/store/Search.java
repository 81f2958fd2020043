package dev.roomtalk.server.store;

import dev.roomtalk.wire.Name;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What is looked for, and where.
 *
 * @param places the rooms
 * @param words none: any text
 * @param author the key of the author's name; null: anybody
 * @param from milliseconds since 1970: said then or later
 * @param before said before
 * @param limit hits
 * @param context messages before a hit, and after it
 * @param maxBytes of all that is found, by {@link LogEntry#weight}; one hit is always taken,
 *     without what is around it if there is no place
 */
public record Search(
        List<Place> places,
        WordQuery words,
        @Nullable String author,
        long from,
        long before,
        int limit,
        int context,
        int maxBytes) {
    /** Where a search goes on: in the messages of a room with a sequence below this one. */
    public record Place(RoomId room, long below) {
        /** All of a room. */
        public static Place all(RoomId room) {
            return new Place(room, Long.MAX_VALUE);
        }
    }

    /** What came of it. */
    public sealed interface Answer {}

    /**
     * The newest of what there is.
     *
     * @param hits newest first
     * @param rest where older ones may be; none: there are no others
     */
    public record Found(List<Hit> hits, List<Place> rest) implements Answer {}

    /** It was given up: there is too much to look at. */
    public record TooMuch() implements Answer {}

    /** A message, with those around it in the order of the log. */
    public record Hit(RoomId room, LogEntry entry, List<LogEntry> before, List<LogEntry> after) {
        /** More than the name of a room and the places of matches need. */
        private static final int OVERHEAD = 640;

        Hit alone() {
            return new Hit(room, entry, List.of(), List.of());
        }

        int weight() {
            return OVERHEAD
                    + entry.shownWeight()
                    + before.stream().mapToInt(LogEntry::shownWeight).sum()
                    + after.stream().mapToInt(LogEntry::shownWeight).sum();
        }
    }

    /** Whether it is what is looked for. */
    boolean admits(LogEntry entry) {
        MessageLog.AppendRequest message = entry.message();
        return entry.isReadable()
                && message.timeMillis() >= from
                && message.timeMillis() < before
                && (author == null || Objects.equals(author, key(message.userName())))
                && words.matches(message.text());
    }

    /** By which names of users are compared. */
    public static String key(String userName) {
        return Name.user(userName) instanceof Name.Valid valid ? valid.name().key() : userName;
    }
}
