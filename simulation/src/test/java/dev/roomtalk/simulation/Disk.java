package dev.roomtalk.simulation;

import dev.roomtalk.server.room.Ban;
import dev.roomtalk.server.room.MemberRecord;
import dev.roomtalk.server.room.Revisable;
import dev.roomtalk.server.room.RoomChange;
import dev.roomtalk.server.room.RoomSettings;
import dev.roomtalk.server.room.RoomState;
import dev.roomtalk.server.store.Accounts.Account;
import dev.roomtalk.server.store.Contacts;
import dev.roomtalk.server.store.LogEntry;
import dev.roomtalk.server.store.LogPage;
import dev.roomtalk.server.store.LogRange;
import dev.roomtalk.server.store.MessageLog.AppendRequest;
import dev.roomtalk.server.store.RoomId;
import dev.roomtalk.server.store.RoomRecord;
import dev.roomtalk.server.store.RoomSummary;
import dev.roomtalk.server.store.TokenHash;
import dev.roomtalk.server.store.UserRecord;
import dev.roomtalk.wire.Name;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What an engine has committed, and finds again after a crash. */
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

        /** How far users have read. */
        final Map<Long, Long> read = new HashMap<>();

        long last;
        long version;

        /** The version with the last change that restricts somebody. */
        long restricted;

        RoomChange.TopicIs topic = new RoomChange.TopicIs("", "");

        /** Of a shared engine, which numbers in this epoch from this sequence on. */
        long epoch;

        long first = 1;

        /** Of a shared engine: which master has begun the epoch. */
        long master;

        /** Of a shared engine: the last proposal that was taken. */
        String proposal = "";

        Room(RoomId id, Name name) {
            this.id = id;
            this.name = name;
        }

        /** The same, to be changed without changing this. */
        Room copy() {
            Room copy = new Room(id, name);
            copy.log.putAll(log);
            copy.highestN.putAll(highestN);
            copy.epochEnds.putAll(epochEnds);
            copy.members.putAll(members);
            copy.bans.putAll(bans);
            copy.read.putAll(read);
            copy.last = last;
            copy.version = version;
            copy.restricted = restricted;
            copy.topic = topic;
            copy.epoch = epoch;
            copy.first = first;
            copy.master = master;
            copy.proposal = proposal;
            return copy;
        }

        /** Takes a change, and has this version with it. */
        void take(RoomChange change, long with) {
            version = with;
            restricted = change.restricts() ? with : restricted;
            switch (change) {
                case RoomChange.TopicIs c -> topic = c;
                case RoomChange.Banned(Ban ban) -> {
                    bans.put(ban.key(), ban);
                    members.values()
                            .removeIf(member ->
                                    member.userId() == ban.userId() && ban.endsMembershipSince(member.since()));
                }
                case RoomChange.Kicked c -> members.remove(c.userId());
                case RoomChange.MembersAre c -> {
                    c.gone().forEach(members::remove);
                    c.now().forEach(member -> members.put(member.userId(), member));
                }
                case RoomChange.Unbanned _, RoomChange.RoleIs _ -> bans.remove(change.lifts());
                case RoomChange.PresentAre _, RoomChange.Closed _ -> {}
                case RoomChange.SettingsAre _, RoomChange.InvitationIs _, RoomChange.InvitationEnded _ ->
                    throw new UnsupportedOperationException("nobody in a simulation does that");
            }
        }

        /** Keeps a message. */
        void put(LogEntry entry) {
            AppendRequest message = entry.message();
            log.put(entry.sequence(), entry);
            Revisable.carryOut(entry, log::get, revised -> log.put(revised.sequence(), revised));
            last = entry.sequence();
            highestN.put(Speaker.of(message), message.n());
        }

        /** Where a message is that was appended before; null: it is there no longer. */
        @Nullable
        LogEntry find(AppendRequest message) {
            return log.values().stream()
                    .filter(entry -> entry.message().n() == message.n()
                            && entry.message().userId() == message.userId()
                            && entry.message().instance() == message.instance())
                    .findFirst()
                    .orElse(null);
        }

        long highestN(long userId, long instance) {
            return highestN.getOrDefault(new Speaker(userId, instance), 0L);
        }

        LogPage read(LogRange range) {
            long after = range.after();
            List<LogEntry> entries = new ArrayList<>();
            int left = range.maxBytes();
            long end = Math.max(after, Math.min(range.upTo(), last));
            long oldest = log.isEmpty() ? last + 1 : log.firstKey();
            for (LogEntry entry : log.subMap(after, false, end, true).values()) {
                left -= entry.weight();
                if (left < 0 && !entries.isEmpty()) {
                    return new LogPage(entries, after, entries.getLast().sequence(), last, oldest);
                }
                entries.add(entry);
            }
            return new LogPage(entries, after, end, last, oldest);
        }

        RoomRecord record(long epoch) {
            return RoomRecord.wanted(name, "", null, false, false)
                    .changed(topic, version)
                    .withId(id)
                    .withMembers(List.copyOf(members.values()))
                    .withBans(List.copyOf(bans.values()))
                    .at(epoch, last);
        }

        RoomSummary summary() {
            return record(0).summary(members.size());
        }

        /** @param afterLoss changes may be lost that were answered */
        RoomState state(boolean afterLoss) {
            return new RoomState(
                    topic,
                    new RoomChange.SettingsAre(RoomSettings.UNSET, ""),
                    List.copyOf(members.values()),
                    List.copyOf(bans.values()),
                    List.of(),
                    Map.of(),
                    afterLoss);
        }
    }

    record Speaker(long userId, long instance) {
        static Speaker of(AppendRequest message) {
            return new Speaker(message.userId(), message.instance());
        }
    }

    final Map<TokenHash, UserRecord> users = new HashMap<>();
    final Map<RoomId, Room> rooms = new LinkedHashMap<>();
    /** Higher than it is no epoch of a process, or of a room that was closed. */
    long lastEpoch;

    /** The same, to be changed without changing this. */
    Disk copy() {
        Disk copy = new Disk();
        copy.users.putAll(users);
        rooms.forEach((id, room) -> copy.rooms.put(id, room.copy()));
        copy.lastEpoch = lastEpoch;
        return copy;
    }

    @Nullable
    UserRecord userNamed(Name name) {
        return users.values().stream()
                .filter(user -> user.name().key().equals(name.key()))
                .findFirst()
                .orElse(null);
    }

    @Nullable
    Account account(long userId) {
        return users.entrySet().stream()
                .filter(user -> user.getValue().id() == userId)
                .map(user -> new Account(user.getValue(), user.getKey(), 0, Contacts.EVERYBODY))
                .findFirst()
                .orElse(null);
    }

    @Nullable
    Void markRead(RoomId id, long userId, long sequence) {
        Room room = rooms.get(id);
        if (room != null) {
            room.read.merge(userId, sequence, Math::max);
        }
        return null;
    }

    long readUpTo(RoomId id, long userId) {
        Room room = rooms.get(id);
        return room == null ? 0 : room.read.getOrDefault(userId, 0L);
    }

    @Nullable
    Room roomNamed(Name name) {
        return rooms.values().stream()
                .filter(room -> room.name.key().equals(name.key()))
                .findFirst()
                .orElse(null);
    }

    List<RoomSummary> summaries(RoomId above, int most) {
        return rooms.values().stream()
                .map(Room::summary)
                .filter(room -> room.id().value() > above.value())
                .limit(most)
                .toList();
    }

    List<RoomSummary> summaries(List<RoomId> of) {
        return rooms.values().stream()
                .map(Room::summary)
                .filter(room -> of.contains(room.id()))
                .toList();
    }

    List<RoomId> roomsOf(long userId) {
        return rooms.values().stream()
                .filter(room -> room.members.containsKey(userId))
                .map(room -> room.id)
                .toList();
    }

    /** A room is closed: its name is free, and one that is made now begins a higher epoch. */
    void close(RoomId id) {
        Room closed = rooms.remove(id);
        if (closed != null) {
            lastEpoch = Math.max(lastEpoch, closed.epoch);
        }
    }

    /** The names of everybody who is a member of the hall. */
    Set<String> members() {
        return hall().flatMap(room -> room.members.values().stream())
                .map(MemberRecord::name)
                .collect(Collectors.toSet());
    }

    /** The names of everybody who may not enter the hall, or not speak there. */
    Set<String> banned(Ban.Kind kind) {
        return hall().flatMap(room -> room.bans.values().stream())
                .filter(ban -> ban.kind() == kind)
                .map(Ban::name)
                .collect(Collectors.toSet());
    }

    private Stream<Room> hall() {
        return rooms.values().stream().filter(room -> room.name.display().equals(Person.ROOM));
    }
}
