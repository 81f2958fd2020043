package dev.roomtalk.server.rooms;

import dev.roomtalk.server.names.Looks;
import dev.roomtalk.wire.Name;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** Which rooms this node serves, by number and by name, and on which loop. Any thread. */
public final class RoomDirectory {
    private final Map<Integer, RoomRef> byNumber = new ConcurrentHashMap<>();
    private final Map<String, RoomRef> byKey = new ConcurrentHashMap<>();
    private final AtomicInteger nextNumber = new AtomicInteger(1);

    /**
     * How many rooms' names have a look; null: they were not looked at yet. Guarded by {@link #byKey}, as its changes
     * are.
     */
    private @Nullable Map<String, Integer> looks;

    /** A number never given before. */
    int takeNumber() {
        return nextNumber.getAndIncrement();
    }

    void add(RoomRef room) {
        byNumber.put(room.number(), room);
        synchronized (byKey) {
            if (byKey.put(room.name().key(), room) == null && looks != null) {
                count(looks, room);
            }
        }
    }

    void remove(RoomRef room) {
        byNumber.remove(room.number());
        synchronized (byKey) {
            if (byKey.remove(room.name().key(), room) && looks != null) {
                Map<String, Integer> counted = looks;
                Looks.of(room.name()).forEach(look -> counted.computeIfPresent(look, (l, n) -> n == 1 ? null : n - 1));
            }
        }
    }

    private static void count(Map<String, Integer> looks, RoomRef room) {
        Looks.of(room.name()).forEach(look -> looks.merge(look, 1, Integer::sum));
    }

    /** Whether the name of a room {@linkplain Looks looks} like this one. */
    public boolean hasOneThatLooksLike(Name name) {
        synchronized (byKey) {
            return Looks.of(name).stream().anyMatch(looks()::containsKey);
        }
    }

    /** Looks at all names now, so that nobody waits for it who makes the first room. */
    public void readLooks() {
        synchronized (byKey) {
            looks();
        }
    }

    private Map<String, Integer> looks() {
        Map<String, Integer> counted = looks;
        if (counted == null) {
            counted = new HashMap<>();
            for (RoomRef room : byKey.values()) {
                count(counted, room);
            }
            looks = counted;
        }
        return counted;
    }

    @Nullable
    public RoomRef find(int number) {
        return byNumber.get(number);
    }

    /** By the key of its name. */
    public @Nullable RoomRef find(String key) {
        return byKey.get(key);
    }

    public Collection<RoomRef> all() {
        return byNumber.values();
    }

    public int size() {
        return byNumber.size();
    }
}
