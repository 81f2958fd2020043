package dev.roomtalk.server.store.sqlite;

import dev.roomtalk.server.room.Ban;
import dev.roomtalk.server.room.MemberRecord;
import dev.roomtalk.server.room.RoomChange;
import dev.roomtalk.server.store.RoomId;
import dev.roomtalk.server.store.RoomLooks;
import dev.roomtalk.server.store.RoomRecord;
import dev.roomtalk.server.store.SpeakerBudget;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** The rooms that exist, in memory: each with its record and the sequencer of its messages. Any thread. */
final class RoomRegistry {
    private final Map<RoomId, Entry> byId = new ConcurrentHashMap<>();
    private final NavigableSet<Long> ids = new ConcurrentSkipListSet<>();
    private final AtomicInteger visible = new AtomicInteger();
    private final RoomLooks looks;
    private final SpeakerBudget speakers;

    RoomRegistry(SpeakerBudget speakers) {
        this.speakers = speakers;
        this.looks = new RoomLooks(() -> byId.values().stream().map(room -> room.record.name()));
    }

    /**
     * A room that exists.
     *
     * @param record without members, bans and invitations, which change all the time
     */
    record Entry(RoomRecord record, Sequencer sequencer) {
        /** Its id in the database. */
        long id() {
            return sequencer.room();
        }

        /** The record with these members and bans, and with the last sequence that was committed. */
        RoomRecord asCommitted(List<MemberRecord> members, List<Ban> bans) {
            return record.withMembers(members).withBans(bans).at(record.epoch(), sequencer.committed());
        }
    }

    /** Adds a room that is in the database, and returns what numbers its messages. */
    Sequencer open(RoomTable.Row row, Writer writer) {
        RoomRecord record = row.record();
        Sequencer sequencer = new Sequencer(
                row.id(), record.epoch(), record.sequence(), row.oldest(), record.history(), writer, speakers);
        synchronized (looks) {
            byId.put(record.id(), new Entry(record.withMembers(List.of()), sequencer));
            looks.add(record.name());
        }
        ids.add(row.id());
        if (!record.hidden()) {
            visible.incrementAndGet();
        }
        return sequencer;
    }

    /** What the names of these rooms look like. */
    RoomLooks looks() {
        return looks;
    }

    int count() {
        return byId.size();
    }

    /** How many of these rooms are not private. */
    int visible() {
        return visible.get();
    }

    /** Returns a room; null: there is no such room. */
    @Nullable
    Entry find(RoomId id) {
        return byId.get(id);
    }

    /** Returns the sequencer of the room with this id; null: there is no such room. */
    @Nullable
    Sequencer sequencer(long id) {
        Entry room = find(new RoomId(id));
        return room == null ? null : room.sequencer;
    }

    /** Rooms with ids above this one, in the order of their ids, at most so many. */
    List<Entry> above(RoomId id, int most) {
        return ids.tailSet(id.value(), false).stream()
                .map(other -> byId.get(new RoomId(other)))
                .filter(Objects::nonNull)
                .limit(most)
                .toList();
    }

    /**
     * Changes the record of a room. To be called with the lock of its sequencer, under which alone that is done.
     *
     * @return false: it has a newer version than expected, or there is no such room
     */
    boolean change(RoomId id, long expected, RoomChange change) {
        Entry room = byId.get(id);
        if (room == null || room.record.version() > expected) {
            return false;
        }
        Entry changed = new Entry(room.record.changed(change, expected + 1), room.sequencer);
        return byId.replace(id, changed) != null;
    }

    /** Removes a room: nothing is numbered in it from now on. Returns its sequencer; null: there is no such room. */
    @Nullable
    Sequencer close(RoomId id) {
        ids.remove(id.value());
        Entry room;
        synchronized (looks) {
            room = byId.remove(id);
            if (room != null) {
                looks.remove(room.record.name());
            }
        }
        if (room == null) {
            return null;
        }
        if (!room.record.hidden()) {
            visible.decrementAndGet();
        }
        room.sequencer.close();
        return room.sequencer;
    }
}
