package dev.roomtalk.server.room;

import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Shows who comes to other nodes of a room and goes from them. Confined to its room. */
final class Elsewhere {
    private final Roster roster;
    private final Lifetime lifetime;
    private final Attendance attendance;

    Elsewhere(Roster roster, Lifetime lifetime, Attendance attendance) {
        this.roster = roster;
        this.lifetime = lifetime;
        this.attendance = attendance;
    }

    /** Users have come to another node, or gone from it; whether they are members is said elsewhere. */
    void apply(RoomChange.PresentAre change, long now) {
        roster.nodes().known(change);
        change.here().forEach(userId -> arrived(roster.isOn(change.node(), userId, true, now), now));
        change.away().forEach(userId -> departed(roster.isOn(change.node(), userId, false, now), now));
    }

    /** These users have sessions, by the nodes that they are on, and nobody else. */
    void present(Map<Long, Set<Long>> byNode, long now) {
        roster.nodes()
                .elsewhere()
                .forEach((userId, nodes) -> nodes.stream()
                        .filter(node -> !byNode.getOrDefault(node, Set.of()).contains(userId))
                        .forEach(node -> departed(roster.isOn(node, userId, false, now), now)));
        byNode.forEach((node, users) -> {
            if (node == roster.nodes().node()) {
                roster.believed(users);
            } else {
                users.forEach(userId -> arrived(roster.isOn(node, userId, true, now), now));
            }
        });
        if (!byNode.containsKey(roster.nodes().node())) {
            roster.believed(Set.of());
        }
    }

    /** A node has ended: nobody is there any longer. */
    void nodeEnded(long node, long now) {
        Set<Long> users = roster.nodes().elsewhere().entrySet().stream()
                .filter(each -> each.getValue().contains(node))
                .map(Map.Entry::getKey)
                .collect(Collectors.toSet());
        users.forEach(userId -> departed(roster.isOn(node, userId, false, now), now));
        roster.nodes().endNode(node, users);
    }

    private void arrived(@Nullable Member member, long now) {
        if (member != null) {
            lifetime.used(now);
            if (!member.toldPresent || member.toBeAnnounced) {
                attendance.tellArrival(member, null, now);
            }
        }
    }

    /** The others are told after the usual delay. */
    private void departed(@Nullable Member member, long now) {
        if (member != null) {
            lifetime.used(now);
        }
    }
}
