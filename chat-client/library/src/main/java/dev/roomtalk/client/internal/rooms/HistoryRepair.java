package dev.roomtalk.client.internal.rooms;

import dev.roomtalk.client.ChatException.Reason;
import dev.roomtalk.client.internal.base.SessionLoop;
import dev.roomtalk.proto.HistoryPage;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Brings what a room's ring no longer has from its history, page by page. Confined to the session's loop. A page that
 * brings nothing, or cannot be read, is asked for again later.
 */
final class HistoryRepair {
    /** Reads pages; {@link HistoryReader} does. */
    @FunctionalInterface
    interface Source {
        void read(int room, long after, long upTo, Reading reading);
    }

    /** What becomes of a page that was asked for: one of these, unless the connection is lost before. */
    interface Reading {
        void onPage(HistoryPage page);

        void onFailure(Reason why);
    }

    /** Takes the pages. */
    interface Listener {
        /** @param after above which sequence the page was asked for */
        void onPage(HistoryPage page, long after);

        /** The server keeps no history after all. */
        void onNoHistory();

        /** It is time to ask again. */
        void onRetry();
    }

    private static final Duration SOON = Duration.ofMillis(200);
    private static final Duration LATE = Duration.ofSeconds(5);

    private final SessionLoop loop;
    private final Source source;
    private final Listener listener;
    private int room;
    private boolean connected;
    private boolean reading;
    private int vain;
    private int joins;
    private SessionLoop.@Nullable Timer timer;

    HistoryRepair(SessionLoop loop, Source source, Listener listener) {
        this.loop = loop;
        this.source = source;
        this.listener = listener;
    }

    void start(int roomNumber) {
        stop();
        room = roomNumber;
        connected = true;
    }

    /** The connection is gone, and with it whatever was asked. */
    void stop() {
        joins++;
        connected = false;
        reading = false;
        vain = 0;
        if (timer != null) {
            timer.cancel();
            timer = null;
        }
    }

    /** Asks for ({@code after}, {@code upTo}] unless a page is on its way, or it is too early to ask again. */
    void want(long after, long upTo) {
        if (!connected || reading || timer != null) {
            return;
        }
        reading = true;
        int join = joins;
        source.read(room, after, upTo, new Reading() {
            @Override
            public void onPage(HistoryPage page) {
                if (join != joins) {
                    return;
                }
                reading = false;
                if (page.getCoversTo() > after) {
                    vain = 0;
                } else {
                    later();
                }
                listener.onPage(page, after);
            }

            @Override
            public void onFailure(Reason why) {
                if (join != joins) {
                    return;
                }
                reading = false;
                if (why == Reason.FAILED) {
                    listener.onNoHistory();
                } else {
                    later();
                }
            }
        });
    }

    private void later() {
        Duration wait = SOON.multipliedBy(1L << Math.min(vain, 5));
        vain++;
        timer = loop.schedule(wait.compareTo(LATE) < 0 ? wait : LATE, () -> {
            timer = null;
            listener.onRetry();
        });
    }
}
