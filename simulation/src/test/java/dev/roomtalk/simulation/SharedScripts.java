package dev.roomtalk.simulation;

import dev.roomtalk.server.room.RoomChange;
import dev.roomtalk.server.room.RoomState;
import dev.roomtalk.server.store.LogEntry;
import dev.roomtalk.server.store.MessageLog.AppendRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the scripts of the engine on Redis do to a room, each in one step: on the master, and with the same arguments on
 * its replica.
 */
final class SharedScripts {
    /** So few that what was missed is read in several pages. */
    private static final int PAGE = 16;

    private SharedScripts() {}

    /**
     * What every script begins with.
     *
     * @param seenEpoch the highest that the node has seen of this room
     * @param seenSequence the same
     * @param master that carries it out
     * @param millis its time of day
     */
    record Begin(long seenEpoch, long seenSequence, long master, long millis) {
        /** Begins a new epoch where pairs may be lost that somebody has seen. */
        void at(Disk.Room room) {
            if (room.master == master && room.epoch >= seenEpoch && room.last >= seenSequence) {
                return;
            }
            if (room.last >= room.first) {
                room.epochEnds.put(room.epoch, room.last);
            }
            room.epoch = Math.max(Math.max(room.epoch + 1, seenEpoch + 1), millis);
            room.last = Math.max(room.last, seenSequence);
            room.first = room.last + 1;
            // Changes may be lost as well. Nobody has seen this version: so whoever has the room open reads how it is.
            room.version = Math.max(room.version + 1, room.epoch);
            room.master = master;
        }
    }

    /** A message that is to be appended, and the version of the room that its node knew. */
    record Appending(long version, AppendRequest message) {}

    /** What became of a message. */
    enum Taken {
        NUMBERED,
        BEFORE,
        TOO_LATE
    }

    /** @param entry null: it was taken before, and the log has it no longer; or it comes too late */
    record Appended(Taken taken, @Nullable LogEntry entry) {}

    /** @param version that the room has */
    record AppendedAll(long version, List<Appended> each) {
        List<LogEntry> numbered() {
            List<LogEntry> entries = new ArrayList<>();
            for (Appended one : each) {
                if (one.taken == Taken.NUMBERED && one.entry != null) {
                    entries.add(one.entry);
                }
            }
            return entries;
        }
    }

    static AppendedAll append(Disk.Room room, Begin begin, List<Appending> messages) {
        begin.at(room);
        List<Appended> each = new ArrayList<>();
        for (Appending one : messages) {
            AppendRequest message = one.message;
            if (room.highestN(message.userId(), message.instance()) >= message.n()) {
                each.add(new Appended(Taken.BEFORE, room.find(message)));
            } else if (one.version < room.restricted) {
                each.add(new Appended(Taken.TOO_LATE, null));
            } else {
                LogEntry entry = new LogEntry(room.epoch, room.last + 1, message);
                room.put(entry);
                each.add(new Appended(Taken.NUMBERED, entry));
            }
        }
        return new AppendedAll(room.version, each);
    }

    /**
     * What became of a proposal.
     *
     * @param taken it was made, now or before
     * @param now it was made now, after the message with this pair
     * @param read no change has made the version that the room has: it has to be read
     */
    record Proposed(boolean taken, boolean now, long epoch, long last, boolean read) {}

    static Proposed propose(Disk.Room room, Begin begin, long expected, String id, RoomChange change) {
        begin.at(room);
        if (room.proposal.equals(id)) {
            return new Proposed(true, false, room.epoch, room.last, true);
        }
        if (room.version > expected) {
            return new Proposed(false, false, room.epoch, room.last, room.version == room.epoch);
        }
        room.proposal = id;
        room.take(change, expected + 1);
        return new Proposed(true, true, room.epoch, room.last, false);
    }

    static long epochEnd(Disk.Room room, Begin begin, long epoch) {
        begin.at(room);
        if (epoch >= room.epoch) {
            return room.last;
        }
        Map.Entry<Long, Long> ended = room.epochEnds.floorEntry(epoch);
        return ended == null ? 0 : ended.getValue();
    }

    /**
     * What a node may have missed of a room.
     *
     * @param more there may be more messages above these
     * @param state how the room is; null: its version is the one that the node has
     */
    record Missed(
            long epoch, long last, long version, @Nullable RoomState state, List<LogEntry> entries, boolean more) {}

    /** From this pair and this version on. */
    static Missed missed(Disk.Room room, Begin begin, long epoch, long sequence, long version) {
        begin.at(room);
        long from = sequence;
        if (epoch < room.epoch) {
            // Of that epoch the log may have lost the end, and another has gone on there.
            Map.Entry<Long, Long> ended = room.epochEnds.floorEntry(epoch);
            from = ended == null ? from : Math.min(from, ended.getValue());
        }
        List<LogEntry> entries =
                room.log.tailMap(from, false).values().stream().limit(PAGE).toList();
        RoomState state = room.version > version ? room.state(room.epoch > epoch) : null;
        return new Missed(room.epoch, room.last, room.version, state, entries, entries.size() == PAGE);
    }
}
