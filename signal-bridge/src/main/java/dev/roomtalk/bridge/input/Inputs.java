package dev.roomtalk.bridge.input;

import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What is open besides signals. */
public final class Inputs implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger("signal-bridge");

    private final Deque<Closeable> doors = new ArrayDeque<>();

    public void add(Closeable door) {
        doors.push(door);
    }

    /** The last one opened first. */
    @Override
    public void close() {
        for (Closeable door : doors) {
            try {
                door.close();
            } catch (IOException e) {
                LOG.warn("{}", e.getMessage());
            }
        }
        doors.clear();
    }
}
