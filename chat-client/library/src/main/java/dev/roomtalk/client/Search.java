package dev.roomtalk.client;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A search for messages, in rooms that this user is a member of or visits.
 *
 * @param words what must be in a message: words, a {@code "phrase"}, the beginning{@code *} of a word; empty for all
 *     messages of the author
 * @param places rooms to be searched; empty for all rooms of this user
 * @param author a user's name; null for any author
 * @param from only messages taken then or later; null for no lower limit
 * @param before only messages taken before; null for no upper limit
 * @param limit hits of one page, at most 50
 * @param context messages before each hit, and behind it, at most 5
 */
public record Search(
        String words,
        List<Place> places,
        @Nullable String author,
        @Nullable Instant from,
        @Nullable Instant before,
        int limit,
        int context) {
    /** The most hits of a page. */
    public static final int MAX_HITS = 50;

    /** The most messages before a hit, and the most behind it. */
    public static final int MAX_CONTEXT = 5;

    public Search {
        if (from != null && before != null && from.isAfter(before)) {
            throw new IllegalArgumentException("a reversed range: it begins at " + from + " and ends at " + before);
        }
    }

    /** A room, up to where it is still to be searched. */
    public record Place(String room, long below) {
        /** All of a room. */
        public static Place all(String room) {
            return new Place(room, 0);
        }
    }

    /**
     * Some of what was found.
     *
     * @param hits newest first
     * @param rest where older hits may be; empty if there are no more
     */
    public record Page(List<Hit> hits, List<Place> rest) {}

    /**
     * A message that was found.
     *
     * @param before in the order of their sequence, as {@code after} is
     * @param matches where in its text is what was looked for, in its order
     */
    public record Hit(String room, Message message, List<Message> before, List<Message> after, List<Stretch> matches) {}

    /** A message; see {@link ChatEvent.Message} for the fields. */
    public record Message(
            long epoch,
            long sequence,
            Instant time,
            String author,
            @Nullable String label,
            String text,
            MessageKind kind,
            @Nullable MessageId target,
            long changedBy,
            @Nullable String removedBy) {
        /** One that is to be read, as it was published. */
        public Message(long epoch, long sequence, Instant time, String author, @Nullable String label, String text) {
            this(epoch, sequence, time, author, label, text, MessageKind.TEXT, null, 0, null);
        }
    }

    /** A part of a text, in UTF-16 code units; {@code end} is behind it. */
    public record Stretch(int start, int end) {}

    /** This search, in the places where older hits may be. */
    public Search goingOn(Page page, int limit) {
        return new Search(words, page.rest, author, from, before, limit, context);
    }
}
