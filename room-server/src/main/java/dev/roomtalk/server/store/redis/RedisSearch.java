package dev.roomtalk.server.store.redis;

import static dev.roomtalk.server.store.redis.Tasks.await;

import dev.roomtalk.server.store.LogEntry;
import dev.roomtalk.server.store.LogPage;
import dev.roomtalk.server.store.LogRange;
import dev.roomtalk.server.store.RoomId;
import dev.roomtalk.server.store.Search;
import dev.roomtalk.server.store.Selection;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.function.LongSupplier;

/**
 * Looks through the logs, from the newest message down, page by page: Redis has no index of words. A search that takes
 * longer than {@link #LONGEST} is given up. Any thread.
 */
final class RedisSearch {
    private static final Duration LONGEST = Duration.ofSeconds(2);
    private static final int AT_ONCE = 8;
    private static final int PAGE_MESSAGES = 512;
    private static final int PAGE_BYTES = 256 << 10;

    private final RedisMessages messages;
    private final Tasks tasks;
    private final LongSupplier ticker;
    private final Semaphore places = new Semaphore(AT_ONCE);

    /** @param ticker nanoseconds */
    RedisSearch(RedisMessages messages, Tasks tasks, LongSupplier ticker) {
        this.messages = messages;
        this.tasks = tasks;
        this.ticker = ticker;
    }

    CompletableFuture<Search.Answer> find(Search search) {
        if (!places.tryAcquire()) {
            return CompletableFuture.failedFuture(new IllegalStateException("too many searches"));
        }
        return tasks.<Search.Answer>run(() -> search(search)).whenComplete((_, _) -> places.release());
    }

    private Search.Answer search(Search search) {
        long end = ticker.getAsLong() + LONGEST.toNanos();
        Selection selection = new Selection(search);
        for (Search.Place place : search.places()) {
            selection.begin(place);
            if (!look(search, place, selection, end)) {
                return new Search.TooMuch();
            }
        }
        return selection.found((place, entry) -> hit(place.room(), entry, search.context()));
    }

    /** False: the time is over. */
    private boolean look(Search search, Search.Place place, Selection selection, long end) {
        long upTo = place.below() - 1;
        long since = Math.max(search.from(), 0);
        long until = search.before() == Long.MAX_VALUE ? 0 : Math.max(search.before(), 1);
        while (upTo > 0) {
            if (ticker.getAsLong() - end > 0) {
                return false;
            }
            LogPage page =
                    await(messages.read(place.room(), new LogRange(0, upTo, since, until, PAGE_MESSAGES, PAGE_BYTES)));
            for (LogEntry entry : page.entries().reversed()) {
                if (!selection.offer(entry)) {
                    return true;
                }
            }
            if (page.entries().isEmpty() || page.coversFrom() < page.oldest()) {
                return true;
            }
            upTo = page.coversFrom();
        }
        return true;
    }

    private Search.Hit hit(RoomId room, LogEntry entry, int context) {
        long sequence = entry.sequence();
        return context == 0
                ? new Search.Hit(room, entry, List.of(), List.of())
                : new Search.Hit(
                        room,
                        entry,
                        around(room, sequence - context - 1, sequence - 1),
                        around(room, sequence, sequence + context));
    }

    private List<LogEntry> around(RoomId room, long after, long upTo) {
        return await(messages.read(room, LogRange.of(after, upTo, PAGE_BYTES))).entries();
    }
}
