package dev.roomtalk.server.store.move;

import dev.roomtalk.server.store.RoomRecord;
import dev.roomtalk.server.store.SequenceRanges;
import java.util.List;
import java.util.Map;

/**
 * A room without its messages.
 *
 * @param record with its members, bans and invitations, its present epoch, and the last sequence that was given
 * @param first the first sequence of the present epoch; above the last: there is none yet
 * @param ends where earlier epochs of the room ended, those in which there were messages, in their order
 * @param oldest no message below this sequence is kept
 * @param removed which sequences an operator has removed
 * @param read how far users have read, by their ids
 */
public record MovedRoom(
        RoomRecord record, long first, List<EpochEnd> ends, long oldest, SequenceRanges removed, Map<Long, Long> read) {
    /** @param last the last sequence of the epoch */
    public record EpochEnd(long epoch, long last) {}
}
