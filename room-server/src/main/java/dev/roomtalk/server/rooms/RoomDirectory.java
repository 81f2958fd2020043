package dev.roomtalk.server.rooms;

import dev.roomtalk.server.store.RoomId;
import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The rooms that somebody has needed in this process, by number, by id and by name, and on which loop each is. Others
 * are with the engine. Any thread.
 */
public final class RoomDirectory {
    private final Map<Integer, RoomRef> byNumber = new ConcurrentHashMap<>();
    private final Map<RoomId, RoomRef> byId = new ConcurrentHashMap<>();
    private final Map<String, RoomRef> byKey = new ConcurrentHashMap<>();
    private final AtomicInteger nextNumber = new AtomicInteger(1);

    /** Rooms of this node that are closed, and of which the engine does not know that yet. */
    private final Set<RoomId> closing = ConcurrentHashMap.newKeySet();

    /** A number never given before. */
    int takeNumber() {
        return nextNumber.getAndIncrement();
    }

    /**
     * Adds a room that is not known yet.
     *
     * @param made is asked for it only then
     * @return the room that is known now; null: it is closed, and the engine does not know it yet
     */
    @Nullable
    RoomRef add(RoomId id, Supplier<RoomRef> made) {
        return byId.computeIfAbsent(id, _ -> {
            if (closing.contains(id)) {
                return null;
            }
            RoomRef room = made.get();
            byNumber.put(room.number(), room);
            // A room of this name that has a lower id is closed.
            byKey.merge(room.name().key(), room, (a, b) -> a.id().value() > b.id().value() ? a : b);
            return room;
        });
    }

    /** There is no such room. */
    void remove(RoomRef room) {
        byNumber.remove(room.number());
        byKey.remove(room.name().key(), room);
        byId.remove(room.id(), room);
    }

    /** The room is closed here, and nobody finds it, also where the engine still has it. */
    void close(RoomRef room) {
        closing.add(room.id());
        remove(room);
    }

    /** The engine knows that a room is closed. */
    void closed(RoomRef room) {
        closing.remove(room.id());
    }

    /** Whether a room is closed, and the engine does not know it yet. */
    public boolean isClosing(RoomId room) {
        return closing.contains(room);
    }

    @Nullable
    public RoomRef find(int number) {
        return byNumber.get(number);
    }

    /** Whether the room of a number is a conversation of two users. */
    public boolean isConversation(int number) {
        RoomRef room = byNumber.get(number);
        return room != null && room.pair() != null;
    }

    public @Nullable RoomRef find(RoomId id) {
        return byId.get(id);
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
