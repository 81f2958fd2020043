package dev.roomtalk.e2e;

import java.util.Deque;
import java.util.concurrent.ConcurrentLinkedDeque;

/** What one test has opened, closed in the opposite order. Any thread may add to it. */
public final class Props {
    private final Deque<AutoCloseable> opened = new ConcurrentLinkedDeque<>();

    public <T extends AutoCloseable> T keep(T prop) {
        opened.addFirst(prop);
        return prop;
    }

    /** Prints each, in the order in which they were opened. */
    void print() {
        opened.descendingIterator().forEachRemaining(prop -> System.err.println(prop));
    }

    /** Closes all, and then throws what the first failure was, if one failed. */
    public void closeAll() throws Exception {
        Exception failure = null;
        for (AutoCloseable prop = opened.poll(); prop != null; prop = opened.poll()) {
            try {
                prop.close();
            } catch (Exception e) {
                if (failure == null) {
                    failure = e;
                } else {
                    failure.addSuppressed(e);
                }
            }
        }
        if (failure != null) {
            throw failure;
        }
    }
}
