package dev.roomtalk.server.store;

import dev.roomtalk.server.names.Looks;
import dev.roomtalk.wire.Name;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What the names of an engine's rooms {@linkplain Looks look} like: how many rooms have each look. All names are looked
 * at when it is asked first. Guarded by itself; whoever owns it holds its lock while the set of names changes.
 */
public final class RoomLooks {
    private final Supplier<Stream<Name>> names;
    /** Null: the names were not looked at yet. */
    private @Nullable Map<String, Integer> counts;

    /** @param names of all rooms at present */
    public RoomLooks(Supplier<Stream<Name>> names) {
        this.names = names;
    }

    /** A room of this name was made. */
    public synchronized void add(Name name) {
        if (counts != null) {
            count(counts, name);
        }
    }

    /** A room of this name was closed. */
    public synchronized void remove(Name name) {
        Map<String, Integer> counted = counts;
        if (counted != null) {
            Looks.of(name).forEach(look -> counted.computeIfPresent(look, (_, n) -> n == 1 ? null : n - 1));
        }
    }

    /** Whether the name of a room looks like this one. */
    public synchronized boolean has(Name name) {
        return Looks.of(name).stream().anyMatch(counts()::containsKey);
    }

    /** Looks at all names now, so that nobody waits for it who makes the first room. */
    public synchronized void read() {
        counts();
    }

    private Map<String, Integer> counts() {
        Map<String, Integer> counted = counts;
        if (counted == null) {
            counted = new HashMap<>();
            Map<String, Integer> all = counted;
            names.get().forEach(name -> count(all, name));
            counts = counted;
        }
        return counted;
    }

    private static void count(Map<String, Integer> counts, Name name) {
        Looks.of(name).forEach(look -> counts.merge(look, 1, Integer::sum));
    }
}
