package dev.roomtalk.chat.online;

import dev.roomtalk.chat.console.CommandFailure;
import dev.roomtalk.client.ChatException.Reason;
import dev.roomtalk.client.Search;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Searches messages, page by page. */
public final class MessageSearch {
    private final OnlineSession online;
    private final List<String> rooms;
    private final Supplier<@Nullable String> password;

    /**
     * What was found, the newest first.
     *
     * @param more there are older ones
     */
    public record Found(List<Search.Hit> hits, boolean more) {}

    /**
     * @param rooms visited if the server does not let this user search them as a non-member
     * @param password of these rooms, asked for when they are visited
     */
    public MessageSearch(OnlineSession online, List<String> rooms, Supplier<@Nullable String> password) {
        this.online = online;
        this.rooms = rooms;
        this.password = password;
    }

    /**
     * Finds the newest {@code limit} messages, and those of the same instant as the oldest of them: what is older than
     * that instant is the rest.
     */
    public Found find(Search search, int limit) throws InterruptedException {
        Search.Page page = firstPage(search);
        List<Search.Hit> hits = new ArrayList<>(page.hits());
        while (hits.size() < limit && !page.rest().isEmpty()) {
            int wanted = Math.min(limit - hits.size(), Search.MAX_HITS);
            page = online.get(online.client().search(search.goingOn(page, wanted)));
            hits.addAll(page.hits());
        }
        while (!hits.isEmpty() && !page.rest().isEmpty()) {
            Instant oldest = hits.getLast().message().time();
            page = online.get(online.client().search(search.goingOn(page, Search.MAX_HITS)));
            for (Search.Hit hit : page.hits()) {
                if (hit.message().time().isBefore(oldest)) {
                    return new Found(hits, true);
                }
                hits.add(hit);
            }
        }
        return new Found(hits, !page.rest().isEmpty());
    }

    /** A refusal is checked by a visit of the rooms, which either succeeds or says why not. */
    private Search.Page firstPage(Search search) throws InterruptedException {
        try {
            return online.get(online.client().search(search));
        } catch (CommandFailure e) {
            if (e.reason() == Reason.FAILED) {
                throw CommandFailure.badInput(String.valueOf(e.getMessage()));
            }
            if (e.reason() != Reason.NO_SUCH_ROOM) {
                throw e;
            }
            String given = password.get();
            for (String room : rooms) {
                online.visit(room, given, true);
            }
            return online.get(online.client().search(search));
        }
    }
}
