package dev.roomtalk.server.app;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * What has to be closed at the end of a node: the part that was added last is closed first. Confined to one thread at a
 * time.
 */
final class Closing {
    private final Deque<Runnable> ends = new ArrayDeque<>();

    /** Adds a part, and returns it. */
    <T> T add(T part, Runnable end) {
        ends.push(end);
        return part;
    }

    void close() {
        while (!ends.isEmpty()) {
            ends.pop().run();
        }
    }
}
