package dev.roomtalk.server.control;

import dev.roomtalk.proto.RefusalReason;
import dev.roomtalk.proto.Search;
import dev.roomtalk.proto.SearchPlace;
import dev.roomtalk.proto.ServerMessage;
import dev.roomtalk.server.relay.Refusals;
import dev.roomtalk.server.relay.RoomRef;
import dev.roomtalk.server.store.Search.Answer;
import dev.roomtalk.server.store.Search.Found;
import dev.roomtalk.server.store.Search.Hit;
import dev.roomtalk.server.store.Search.Place;
import dev.roomtalk.server.store.Search.TooMuch;
import dev.roomtalk.server.store.WordQuery;
import dev.roomtalk.wire.Name;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The searches of one session, one at a time. Confined to the connection's loop; the engine is asked by a worker.
 *
 * <p>A user may have left a room while the answer was made, or the room been closed and one of its name made: so what may be
 * shown is decided when the answer is there, and not only before.
 */
final class SearchRequests {
    private static final int MOST_ROOMS = 200;
    private static final int MOST_HITS = 50;
    private static final int MOST_CONTEXT = 5;
    private static final int LONGEST_WORDS = 1_000;

    /** A page is never longer, encoded. */
    private static final int PAGE_BYTES = 64 << 10;

    /** What a page has beside hits and places. */
    private static final int PAGE_OVERHEAD = 256;

    private static final int PLACE_OVERHEAD = 16;

    private final long userId;
    private final SearchableRooms rooms;
    private final Lobby lobby;
    private final Workers workers;
    private final Connection connection;
    private final Consumer<ServerMessage> refusals;
    private boolean searching;

    /** @param refusals where a refusal goes */
    SearchRequests(
            long userId,
            SearchableRooms rooms,
            Lobby lobby,
            Workers workers,
            Connection connection,
            Consumer<ServerMessage> refusals) {
        this.userId = userId;
        this.rooms = rooms;
        this.lobby = lobby;
        this.workers = workers;
        this.connection = connection;
        this.refusals = refusals;
    }

    void ask(int request, Search asked) {
        WordQuery words = WordQuery.parse(asked.getWords());
        if (asked.getWords().length() > LONGEST_WORDS) {
            refuse(request, RefusalReason.TOO_LONG, "a search has at most " + LONGEST_WORDS + " characters");
        } else if (words.terms().isEmpty()
                && (!asked.getWords().isBlank() || asked.getAuthor().isEmpty())) {
            refuse(
                    request,
                    RefusalReason.BAD_REQUEST,
                    asked.getWords().isBlank()
                            ? "say what to look for: words, or an author"
                            : "there is no word in '" + asked.getWords() + "': letters and digits make words");
        } else if (searching) {
            refuse(request, RefusalReason.BUSY, "a search is underway already: ask when it is answered");
        } else {
            Map<Place, RoomRef> places = places(request, asked);
            Author author = author(request, asked);
            if (places != null && author != null) {
                search(request, asked, words, author, places);
            }
        }
    }

    /** Whose messages. */
    private record Author(@Nullable String key) {}

    private @Nullable Author author(int request, Search asked) {
        if (asked.getAuthor().isEmpty()) {
            return new Author(null);
        }
        return switch (Name.user(asked.getAuthor())) {
            case Name.Valid valid -> new Author(valid.name().key());
            case Name.Invalid invalid -> {
                refuse(request, RefusalReason.BAD_NAME, invalid.sentence());
                yield null;
            }
        };
    }

    private @Nullable Map<Place, RoomRef> places(int request, Search asked) {
        Map<Place, RoomRef> places = new LinkedHashMap<>();
        if (asked.getPlacesCount() == 0) {
            rooms.all(userId).forEach(room -> places.put(Place.all(room.name()), room));
        }
        for (SearchPlace place : asked.getPlacesList()) {
            RoomRef room;
            switch (Name.room(place.getRoom())) {
                case Name.Valid valid -> room = rooms.find(userId, valid.name());
                case Name.Invalid invalid -> {
                    refuse(request, RefusalReason.BAD_NAME, invalid.sentence());
                    return null;
                }
            }
            if (room == null) {
                refusals.accept(Refusals.noSuchRoom(request, place.getRoom()));
                return null;
            }
            if (!room.snapshot().history()) {
                refuse(
                        request,
                        RefusalReason.BAD_REQUEST,
                        "room '" + room.name().display() + "' keeps no history: there is nothing to search in it");
                return null;
            }
            if (!places.containsValue(room)) {
                places.put(new Place(room.name(), place.getBelow() <= 0 ? Long.MAX_VALUE : place.getBelow()), room);
            }
        }
        if (places.size() > MOST_ROOMS) {
            refuse(
                    request,
                    RefusalReason.LIMIT_REACHED,
                    "you are in " + places.size() + " rooms: name at most " + MOST_ROOMS + " to search");
            return null;
        }
        return places;
    }

    private void search(int request, Search asked, WordQuery words, Author author, Map<Place, RoomRef> places) {
        int named = places.keySet().stream()
                .mapToInt(place -> PLACE_OVERHEAD + place.room().display().getBytes(StandardCharsets.UTF_8).length)
                .sum();
        var search = new dev.roomtalk.server.store.Search(
                List.copyOf(places.keySet()),
                words,
                author.key,
                Math.max(0, asked.getFromMs()),
                asked.getBeforeMs() <= 0 ? Long.MAX_VALUE : asked.getBeforeMs(),
                asked.getLimit() <= 0 ? MOST_HITS : Math.min(asked.getLimit(), MOST_HITS),
                Math.clamp(asked.getContext(), 0, MOST_CONTEXT),
                PAGE_BYTES - PAGE_OVERHEAD - named);
        searching = true;
        boolean taken = workers.offer(() -> lobby.search(search)
                .whenComplete((answer, failure) -> connection.execute(() -> {
                    searching = false;
                    answer(request, words, places, failure == null ? answer : null);
                })));
        if (!taken) {
            searching = false;
            busy(request);
        }
    }

    private void answer(int request, WordQuery words, Map<Place, RoomRef> places, @Nullable Answer answer) {
        switch (answer) {
            case null -> busy(request);
            case TooMuch _ ->
                refusals.accept(Refusals.message(
                        request,
                        RefusalReason.BUSY,
                        "that search takes too long: name a room or a time, or use more words",
                        1000));
            case Found found -> {
                Set<String> readable = places.values().stream()
                        .filter(room -> rooms.contains(userId, room))
                        .map(room -> room.name().key())
                        .collect(Collectors.toSet());
                List<Hit> hits = new ArrayList<>(found.hits());
                hits.removeIf(hit -> !readable.contains(hit.room().key()));
                List<Place> rest = new ArrayList<>(found.rest());
                rest.removeIf(place -> !readable.contains(place.room().key()));
                connection.send(SearchPages.page(request, words, new Found(hits, rest)));
            }
        }
    }

    private void busy(int request) {
        refusals.accept(
                Refusals.message(request, RefusalReason.BUSY, "the server is busy: try again in a moment", 1000));
    }

    private void refuse(int request, RefusalReason reason, String sentence) {
        refusals.accept(Refusals.message(request, reason, sentence, 0));
    }
}
