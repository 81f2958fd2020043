package dev.roomtalk.server.rooms;

import java.util.Collection;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntPredicate;
import java.util.function.IntSupplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Which rooms each user who has connected is a member of, and how many those may be. Written by the rooms, read by
 * anyone.
 *
 * <p>The engine is asked for them each time when a user connects. What rooms say meanwhile is newer than its answer.
 *
 * <p>A user who enters a room, or makes one, has a place for it before the room has the member: of many rooms that are
 * asked for at once no more are entered than may be.
 */
public final class Memberships {
    private final Map<Long, OfUser> byUser = new ConcurrentHashMap<>();
    private final IntSupplier most;
    private final IntPredicate free;

    /** Names the places for rooms that have no number yet: below 0. */
    private final AtomicInteger nextPlace = new AtomicInteger(-1);

    /** The rooms of one user: read at any time, changed by whoever has its place in the map. */
    private static final class OfUser {
        final Set<Integer> rooms = ConcurrentHashMap.newKeySet();

        /** How many answers of the engine are awaited. */
        int asked;

        /** Rooms that were left while an answer was awaited; null: none. */
        @Nullable
        Set<Integer> left;

        boolean isNeeded() {
            return asked > 0 || !rooms.isEmpty();
        }
    }

    /** Of users who may be in any number of rooms. */
    public Memberships() {
        this(() -> Integer.MAX_VALUE);
    }

    /** @param most rooms of one user */
    public Memberships(IntSupplier most) {
        this(most, _ -> false);
    }

    /**
     * With rooms that do not count.
     *
     * @param most rooms of one user
     * @param free whether the room of a number is not one of these
     */
    public Memberships(IntSupplier most, IntPredicate free) {
        this.most = most;
        this.free = free;
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
        byUser.compute(userId, (_, known) -> {
            OfUser user = known == null ? new OfUser() : known;
            if (allowed == Integer.MAX_VALUE || count(user) < allowed) {
                user.rooms.add(room);
            }
            taken[0] = user.rooms.contains(room);
            if (taken[0] && user.left != null) {
                user.left.remove(room);
            }
            return user.isNeeded() ? user : null;
        });
        return taken[0];
    }

    void remove(long userId, int room) {
        byUser.computeIfPresent(userId, (_, user) -> {
            user.rooms.remove(room);
            if (user.asked > 0) {
                user.left = user.left == null ? new HashSet<>() : user.left;
                user.left.add(room);
            }
            return user.isNeeded() ? user : null;
        });
    }

    /** The engine is asked for the rooms of a user; its answer, or its failure, is to be {@linkplain #told told}. */
    void ask(long userId) {
        byUser.compute(userId, (_, known) -> {
            OfUser user = known == null ? new OfUser() : known;
            user.asked++;
            return user;
        });
    }

    /** The engine has answered: the user is a member of these rooms too, but for those that it has left meanwhile. */
    void told(long userId, Collection<Integer> rooms) {
        byUser.computeIfPresent(userId, (_, user) -> {
            for (int room : rooms) {
                if (user.left == null || !user.left.contains(room)) {
                    user.rooms.add(room);
                }
            }
            user.asked--;
            if (user.asked == 0) {
                user.left = null;
            }
            return user.isNeeded() ? user : null;
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
        OfUser user = byUser.get(userId);
        return user != null && user.rooms.contains(room);
    }

    /** By their numbers. */
    public Set<Integer> rooms(long userId) {
        OfUser user = byUser.get(userId);
        return user == null
                ? Set.of()
                : user.rooms.stream().filter(room -> room > 0).collect(Collectors.toUnmodifiableSet());
    }

    /** How many rooms a user is a member of, of those that count. */
    public int count(long userId) {
        OfUser user = byUser.get(userId);
        return user == null ? 0 : count(user);
    }

    private int count(OfUser user) {
        return (int) user.rooms.stream().filter(room -> !free.test(room)).count();
    }
}
