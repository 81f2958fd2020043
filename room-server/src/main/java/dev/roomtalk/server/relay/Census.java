package dev.roomtalk.server.relay;

import dev.roomtalk.server.rooms.RoomUsage;
import java.util.List;

/**
 * The rooms and sessions of one relay loop, counted in a turn of it. What it counts goes on growing as long as each is
 * there.
 */
public record Census(List<RoomUsage> rooms, List<OfSession> sessions) {

    /**
     * A session.
     *
     * @param udp by what it is served
     * @param datagrams that were sealed for it, under its present keys
     * @param known of those sent, how many it has reported on
     * @param lost of these
     * @param lostPercent in the last seconds that it has reported on
     */
    public record OfSession(Session session, boolean udp, long datagrams, long known, long lost, int lostPercent) {}
}
