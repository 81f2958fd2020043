package dev.roomtalk.simulation;

import dev.roomtalk.server.room.Ban;
import dev.roomtalk.server.room.MemberRecord;
import dev.roomtalk.server.room.RoomChange;
import dev.roomtalk.server.store.LogEntry;
import dev.roomtalk.server.store.RoomId;
import dev.roomtalk.server.store.RoomRecord;
import dev.roomtalk.server.store.TokenHash;
import dev.roomtalk.server.store.UserRecord;
import dev.roomtalk.wire.Name;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** What a server has committed, and finds again after a crash. */
final class Disk {
    /** A room with its log. */
    static final class Room {
        final RoomId id;
        final Name name;
        final TreeMap<Long, LogEntry> log = new TreeMap<>();
        final Map<Speaker, Long> highestN = new HashMap<>();

        /** The last sequence of each epoch. */
        final TreeMap<Long, Long> epochEnds = new TreeMap<>();

        final Map<Long, MemberRecord> members = new LinkedHashMap<>();

        final Map<Ban.Key, Ban> bans = new LinkedHashMap<>();

        long last;
        long version;

        /** The version with the last change that restricts somebody. */
        long restricted;

        String topic = "";

        Room(RoomId id, Name name) {
            this.id = id;
            this.name = name;
        }
    }

    record Speaker(long userId, long instance) {}

    final Map<TokenHash, UserRecord> users = new HashMap<>();
    final Map<RoomId, Room> rooms = new LinkedHashMap<>();
    long lastEpoch;

    /** The names of everybody who is a member of a room. */
    Set<String> members() {
        return rooms.values().stream()
                .flatMap(room -> room.members.values().stream())
                .map(MemberRecord::name)
                .collect(Collectors.toSet());
    }

    /** The names of everybody who is kept out of a room. */
    Set<String> bans() {
        return rooms.values().stream()
                .flatMap(room -> room.bans.values().stream())
                .map(Ban::name)
                .collect(Collectors.toSet());
    }

    RoomRecord record(Room room, long epoch) {
        return RoomRecord.wanted(room.name, "", null, false, false)
                .changed(new RoomChange.TopicIs(room.topic, ""), room.version)
                .withId(room.id)
                .withMembers(List.copyOf(room.members.values()))
                .withBans(List.copyOf(room.bans.values()))
                .at(epoch, room.last);
    }
}
