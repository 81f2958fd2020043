package dev.roomtalk.server.store;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A node that shares the engine, as another one sees it.
 *
 * @param number which no other node had before
 * @param silentMillis how long ago it renewed its place among the nodes
 * @param card what it tells of itself; null: nothing, as one of an earlier version
 */
public record SeenNode(
        long number, long silentMillis, @Nullable NodeCard card) {
    /** A node that has not renewed its place for this long does not serve. */
    public static final Duration PLACE_LASTS = Duration.ofSeconds(5);

    /** Whether it serves at present, as far as is known. */
    public boolean serves() {
        return silentMillis <= PLACE_LASTS.toMillis();
    }
}
