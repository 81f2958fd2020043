package dev.roomtalk.server.store;

import java.util.Collection;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** How far users have read in rooms, in memory. Any thread. */
final class MemoryReadMarks {
    private final Map<RoomId, Map<Long, Long>> byRoom = new ConcurrentHashMap<>();

    void mark(RoomId room, long userId, long sequence) {
        byRoom.computeIfAbsent(room, _ -> new ConcurrentHashMap<>()).merge(userId, sequence, Math::max);
    }

    long get(RoomId room, long userId) {
        return byRoom.getOrDefault(room, Map.of()).getOrDefault(userId, 0L);
    }

    void forget(RoomId room) {
        byRoom.remove(room);
    }

    void forgetUsers(Collection<Long> userIds) {
        byRoom.values().forEach(marks -> marks.keySet().removeAll(userIds));
    }
}
