package dev.roomtalk.client.internal.rooms;

import dev.roomtalk.client.internal.base.RecentMap;
import dev.roomtalk.client.internal.base.SessionLoop;
import dev.roomtalk.client.internal.wire.FromServer;
import dev.roomtalk.client.internal.wire.ServerText;
import dev.roomtalk.proto.Author;
import java.time.Duration;
import java.util.Map;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/**
 * The authors of one room by their numbers; an unknown one is asked for, and after a while goes without a name.
 * Confined to the session's loop.
 */
final class RoomAuthors {
    static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final int CAPACITY = 10_000;

    private final SessionLoop loop;
    private final IntConsumer ask;
    private final Runnable onPatienceOver;
    private final Map<Integer, Author> known = new RecentMap<>(CAPACITY);
    private int asked;
    private long askedAt;
    private SessionLoop.@Nullable Timer timer;

    RoomAuthors(SessionLoop loop, IntConsumer ask, Runnable onPatienceOver) {
        this.loop = loop;
        this.ask = ask;
        this.onPatienceOver = onPatienceOver;
    }

    void learn(Author author) {
        known.put(author.getNumber(), ServerText.author(author));
    }

    @Nullable
    Author find(int number) {
        return known.get(number);
    }

    /** The author, if need be without a name; null if it was asked for and may still come. */
    @Nullable
    Author findOrAsk(int number) {
        Author author = known.get(number);
        if (author != null) {
            return author;
        }
        long now = loop.nanoTime();
        if (asked != number) {
            stop();
            asked = number;
            askedAt = now;
            timer = loop.schedule(PATIENCE, onPatienceOver);
            ask.accept(number);
            // The answer may have been there at once.
            return known.get(number);
        }
        return now - askedAt >= PATIENCE.toNanos() ? FromServer.nameless(number) : null;
    }

    /** Each node gives numbers of its own, and anew in another epoch. */
    void forget() {
        known.clear();
    }

    void stop() {
        asked = 0;
        if (timer != null) {
            timer.cancel();
            timer = null;
        }
    }
}
