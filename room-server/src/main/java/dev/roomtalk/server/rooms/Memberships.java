package dev.roomtalk.server.rooms;

import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Which rooms each user is a member of. Written by the rooms, read by anyone. */
public final class Memberships {
    private final Map<Long, Set<Integer>> roomsByUser = new ConcurrentHashMap<>();

    void add(long userId, int room) {
        roomsByUser.compute(userId, (id, rooms) -> {
            Set<Integer> set = rooms == null ? ConcurrentHashMap.newKeySet() : rooms;
            set.add(room);
            return set;
        });
    }

    void remove(long userId, int room) {
        roomsByUser.computeIfPresent(userId, (id, rooms) -> {
            rooms.remove(room);
            return rooms.isEmpty() ? null : rooms;
        });
    }

    public boolean contains(long userId, int room) {
        return roomsByUser.getOrDefault(userId, Set.of()).contains(room);
    }

    /** By their numbers. */
    public Set<Integer> rooms(long userId) {
        return Set.copyOf(roomsByUser.getOrDefault(userId, Set.of()));
    }

    public int count(long userId) {
        return roomsByUser.getOrDefault(userId, Set.of()).size();
    }
}
