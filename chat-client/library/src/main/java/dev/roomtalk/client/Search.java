package dev.roomtalk.client;

import dev.roomtalk.proto.FoundMessage;
import dev.roomtalk.proto.SearchHit;
import dev.roomtalk.proto.SearchPage;
import dev.roomtalk.proto.SearchPlace;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is looked for, in rooms that this user is a member of or visits.
 *
 * @param words all of these: words, a {@code "phrase"}, the begin{@code *} of a word; empty: any, of the author
 * @param places none: all rooms of this user
 * @param author a user's name; null: anybody
 * @param from said then or later; null: whenever
 * @param before said before; null: whenever
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
    public static final int MOST_HITS = 50;

    /** The most messages before a hit, and the most behind it. */
    public static final int MOST_CONTEXT = 5;

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
     * @param rest where older ones may be; none: there are no others
     */
    public record Page(List<Hit> hits, List<Place> rest) {}

    /**
     * A message that was found.
     *
     * @param before in the order of their sequence, as {@code after} is
     * @param matches where in its text is what was looked for, in its order
     */
    public record Hit(String room, Message message, List<Message> before, List<Message> after, List<Stretch> matches) {}

    public record Message(
            long epoch,
            long sequence,
            Instant time,
            String author,
            @Nullable String label,
            String text) {}

    /** A part of a text, in UTF-16 code units; {@code end} is behind it. */
    public record Stretch(int start, int end) {}

    /** The same, where older hits may be. */
    public Search goingOn(Page page, int most) {
        return new Search(words, page.rest, author, from, before, most, context);
    }

    dev.roomtalk.proto.Search request() {
        dev.roomtalk.proto.Search.Builder request = dev.roomtalk.proto.Search.newBuilder()
                .setWords(words)
                .setAuthor(author == null ? "" : author)
                .setFromMs(from == null ? 0 : from.toEpochMilli())
                .setBeforeMs(before == null ? 0 : before.toEpochMilli())
                .setLimit(limit)
                .setContext(context);
        places.forEach(place ->
                request.addPlaces(SearchPlace.newBuilder().setRoom(place.room).setBelow(place.below)));
        return request.build();
    }

    static Page page(SearchPage answer) {
        return new Page(
                answer.getHitsList().stream().map(Search::hit).toList(),
                answer.getRestList().stream()
                        .map(place -> new Place(place.getRoom(), place.getBelow()))
                        .toList());
    }

    private static Hit hit(SearchHit hit) {
        return new Hit(
                hit.getRoom(),
                message(hit.getMessage()),
                hit.getBeforeList().stream().map(Search::message).toList(),
                hit.getAfterList().stream().map(Search::message).toList(),
                matches(hit));
    }

    private static Message message(FoundMessage found) {
        return new Message(
                found.getEpoch(),
                found.getSequence(),
                Instant.ofEpochMilli(found.getTimeMs()),
                found.getAuthor(),
                found.getLabel().isEmpty() ? null : found.getLabel(),
                found.getText());
    }

    /** Those that lie in the text, in order; others a server might send are passed over. */
    private static List<Stretch> matches(SearchHit hit) {
        String text = hit.getMessage().getText();
        int points = text.codePointCount(0, text.length());
        List<Stretch> matches = new ArrayList<>();
        int behind = 0;
        for (int i = 0; i + 1 < hit.getMatchesCount(); i += 2) {
            long start = Integer.toUnsignedLong(hit.getMatches(i));
            long end = start + Integer.toUnsignedLong(hit.getMatches(i + 1));
            if (start >= behind && end > start && end <= points) {
                matches.add(
                        new Stretch(text.offsetByCodePoints(0, (int) start), text.offsetByCodePoints(0, (int) end)));
                behind = (int) end;
            }
        }
        return matches;
    }
}
