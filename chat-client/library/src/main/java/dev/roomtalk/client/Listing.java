package dev.roomtalk.client;

import java.util.List;

/**
 * A list that the server cuts off when it is long.
 *
 * @param listed what it has sent
 * @param count how many there are
 */
public record Listing<T>(List<T> listed, int count) {
    /** A server that does not count has as many as it sends. */
    public Listing {
        listed = List.copyOf(listed);
        count = Math.max(count, listed.size());
    }

    /** How many there are that are not listed. */
    public int more() {
        return count - listed.size();
    }
}
