package dev.roomtalk.server.control;

import dev.roomtalk.proto.RefusalReason;
import dev.roomtalk.proto.Search;
import dev.roomtalk.proto.SearchPlace;
import dev.roomtalk.server.room.Pair;
import dev.roomtalk.server.rooms.RoomRef;
import dev.roomtalk.server.store.RoomId;
import dev.roomtalk.server.store.Search.Answer;
import dev.roomtalk.server.store.Search.Found;
import dev.roomtalk.server.store.Search.Hit;
import dev.roomtalk.server.store.Search.Place;
import dev.roomtalk.server.store.Search.TooMuch;
import dev.roomtalk.server.store.WordQuery;
import dev.roomtalk.wire.Name;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Searches in the rooms of a user, one at a time for each session. On the loop of the connection that sent the request;
 * a worker asks the engine.
 *
 * <p>While a search runs, its user may leave a room, or a room may be closed and another of its name be made. So what
 * may be shown is decided when the answer is there, and not only before.
 */
final class SearchHandler {
    private static final int MAX_ROOMS = 200;
    private static final int MAX_HITS = 50;
    private static final int MAX_CONTEXT = 5;
    private static final int MAX_WORDS_LENGTH = 1_000;

    /** A page is never longer, encoded. */
    private static final int PAGE_BYTES = 64 << 10;

    /** Bytes of a page besides its hits and places. */
    private static final int PAGE_OVERHEAD = 256;

    private static final int PLACE_OVERHEAD = 16;

    /** The longest name of a conversation as its user is shown it, in bytes. */
    private static final int CONVERSATION_NAME = 1 + 4 * Name.MAX_USER;

    private final Lobby lobby;
    private final Conversations conversations;
    private final Workers workers;

    SearchHandler(Lobby lobby, Conversations conversations, Workers workers) {
        this.lobby = lobby;
        this.conversations = conversations;
        this.workers = workers;
    }

    void search(ClientRequest request, Search wanted) {
        if (wanted.getWords().length() > MAX_WORDS_LENGTH) {
            request.refuse(RefusalReason.TOO_LONG, "a search has at most " + MAX_WORDS_LENGTH + " characters");
            return;
        }
        if (wanted.getPlacesCount() > MAX_ROOMS) {
            request.refuse(RefusalReason.LIMIT_REACHED, "name at most " + MAX_ROOMS + " rooms to search");
            return;
        }
        if (wanted.getBeforeMs() > 0 && wanted.getBeforeMs() < wanted.getFromMs()) {
            request.refuse(RefusalReason.BAD_REQUEST, "a reversed range: it ends before it begins");
            return;
        }
        WordQuery words = WordQuery.parse(wanted.getWords());
        if (words.terms().isEmpty()
                && (!wanted.getWords().isBlank() || wanted.getAuthor().isEmpty())) {
            request.refuse(
                    RefusalReason.BAD_REQUEST,
                    wanted.getWords().isBlank()
                            ? "say what to look for: words, or an author"
                            : "there is no word in '" + wanted.getWords() + "': letters and digits make words");
        } else if (!request.phase().beginSearching()) {
            request.refuse(RefusalReason.BUSY, "a search is underway already: ask when it is answered");
        } else if (wanted.getPlacesList().stream().anyMatch(SearchHandler::isConversation)) {
            conversationsNamed(request, wanted)
                    .whenComplete((named, failure) -> request.execute(() -> {
                        if (failure == null) {
                            search(request, wanted, words, named);
                        } else {
                            request.phase().endSearching();
                            request.unanswered(failure);
                        }
                    }));
        } else {
            search(request, wanted, words, Map.of());
        }
    }

    /** @param named the conversations that places name, by that; those that there are */
    private void search(ClientRequest request, Search wanted, WordQuery words, Map<String, RoomRef> named) {
        Map<Place, RoomRef> places = places(request, wanted, named);
        Author author = places == null ? null : author(request, wanted.getAuthor());
        if (places == null || author == null) {
            request.phase().endSearching();
        } else {
            search(request, search(wanted, words, author, places), places);
        }
    }

    private static boolean isConversation(SearchPlace place) {
        return place.getRoom().startsWith(Pair.MARK);
    }

    private CompletionStage<Map<String, RoomRef>> conversationsNamed(ClientRequest request, Search wanted) {
        CompletionStage<Map<String, RoomRef>> all = CompletableFuture.completedFuture(new HashMap<>());
        for (SearchPlace place : wanted.getPlacesList()) {
            String text = place.getRoom();
            if (isConversation(place)
                    && Name.user(text.substring(Pair.MARK.length())) instanceof Name.Valid(Name other)) {
                all = all.thenCombine(lobby.conversation(request.user().id(), other), (found, room) -> {
                    if (room != null) {
                        found.put(text, room);
                    }
                    return found;
                });
            }
        }
        return all;
    }

    /** Whose messages; the key null: everybody's. */
    private record Author(@Nullable String key) {}

    private static @Nullable Author author(ClientRequest request, String text) {
        if (text.isEmpty()) {
            return new Author(null);
        }
        Name name = request.userName(text);
        return name == null ? null : new Author(name.key());
    }

    /** Where to search; null: the request was refused. */
    private @Nullable Map<Place, RoomRef> places(ClientRequest request, Search wanted, Map<String, RoomRef> named) {
        long userId = request.user().id();
        Map<Place, RoomRef> places = new LinkedHashMap<>();
        if (wanted.getPlacesCount() == 0) {
            lobby.searchable(userId).forEach(room -> places.put(Place.all(room.id()), room));
        }
        for (SearchPlace place : wanted.getPlacesList()) {
            RoomRef room = named.get(place.getRoom());
            if (!isConversation(place)) {
                Name name = request.roomName(place.getRoom());
                if (name == null) {
                    return null;
                }
                room = lobby.find(userId, name);
            }
            if (room == null || !lobby.isSearchable(userId, room)) {
                request.noSuchRoom(place.getRoom());
                return null;
            }
            if (!room.snapshot().history()) {
                request.refuse(
                        RefusalReason.BAD_REQUEST,
                        "room '" + room.name().display() + "' keeps no history: there is nothing to search in it");
                return null;
            }
            if (!places.containsValue(room)) {
                places.put(new Place(room.id(), place.getBelow() <= 0 ? Long.MAX_VALUE : place.getBelow()), room);
            }
        }
        if (places.size() > MAX_ROOMS) {
            request.refuse(
                    RefusalReason.LIMIT_REACHED,
                    "you are in " + places.size() + " rooms: name at most " + MAX_ROOMS + " to search");
            return null;
        }
        return places;
    }

    private static dev.roomtalk.server.store.Search search(
            Search wanted, WordQuery words, Author author, Map<Place, RoomRef> places) {
        int named = places.values().stream()
                .mapToInt(room -> PLACE_OVERHEAD
                        + (room.pair() == null
                                ? room.name().display().getBytes(StandardCharsets.UTF_8).length
                                : CONVERSATION_NAME))
                .sum();
        return new dev.roomtalk.server.store.Search(
                List.copyOf(places.keySet()),
                words,
                author.key,
                Math.max(0, wanted.getFromMs()),
                wanted.getBeforeMs() <= 0 ? Long.MAX_VALUE : wanted.getBeforeMs(),
                wanted.getLimit() <= 0 ? MAX_HITS : Math.min(wanted.getLimit(), MAX_HITS),
                Math.clamp(wanted.getContext(), 0, MAX_CONTEXT),
                PAGE_BYTES - PAGE_OVERHEAD - named);
    }

    private void search(ClientRequest request, dev.roomtalk.server.store.Search search, Map<Place, RoomRef> places) {
        boolean taken = workers.searches()
                .offer(
                        request.user().id(),
                        () -> lobby.search(search)
                                .whenComplete((answer, failure) -> request.execute(() -> {
                                    request.phase().endSearching();
                                    if (failure == null) {
                                        answer(request, search.words(), places, answer);
                                    } else {
                                        request.unanswered(failure);
                                    }
                                })));
        if (!taken) {
            request.phase().endSearching();
            request.busy();
        }
    }

    private void answer(ClientRequest request, WordQuery words, Map<Place, RoomRef> places, Answer answer) {
        switch (answer) {
            case TooMuch _ ->
                request.refuse(
                        RefusalReason.BUSY,
                        "that search takes too long: name a room or a time, or use more words",
                        1000);
            case Found found -> {
                List<RoomRef> among = places.values().stream()
                        .filter(room -> room.pair() != null)
                        .toList();
                if (among.isEmpty()) {
                    answer(request, words, places, found, Map.of());
                    return;
                }
                conversations
                        .names(request.user().id(), among)
                        .whenComplete((names, failure) -> request.execute(() -> {
                            if (failure == null) {
                                answer(request, words, places, found, names);
                            } else {
                                request.unanswered(failure);
                            }
                        }));
            }
        }
    }

    /** @param names of the conversations among the places */
    private void answer(
            ClientRequest request,
            WordQuery words,
            Map<Place, RoomRef> places,
            Found found,
            Map<RoomId, String> names) {
        Map<RoomId, String> readable = places.values().stream()
                .filter(room -> lobby.isSearchable(request.user().id(), room))
                .collect(Collectors.toMap(
                        RoomRef::id,
                        room -> room.pair() == null
                                ? room.name().display()
                                : names.getOrDefault(room.id(), Pair.MARK)));
        List<Hit> hits = new ArrayList<>(found.hits());
        hits.removeIf(hit -> !readable.containsKey(hit.room()));
        List<Place> rest = new ArrayList<>(found.rest());
        rest.removeIf(place -> !readable.containsKey(place.room()));
        request.connection().send(SearchPages.page(request.id(), words, new Found(hits, rest), readable));
    }
}
