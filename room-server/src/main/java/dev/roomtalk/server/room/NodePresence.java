package dev.roomtalk.server.room;

import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.LongPredicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * On which other nodes users have sessions in a room, and what of that the engine is to be told. Confined to its room.
 */
final class NodePresence {
    private final long node;

    /** Users who have sessions on other nodes, and on which nodes. */
    private final Map<Long, Set<Long>> elsewhere = new HashMap<>(0);

    /** Users who have come to this node or gone from it, which the engine does not know yet. */
    private final Set<Long> untold = new LinkedHashSet<>(0);

    /** Nodes that have ended, and the users whom the engine still believes to be there. */
    private final Map<Long, Set<Long>> ended = new HashMap<>(0);

    /** @param node this one; 0: no other node has the room */
    NodePresence(long node) {
        this.node = node;
    }

    long node() {
        return node;
    }

    boolean isElsewhere(long userId) {
        return elsewhere.containsKey(userId);
    }

    /** Whether there is something that the engine is to be told. */
    boolean hasUntold() {
        return !untold.isEmpty() || !ended.isEmpty();
    }

    /** A user has the first session on this node, or none any longer. */
    void comesOrGoes(long userId) {
        if (node != 0) {
            untold.add(userId);
        }
    }

    /** A user has sessions on another node, or has none there any longer. */
    void note(long other, long userId, boolean here) {
        if (here) {
            elsewhere.computeIfAbsent(userId, _ -> new HashSet<>(1)).add(other);
        } else {
            elsewhere.computeIfPresent(userId, (_, nodes) -> {
                nodes.remove(other);
                return nodes.isEmpty() ? null : nodes;
            });
        }
    }

    /** The users who have sessions on other nodes, and on which. */
    Map<Long, Set<Long>> elsewhere() {
        Map<Long, Set<Long>> copy = new HashMap<>();
        elsewhere.forEach((userId, nodes) -> copy.put(userId, Set.copyOf(nodes)));
        return copy;
    }

    /** The engine is to be told that a node has ended. */
    void endNode(long other, Set<Long> users) {
        if (!users.isEmpty()) {
            ended.computeIfAbsent(other, _ -> new HashSet<>()).addAll(users);
        }
    }

    /** The engine knows where these users are. */
    void known(RoomChange.PresentAre change) {
        if (change.node() == node) {
            // Another node has taken this one for ended.
            untold.addAll(change.away());
            return;
        }
        ended.computeIfPresent(change.node(), (_, users) -> {
            users.removeAll(Set.copyOf(change.away()));
            return users.isEmpty() ? null : users;
        });
    }

    /**
     * What the engine is to be told; null: nothing.
     *
     * @param isHere whether a user has a session on this node
     */
    RoomChange.@Nullable PresentAre take(LongPredicate isHere) {
        if (!untold.isEmpty()) {
            Map<Boolean, List<Long>> users = untold.stream().collect(Collectors.partitioningBy(isHere::test));
            untold.clear();
            return new RoomChange.PresentAre(
                    node, users.getOrDefault(true, List.of()), users.getOrDefault(false, List.of()));
        }
        if (ended.isEmpty()) {
            return null;
        }
        long first = ended.keySet().iterator().next();
        Set<Long> users = ended.remove(first);
        return users == null ? null : new RoomChange.PresentAre(first, List.of(), List.copyOf(users));
    }

    /** The engine has not taken it. */
    void putBack(RoomChange.PresentAre change) {
        if (change.node() == node) {
            untold.addAll(change.here());
            untold.addAll(change.away());
        } else {
            endNode(change.node(), Set.copyOf(change.away()));
        }
    }
}
