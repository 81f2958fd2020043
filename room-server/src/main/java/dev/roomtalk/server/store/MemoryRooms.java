package dev.roomtalk.server.store;

import dev.roomtalk.server.room.Ban;
import dev.roomtalk.server.room.Invitation;
import dev.roomtalk.server.room.MemberRecord;
import dev.roomtalk.server.room.RoomChange;
import dev.roomtalk.server.room.RoomSettings;
import dev.roomtalk.wire.Name;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The rooms, in memory: each with its settings, members, bans, invitations and log. Any thread; rooms are in a
 * concurrent map, and members, bans and invitations are guarded by the lock of {@link MemoryUsers}, because they end
 * with their users. Under it alone a record is changed.
 *
 * <p>Over 300 lines, because everything that is kept of a room is changed under that one lock.
 */
final class MemoryRooms {
    private final MemoryUsers users;
    private final InstantSource clock;
    private final Retention retention;
    /** What the engine keeps of a room that sets nothing else, and the most that a room can set. */
    private volatile RoomSettings server;

    private final SpeakerBudget speakers =
            SpeakerBudget.ofHeap(Runtime.getRuntime().maxMemory());
    private final AtomicLong loggedBytes = new AtomicLong();
    /**
     * The epoch of a room that is made now. It grows with each room that closes, so that one of the same name begins
     * another.
     */
    private final AtomicLong epoch;

    private final AtomicLong lastId = new AtomicLong();
    private final Map<RoomId, Entry> rooms = new ConcurrentHashMap<>();
    private final NavigableSet<Long> ids = new ConcurrentSkipListSet<>();
    /** Which room a name points to, by its key. */
    private final Map<String, RoomId> byName = new ConcurrentHashMap<>();
    /** The same of the rooms that are not private, in the order of the keys. */
    private final NavigableMap<String, RoomId> visible = new ConcurrentSkipListMap<>();

    private final RoomLooks looks = new RoomLooks(Stream::empty);

    /** The rooms that each user is a member of. Guarded by the lock of the users. */
    private final Map<Long, Set<RoomId>> byUser = new HashMap<>();

    /**
     * A room that exists.
     *
     * @param members in the order in which they joined
     * @param bans in the order in which they were made
     * @param invitations in the order in which they were made
     */
    private record Entry(
            RoomRecord record,
            RoomLog log,
            Map<Long, MemberRecord> members,
            Map<Ban.Key, Ban> bans,
            Map<String, Invitation> invitations) {
        /** The record as it is now. To be called with the lock of the users. */
        RoomRecord present() {
            return record.withMembers(List.copyOf(members.values()))
                    .withBans(List.copyOf(bans.values()))
                    .withInvitations(List.copyOf(invitations.values()))
                    .at(record.epoch(), log.last());
        }

        Entry with(RoomRecord changed) {
            return new Entry(changed, log, members, bans, invitations);
        }
    }

    /**
     * No rooms.
     *
     * @param clock from which the first epoch is taken
     * @param historyAge messages are kept this long
     */
    MemoryRooms(MemoryUsers users, InstantSource clock, Retention retention, Duration historyAge) {
        this.users = users;
        this.clock = clock;
        this.retention = retention;
        this.server = settings(retention, historyAge);
        this.epoch = new AtomicLong(clock.millis());
        looks.read();
    }

    private static RoomSettings settings(Retention retention, Duration historyAge) {
        return new RoomSettings(0, historyAge.toSeconds(), retention.messages(), retention.bytes());
    }

    /** Keeps from now on what these allow; of the bytes of all rooms together what was allowed before. */
    void follow(Retention changed, Duration historyAge) {
        server = settings(changed, historyAge);
        rooms.values().forEach(room -> room.log.keep(kept(room.record)));
    }

    private RoomSettings kept(RoomRecord room) {
        return room.history() ? room.settings().within(server) : RoomSettings.UNSET;
    }

    @Nullable
    RoomRecord create(RoomRecord wanted, RoomFeed feed) {
        AtomicReference<@Nullable RoomRecord> made = new AtomicReference<>();
        byName.computeIfAbsent(wanted.name().key(), free -> {
            // Whoever freed the name has counted the epoch up before.
            RoomId id = new RoomId(lastId.incrementAndGet());
            RoomRecord record = wanted.withId(id).at(epoch.get(), 0);
            made.set(record);
            Map<Long, MemberRecord> members = new LinkedHashMap<>();
            record.members().forEach(member -> members.put(member.userId(), member));
            RoomLog log = new RoomLog(record.epoch(), kept(record), retention, clock, loggedBytes, speakers);
            log.feeds().add(feed);
            rooms.put(id, new Entry(record, log, members, new LinkedHashMap<>(), new LinkedHashMap<>()));
            ids.add(id.value());
            looks.add(record.name());
            if (!record.hidden()) {
                visible.put(record.name().key(), id);
            }
            return id;
        });
        RoomRecord room = made.get();
        if (room != null) {
            synchronized (users) {
                room.members().forEach(member -> noteMember(room.id(), member.userId()));
            }
        }
        return room;
    }

    private void noteMember(RoomId room, long userId) {
        byUser.computeIfAbsent(userId, _ -> new LinkedHashSet<>()).add(room);
    }

    private void leave(Entry room, long userId) {
        if (room.members.remove(userId) != null) {
            forgetMember(room.record.id(), userId);
        }
    }

    private void forgetMember(RoomId room, long userId) {
        byUser.computeIfPresent(userId, (_, in) -> in.remove(room) && in.isEmpty() ? null : in);
    }

    List<RoomRecord> above(RoomId above, int most) {
        synchronized (users) {
            return ids.tailSet(above.value(), false).stream()
                    .map(id -> rooms.get(new RoomId(id)))
                    .filter(Objects::nonNull)
                    .limit(most)
                    .map(Entry::present)
                    .toList();
        }
    }

    List<RoomSummary> summaries(RoomId above, int most) {
        synchronized (users) {
            return summaries(ids.tailSet(above.value(), false).stream().map(RoomId::new), most);
        }
    }

    List<RoomSummary> summaries(List<RoomId> of) {
        synchronized (users) {
            return summaries(of.stream(), of.size());
        }
    }

    private List<RoomSummary> summaries(Stream<RoomId> of, int most) {
        return of.map(rooms::get)
                .filter(Objects::nonNull)
                .limit(most)
                .map(room -> room.record.summary(room.members.size()))
                .toList();
    }

    /** Null: no room has this name. */
    @Nullable
    RoomId named(Name name) {
        return byName.get(name.key());
    }

    VisibleRooms visible(int most) {
        synchronized (users) {
            return new VisibleRooms(summaries(visible.values().stream(), most), visible.size());
        }
    }

    boolean looksTaken(Name name) {
        return looks.has(name);
    }

    int count() {
        return rooms.size();
    }

    /** Null: there is no such room. */
    @Nullable
    RoomRecord open(RoomId id, RoomFeed feed) {
        synchronized (users) {
            Entry room = rooms.get(id);
            if (room == null) {
                return null;
            }
            room.log.feeds().add(feed);
            return room.present();
        }
    }

    /** Returns the log of a room; null: there is no such room. */
    @Nullable
    RoomLog log(RoomId id) {
        Entry room = rooms.get(id);
        return room == null ? null : room.log;
    }

    /** False: the room has a newer version than expected, or there is no such room. */
    boolean propose(RoomId id, long expected, RoomChange change) {
        Runnable bringing;
        synchronized (users) {
            Entry room = rooms.get(id);
            if (room == null || room.record.version() > expected) {
                return false;
            }
            RoomRecord changed = room.record.changed(change, expected + 1);
            rooms.replace(id, room.with(changed));
            apply(room, change);
            room.log.keep(kept(changed));
            bringing = room.log.changed(expected + 1, change);
        }
        bringing.run();
        return true;
    }

    private void apply(Entry room, RoomChange change) {
        switch (change) {
            case RoomChange.Banned c -> ban(room, c.ban());
            case RoomChange.Kicked c -> leave(room, c.userId());
            case RoomChange.MembersAre c -> {
                c.gone().forEach(userId -> leave(room, userId));
                c.now().stream().filter(member -> users.exists(member.userId())).forEach(member -> {
                    room.members.put(member.userId(), member);
                    noteMember(room.record.id(), member.userId());
                });
            }
            case RoomChange.Unbanned _, RoomChange.RoleIs _ -> room.bans.remove(change.lifts());
            case RoomChange.InvitationIs c ->
                room.invitations.put(c.invitation().hash(), c.invitation());
            case RoomChange.InvitationEnded c -> room.invitations.remove(c.hash());
            case RoomChange.TopicIs _, RoomChange.SettingsAre _, RoomChange.PresentAre _, RoomChange.Closed _ -> {}
        }
    }

    private void ban(Entry room, Ban ban) {
        room.bans.values().removeIf(other -> other.ended(clock.millis()));
        room.bans.remove(ban.key());
        MemberRecord member = room.members.get(ban.userId());
        if (member != null && ban.endsMembershipSince(member.since())) {
            leave(room, ban.userId());
        }
        if (users.exists(ban.userId())) {
            room.bans.put(ban.key(), ban);
        }
    }

    List<RoomId> ofUser(long userId) {
        synchronized (users) {
            return List.copyOf(byUser.getOrDefault(userId, Set.of()));
        }
    }

    /** Removes the memberships and bans of users that were removed. To be called with the lock of the users. */
    void removeUsers(List<Long> userIds) {
        assert Thread.holdsLock(users) : "users and their memberships end together";
        for (long userId : userIds) {
            rooms.values().forEach(room -> {
                leave(room, userId);
                room.bans.values().removeIf(ban -> ban.userId() == userId);
            });
        }
    }

    /** Gives a user another name in rooms and bans. To be called with the lock of the users. */
    void renameUser(long userId, Name name) {
        assert Thread.holdsLock(users) : "users and their memberships have one name";
        rooms.values().forEach(room -> {
            room.members.computeIfPresent(userId, (id, member) -> member.withName(name.display()));
            room.bans.replaceAll((key, ban) -> ban.userId() == userId ? ban.withName(name.display()) : ban);
        });
    }

    void close(RoomId id) {
        epoch.updateAndGet(last -> Math.max(last + 1, clock.millis()));
        ids.remove(id.value());
        Entry closed;
        synchronized (users) {
            closed = rooms.remove(id);
            if (closed != null) {
                closed.members.keySet().forEach(userId -> forgetMember(id, userId));
            }
        }
        if (closed != null) {
            closed.log.clear();
            looks.remove(closed.record.name());
            visible.remove(closed.record.name().key(), id);
            byName.remove(closed.record.name().key(), id);
        }
    }
}
