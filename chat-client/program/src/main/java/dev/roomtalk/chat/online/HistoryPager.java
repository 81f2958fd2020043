package dev.roomtalk.chat.online;

import dev.roomtalk.client.ChatEvent;
import dev.roomtalk.client.HistoryQuery;
import dev.roomtalk.client.RoomHistory;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Predicate;

/**
 * Reads any length of a room's history, the oldest message first, page by page: at most 16 pages of 64 KiB are held.
 */
public final class HistoryPager {
    private static final int MAX_PAGES = 16;
    private static final int MAX_IN_A_PAGE = 1000;

    private final OnlineSession online;
    private final String room;
    private final Predicate<ChatEvent.Message> taker;
    private long left = Long.MAX_VALUE;

    /** @param taker receives the messages; returns false to end the reading */
    public HistoryPager(OnlineSession online, String room, Predicate<ChatEvent.Message> taker) {
        this.online = online;
        this.room = room;
        this.taker = taker;
    }

    /**
     * Reads what is selected.
     *
     * @param end the sequence of the room's newest message; 0 if there is none
     */
    public void print(HistorySelection selection, long end) throws InterruptedException {
        if (end == 0) {
            return;
        }
        switch (selection) {
            case HistorySelection.Range range -> {
                HistoryQuery query = new HistoryQuery(0, end, 0, range.since(), range.until());
                Long newest = range.newest();
                if (newest == null) {
                    first(Long.MAX_VALUE, query);
                } else {
                    last(newest, query);
                }
            }
            case HistorySelection.AroundMessage(long sequence, long context) ->
                around(sequence, context + 1, context, end);
            case HistorySelection.AroundTime(Instant time, long context) -> {
                RoomHistory found = online.get(online.client().history(room, new HistoryQuery(0, 0, 0, time, null)));
                around(found.coversFrom(), context, context, end);
            }
        }
    }

    /** Reads the messages up to that sequence, and those above it. */
    private void around(long sequence, long before, long after, long end) throws InterruptedException {
        if (sequence > 0) {
            last(before, new HistoryQuery(0, sequence, 0, null, null));
        }
        if (sequence < end) {
            first(after, new HistoryQuery(sequence, end, 0, null, null));
        }
    }

    /** Reads the newest messages of what is asked for, at most {@code count}. */
    public void last(long count, HistoryQuery asked) throws InterruptedException {
        Deque<RoomHistory> pages = new ArrayDeque<>();
        long missing = count;
        long end = 0;
        long start = 0;
        boolean more = count > 0;
        while (more) {
            int wanted = (int) Math.min(missing, MAX_IN_A_PAGE);
            HistoryQuery query = new HistoryQuery(
                    asked.after(), end == 0 ? asked.upTo() : start, wanted, asked.since(), asked.until());
            RoomHistory page = online.get(online.client().history(room, query));
            end = end == 0 ? page.coversTo() : end;
            start = page.coversFrom();
            pages.addFirst(page);
            if (pages.size() > MAX_PAGES) {
                pages.removeLast();
            }
            missing -= page.messages().size();
            more = missing > 0 && !page.messages().isEmpty() && !page.fromBeginning() && start > 0;
        }
        if (pages.size() < MAX_PAGES) {
            pages.forEach(this::take);
        } else {
            // Now it is known where to begin; the pages that were let go are read again.
            first(Long.MAX_VALUE, new HistoryQuery(start, end, 0, null, null));
        }
    }

    /** Reads the oldest messages of what is asked for, at most {@code count}. */
    void first(long count, HistoryQuery asked) throws InterruptedException {
        left = count;
        HistoryQuery query = asked;
        boolean more = count > 0;
        while (more) {
            RoomHistory page = online.get(online.client().history(room, query));
            boolean wanted = take(page);
            more = wanted && !page.messages().isEmpty() && (asked.upTo() == 0 || page.coversTo() < asked.upTo());
            query = new HistoryQuery(page.coversTo(), asked.upTo(), 0, asked.since(), asked.until());
        }
        left = Long.MAX_VALUE;
    }

    private boolean take(RoomHistory page) {
        for (ChatEvent.Message message : page.messages()) {
            if (left-- <= 0 || !taker.test(message)) {
                left = 0;
                return false;
            }
        }
        return left > 0;
    }
}
