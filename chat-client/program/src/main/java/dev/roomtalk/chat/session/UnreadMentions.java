package dev.roomtalk.chat.session;

import dev.roomtalk.client.ChatClient;
import dev.roomtalk.client.MessageId;
import dev.roomtalk.client.ReadMark;
import dev.roomtalk.client.Search;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Finds the messages that mention the person, in rooms that the person is a member of, and that were read in no
 * session. Any thread.
 */
public final class UnreadMentions {
    /** Pages of one search; what is older was mentioned so often that nobody reads it. */
    private static final int MAX_PAGES = 10;

    private final ChatClient client;
    private final Mentions mentions;

    public UnreadMentions(ChatClient client, Mentions mentions) {
        this.client = client;
        this.mentions = mentions;
    }

    private record Place(String room, MessageId message) {}

    /** The mentions, the newest first. */
    public CompletableFuture<List<Search.Hit>> find() {
        return client.conversations().readMarks().thenCompose(marks -> {
            Map<String, Long> unread = marks.stream()
                    .filter(ReadMark::hasUnread)
                    .collect(Collectors.toMap(ReadMark::room, ReadMark::read, Math::max));
            // A session has one search at a time.
            CompletableFuture<List<Search.Hit>> found = CompletableFuture.completedFuture(List.of());
            for (String word : unread.isEmpty() ? List.<String>of() : mentions.words()) {
                found = found.thenCompose(before -> search(word, unread).thenApply(more -> together(before, more)));
            }
            return found;
        });
    }

    private static List<Search.Hit> together(List<Search.Hit> before, List<Search.Hit> more) {
        Map<Place, Search.Hit> all = new LinkedHashMap<>();
        before.forEach(hit -> all.put(place(hit), hit));
        more.forEach(hit -> all.putIfAbsent(place(hit), hit));
        return all.values().stream()
                .sorted(Comparator.comparing((Search.Hit hit) -> hit.message().time())
                        .reversed())
                .toList();
    }

    private static Place place(Search.Hit hit) {
        return new Place(
                hit.room(), new MessageId(hit.message().epoch(), hit.message().sequence()));
    }

    private CompletableFuture<List<Search.Hit>> search(String word, Map<String, Long> unread) {
        Search search = new Search(
                '"' + word.replace('"', ' ') + '"',
                unread.keySet().stream().map(Search.Place::all).toList(),
                null,
                null,
                null,
                Search.MAX_HITS,
                0);
        return pages(search, unread, MAX_PAGES, new ArrayList<>());
    }

    private CompletableFuture<List<Search.Hit>> pages(
            Search search, Map<String, Long> unread, int most, List<Search.Hit> found) {
        Function<Search.Page, CompletableFuture<List<Search.Hit>>> next = page -> {
            page.hits().stream().filter(hit -> isMention(hit, unread)).forEach(found::add);
            List<Search.Place> rest = page.rest().stream()
                    .filter(place -> place.below() - 1 > unread.getOrDefault(place.room(), Long.MAX_VALUE))
                    .toList();
            return rest.isEmpty() || most == 1
                    ? CompletableFuture.completedFuture(found)
                    : pages(
                            search.goingOn(new Search.Page(page.hits(), rest), Search.MAX_HITS),
                            unread,
                            most - 1,
                            found);
        };
        return client.search(search).thenCompose(next);
    }

    private boolean isMention(Search.Hit hit, Map<String, Long> unread) {
        return hit.message().sequence() > unread.getOrDefault(hit.room(), Long.MAX_VALUE)
                && hit.message().removedBy() == null
                && !hit.message().author().equalsIgnoreCase(client.status().name())
                && mentions.in(hit.message().text());
    }
}
