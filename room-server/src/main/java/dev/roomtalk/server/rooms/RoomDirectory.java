package dev.roomtalk.server.rooms;

import java.util.Collection;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** Which rooms this node serves, by number and by name, and on which loop. Any thread. */
public final class RoomDirectory {
    private final Map<Integer, RoomRef> byNumber = new ConcurrentHashMap<>();
    private final Map<String, RoomRef> byKey = new ConcurrentHashMap<>();
    private final AtomicInteger nextNumber = new AtomicInteger(1);

    /** A number never given before. */
    int takeNumber() {
        return nextNumber.getAndIncrement();
    }

    void add(RoomRef room) {
        byNumber.put(room.number(), room);
        byKey.put(room.name().key(), room);
    }

    void remove(RoomRef room) {
        byNumber.remove(room.number());
        byKey.remove(room.name().key(), room);
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
