package dev.roomtalk.server.rooms;

import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntSupplier;
import java.util.stream.Collectors;

/**
 * Which rooms each user is a member of, and how many those may be. Written by the rooms, read by anyone.
 *
 * <p>A user who enters a room, or makes one, has a place for it before the room has the member: of many rooms that are
 * asked for at once no more are entered than may be.
 */
public final class Memberships {
    private final Map<Long, Set<Integer>> roomsByUser = new ConcurrentHashMap<>();
    private final IntSupplier most;

    /** Names the places for rooms that have no number yet: below 0. */
    private final AtomicInteger nextPlace = new AtomicInteger(-1);

    /** Of users who may be in any number of rooms. */
    public Memberships() {
        this(() -> Integer.MAX_VALUE);
    }

    /** @param most rooms of one user */
    public Memberships(IntSupplier most) {
        this.most = most;
    }

    void add(long userId, int room) {
        take(userId, room, Integer.MAX_VALUE);
    }

    /** Adds a room if its user has a place for it, or is a member already; false: the user has no place. */
    boolean enter(long userId, int room) {
        return take(userId, room, most.getAsInt());
    }

    private boolean take(long userId, int room, int allowed) {
        // Told from within: afterwards somebody else may have removed it.
        boolean[] taken = new boolean[1];
        roomsByUser.compute(userId, (id, rooms) -> {
            Set<Integer> set = rooms == null ? ConcurrentHashMap.newKeySet() : rooms;
            if (set.size() < allowed) {
                set.add(room);
            }
            taken[0] = set.contains(room);
            return set;
        });
        return taken[0];
    }

    void remove(long userId, int room) {
        roomsByUser.computeIfPresent(userId, (id, rooms) -> {
            rooms.remove(room);
            return rooms.isEmpty() ? null : rooms;
        });
    }

    /** Takes a place for a room that is being made, to be {@linkplain #giveBack given back}; 0: there is none. */
    public int takePlace(long userId) {
        int place = nextPlace.getAndDecrement();
        return enter(userId, place) ? place : 0;
    }

    /** The room was made, and counts itself, or was not made. */
    public void giveBack(long userId, int place) {
        remove(userId, place);
    }

    public boolean contains(long userId, int room) {
        return roomsByUser.getOrDefault(userId, Set.of()).contains(room);
    }

    /** By their numbers. */
    public Set<Integer> rooms(long userId) {
        return roomsByUser.getOrDefault(userId, Set.of()).stream()
                .filter(room -> room > 0)
                .collect(Collectors.toUnmodifiableSet());
    }

    public int count(long userId) {
        return roomsByUser.getOrDefault(userId, Set.of()).size();
    }
}
