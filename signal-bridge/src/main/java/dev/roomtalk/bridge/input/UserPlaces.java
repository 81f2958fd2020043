package dev.roomtalk.bridge.input;

import java.util.HashMap;
import java.util.Map;

/**
 * How many connections each user of this machine has at a socket: a bounded number of each, and of all together.
 * Confined to the thread of the socket.
 */
final class UserPlaces {
    private final SocketLimits limits;
    private final Map<Integer, Integer> taken = new HashMap<>();
    private int all;

    UserPlaces(SocketLimits limits) {
        this.limits = limits;
    }

    /** Takes a place for a user; false if there is none. */
    boolean take(int uid) {
        int had = taken.getOrDefault(uid, 0);
        if (had >= limits.connectionsOfAUser() || all >= limits.connections()) {
            return false;
        }
        taken.put(uid, had + 1);
        all++;
        return true;
    }

    /** Gives a place back that was taken. */
    void giveBack(int uid) {
        taken.computeIfPresent(uid, (_, had) -> had == 1 ? null : had - 1);
        all--;
    }
}
