package dev.roomtalk.server.app;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * What has to be closed at the end of a node: the part that was added last is closed first. Confined to one thread at a
 * time.
 */
final class Closing {
    private final Deque<Runnable> ends = new ArrayDeque<>();

    /** Adds the end of a part. */
    void add(Runnable end) {
        ends.push(end);
    }

    void close() {
        while (!ends.isEmpty()) {
            ends.pop().run();
        }
    }
}
