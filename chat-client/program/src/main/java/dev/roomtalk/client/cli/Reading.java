package dev.roomtalk.client.cli;

import dev.roomtalk.client.ChatEvent;
import dev.roomtalk.client.HistoryQuery;
import dev.roomtalk.client.RoomHistory;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Predicate;

/** Reads any length of a room's history, in the order in which it was said, page by page: at most 16 pages of 64 KiB are held. */
final class Reading {
    private static final int PAGES = 16;
    private static final int MOST_IN_A_PAGE = 1000;

    private final Online online;
    private final String room;
    private final Predicate<ChatEvent.Message> taker;
    private long left = Long.MAX_VALUE;

    /** @param taker takes the messages; false: it wants no more */
    Reading(Online online, String room, Predicate<ChatEvent.Message> taker) {
        this.online = online;
        this.room = room;
        this.taker = taker;
    }

    /** The newest of what is asked for, at most so many. */
    void last(long count, HistoryQuery asked) throws InterruptedException {
        Deque<RoomHistory> pages = new ArrayDeque<>();
        long missing = count;
        long end = 0;
        long start = 0;
        boolean more = count > 0;
        while (more) {
            int wanted = (int) Math.min(missing, MOST_IN_A_PAGE);
            HistoryQuery query = new HistoryQuery(
                    asked.after(), end == 0 ? asked.upTo() : start, wanted, asked.since(), asked.until());
            RoomHistory page = online.get(online.client().history(room, query));
            end = end == 0 ? page.coversTo() : end;
            start = page.coversFrom();
            pages.addFirst(page);
            if (pages.size() > PAGES) {
                pages.removeLast();
            }
            missing -= page.messages().size();
            more = missing > 0 && !page.messages().isEmpty() && !page.fromBeginning();
        }
        if (pages.size() < PAGES) {
            pages.forEach(this::take);
        } else {
            // It was counted where to begin; what was read on the way is read again.
            first(Long.MAX_VALUE, new HistoryQuery(start, end, 0, null, null));
        }
    }

    /** The oldest of what is asked for, at most so many. */
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
