package dev.roomtalk.chat.online;

import dev.roomtalk.chat.console.CommandFailure;
import dev.roomtalk.client.ChatException.Reason;
import dev.roomtalk.client.ExitCode;
import dev.roomtalk.client.Search;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Searches messages, page by page: a server whose pages do not go on ends the command. */
public final class MessageSearch {
    /** The most messages of one instant beyond the limit; more of them are the rest. */
    private static final int MAX_OF_AN_INSTANT = 10_000;

    /** A server that finds nothing so many times one after the other finds nothing any more. */
    private static final int MAX_EMPTY_PAGES = 100;

    private final OnlineSession online;
    private final List<String> rooms;
    private final Supplier<@Nullable String> password;
    private int emptyPages;

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
            page = next(search, page, wanted);
            hits.addAll(page.hits());
        }
        while (!hits.isEmpty() && !page.rest().isEmpty()) {
            Instant oldest = hits.getLast().message().time();
            page = next(search, page, Search.MAX_HITS);
            for (Search.Hit hit : page.hits()) {
                if (hit.message().time().isBefore(oldest) || hits.size() >= limit + MAX_OF_AN_INSTANT) {
                    return new Found(hits, true);
                }
                hits.add(hit);
            }
        }
        return new Found(hits, !page.rest().isEmpty());
    }

    private Search.Page next(Search search, Search.Page before, int wanted) throws InterruptedException {
        Search.Page page = online.get(online.client().search(search.goingOn(before, wanted)));
        emptyPages = page.hits().isEmpty() ? emptyPages + 1 : 0;
        if (emptyPages == MAX_EMPTY_PAGES) {
            throw new CommandFailure(
                    ExitCode.FAILED, "the server's answers make no sense: they find nothing, and always have a rest");
        }
        return page;
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
