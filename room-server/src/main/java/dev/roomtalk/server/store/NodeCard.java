package dev.roomtalk.server.store;

import java.util.List;

/**
 * What a node tells the other nodes that share its engine of itself, for their operators.
 *
 * @param addresses where it serves, with the port
 * @param relay where its clients reach the relay
 * @param sessions that are connected to it
 * @param openRooms rooms that somebody there needs
 * @param messages in a second, of its own clients
 * @param deliveries in a second, to its own clients
 * @param draining it takes nobody new
 */
public record NodeCard(
        String version,
        List<String> addresses,
        List<String> relay,
        int sessions,
        int openRooms,
        double messages,
        double deliveries,
        boolean draining) {
    public NodeCard {
        addresses = List.copyOf(addresses);
        relay = List.copyOf(relay);
    }
}
