package dev.roomtalk.simulation;

import java.util.ArrayDeque;
import java.util.Deque;

/** What happened in a simulation, for whoever has to find out why it failed; and a digest that tells two runs apart. */
final class Trace {
    private static final int KEPT = 2000;

    private final World world;
    private final Deque<String> lines = new ArrayDeque<>();
    private final boolean keep;
    private long digest = 1;

    Trace(World world, boolean keep) {
        this.world = world;
        this.keep = keep;
    }

    void line(String what) {
        long elapsed = world.elapsedMillis();
        digest = (digest * 31 + elapsed) * 31 + what.hashCode();
        if (keep) {
            if (lines.size() == KEPT) {
                lines.removeFirst();
            }
            lines.addLast("%9.3f  %s".formatted(elapsed / 1000.0, what));
        }
    }

    long digest() {
        return digest;
    }

    @Override
    public String toString() {
        return String.join("\n", lines);
    }
}
