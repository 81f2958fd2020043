package dev.roomtalk.server.store;

import dev.roomtalk.server.base.AddressRange;
import dev.roomtalk.server.room.Ban;
import dev.roomtalk.server.room.Invitation;
import dev.roomtalk.server.room.MemberRecord;
import dev.roomtalk.server.room.RoomSettings;
import dev.roomtalk.wire.Name;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Keeps users and rooms as long as the process lives, and the last messages of each room. Answers before the call returns.
 * Users and members are guarded by a lock that is held for a few look-ups, each room's log by its own; rooms are concurrent maps.
 */
public final class MemoryEngine implements Engine {
    private static final int EXPIRED_USERS_PER_LOOK = 100;

    private final LongSupplier ticker;
    private final InstantSource clock;
    private final LongSupplier random;
    private volatile int maxUsers;
    private volatile long nameExpiryNanos;
    private final Retention retention;
    /** What it keeps of a room that says nothing else, and at most. */
    private volatile RoomSettings server;

    private final AtomicLong loggedBytes = new AtomicLong();
    /** Of a room that is made now. It grows with each room that closes, so that one of the same name begins another. */
    private final AtomicLong epoch;

    private final Map<Name, Room> rooms = new ConcurrentHashMap<>();
    private final Map<AddressRange, AddressBan> addressBans = new ConcurrentHashMap<>();

    private final Object usersLock = new Object();
    private final Map<TokenHash, User> byToken = new HashMap<>();
    private final Map<Long, User> byId = new HashMap<>();
    /** In the order of last use: the first have been away longest. */
    private final Map<String, User> byName = new LinkedHashMap<>(16, 0.75f, true);

    /**
     * @param members in the order in which they joined, guarded by the lock of users
     * @param bans in the order in which they were made, guarded by the same
     * @param invitations the same
     */
    private record Room(
            RoomRecord record,
            RoomLog log,
            Map<Long, MemberRecord> members,
            Map<Ban.Key, Ban> bans,
            Map<String, Invitation> invitations) {
        Room with(RoomRecord changed) {
            return new Room(changed, log, members, bans, invitations);
        }
    }

    private static final class User {
        final UserRecord record;
        TokenHash token;
        long lastUsed;

        User(UserRecord record, TokenHash token, long lastUsed) {
            this.record = record;
            this.token = token;
            this.lastUsed = lastUsed;
        }
    }

    /** An empty one, in which messages do not grow too old. */
    public MemoryEngine(
            LongSupplier ticker,
            InstantSource clock,
            LongSupplier random,
            int maxUsers,
            Duration nameExpiry,
            Retention retention) {
        this(ticker, clock, random, maxUsers, nameExpiry, retention, Duration.ofSeconds(Long.MAX_VALUE));
    }

    /**
     * An empty one.
     *
     * @param ticker nanoseconds, for how long a user was not seen
     * @param clock of which the epoch is taken
     * @param random 64 random bits a call, for user ids
     * @param nameExpiry a name is free again when its user was not seen for this long
     * @param historyAge messages are kept this long
     */
    public MemoryEngine(
            LongSupplier ticker,
            InstantSource clock,
            LongSupplier random,
            int maxUsers,
            Duration nameExpiry,
            Retention retention,
            Duration historyAge) {
        this.ticker = ticker;
        this.clock = clock;
        this.random = random;
        this.maxUsers = maxUsers;
        this.nameExpiryNanos = nameExpiry.toNanos();
        this.retention = retention;
        this.server = new RoomSettings(0, historyAge.toSeconds(), retention.messages(), retention.bytes());
        this.epoch = new AtomicLong(clock.millis());
    }

    @Override
    public String name() {
        return "memory";
    }

    @Override
    public boolean durable() {
        return false;
    }

    @Override
    public void follow(EngineLimits limits) {
        maxUsers = limits.maxUsers();
        nameExpiryNanos = limits.nameExpiry().toNanos();
        server = new RoomSettings(
                0,
                limits.historyAge().toSeconds(),
                limits.retention().messages(),
                limits.retention().bytes());
        rooms.values().forEach(room -> room.log.keep(kept(room.record)));
    }

    @Override
    public CompletionStage<UserCreation> createUser(Name name, TokenHash token) {
        synchronized (usersLock) {
            forgetExpired();
            if (byName.containsKey(name.key())) {
                return CompletableFuture.completedFuture(new NameTaken());
            }
            if (byId.size() >= maxUsers) {
                return CompletableFuture.completedFuture(new Full());
            }
            long id = random.getAsLong();
            while (id == 0 || byId.containsKey(id)) {
                id = random.getAsLong();
            }
            User user = new User(new UserRecord(id, name), token, ticker.getAsLong());
            byId.put(id, user);
            byName.put(name.key(), user);
            byToken.put(token, user);
            return CompletableFuture.completedFuture(new Created(user.record));
        }
    }

    private void forgetExpired() {
        long now = ticker.getAsLong();
        var users = byName.values().iterator();
        for (int i = 0; i < EXPIRED_USERS_PER_LOOK && users.hasNext(); i++) {
            User user = users.next();
            if (now - user.lastUsed <= nameExpiryNanos) {
                return;
            }
            users.remove();
            byId.remove(user.record.id());
            byToken.remove(user.token);
            rooms.values().forEach(room -> {
                room.members.remove(user.record.id());
                room.bans.values().removeIf(ban -> ban.userId() == user.record.id());
            });
        }
    }

    @Override
    public CompletionStage<@Nullable UserRecord> findUser(TokenHash token) {
        synchronized (usersLock) {
            User user = byToken.get(token);
            if (user == null) {
                return CompletableFuture.completedFuture(null);
            }
            user.lastUsed = ticker.getAsLong();
            byName.get(user.record.name().key());
            return CompletableFuture.completedFuture(user.record);
        }
    }

    @Override
    public CompletionStage<@Nullable UserRecord> userNamed(Name name) {
        synchronized (usersLock) {
            // That moves it in the order of use: its name may come free later for it, and never sooner.
            User user = byName.get(name.key());
            return CompletableFuture.completedFuture(user == null ? null : user.record);
        }
    }

    @Override
    public CompletionStage<Boolean> renewToken(long userId, TokenHash token) {
        synchronized (usersLock) {
            User user = byId.get(userId);
            if (user == null) {
                return CompletableFuture.completedFuture(false);
            }
            byToken.remove(user.token);
            user.token = token;
            byToken.put(token, user);
            return CompletableFuture.completedFuture(true);
        }
    }

    @Override
    public CompletionStage<@Nullable RoomRecord> createRoom(RoomRecord wanted) {
        AtomicReference<@Nullable RoomRecord> made = new AtomicReference<>();
        rooms.computeIfAbsent(key(wanted.name()), free -> {
            // Whoever freed the name has counted the epoch up before.
            RoomRecord record = wanted.at(epoch.get(), 0);
            made.set(record);
            Map<Long, MemberRecord> members = new LinkedHashMap<>();
            record.members().forEach(member -> members.put(member.userId(), member));
            return new Room(
                    record,
                    new RoomLog(record.epoch(), kept(record), retention, clock, loggedBytes),
                    members,
                    new LinkedHashMap<>(),
                    new LinkedHashMap<>());
        });
        return CompletableFuture.completedFuture(made.get());
    }

    @Override
    public CompletionStage<List<RoomRecord>> rooms() {
        synchronized (usersLock) {
            return CompletableFuture.completedFuture(rooms.values().stream()
                    .map(room -> room.record
                            .withMembers(List.copyOf(room.members.values()))
                            .withBans(List.copyOf(room.bans.values()))
                            .withInvitations(List.copyOf(room.invitations.values()))
                            .at(room.record.epoch(), room.log.last()))
                    .toList());
        }
    }

    @Override
    public CompletionStage<Void> setTopic(Name name, String topic) {
        rooms.computeIfPresent(key(name), (key, room) -> room.with(room.record.withTopic(topic)));
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public CompletionStage<Void> setSettings(Name name, RoomSettings settings) {
        rooms.computeIfPresent(key(name), (key, room) -> {
            Room changed = room.with(room.record.withSettings(settings));
            changed.log.keep(kept(changed.record));
            return changed;
        });
        return CompletableFuture.completedFuture(null);
    }

    private RoomSettings kept(RoomRecord room) {
        return room.history() ? room.settings().within(server) : RoomSettings.UNSET;
    }

    @Override
    public CompletionStage<Void> changeMembers(Name name, List<MemberRecord> now, List<Long> gone) {
        Room room = rooms.get(key(name));
        if (room != null) {
            synchronized (usersLock) {
                gone.forEach(room.members::remove);
                now.stream()
                        .filter(member -> byId.containsKey(member.userId()))
                        .forEach(member -> room.members.put(member.userId(), member));
            }
        }
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public CompletionStage<List<Name>> roomsOf(long userId) {
        synchronized (usersLock) {
            return CompletableFuture.completedFuture(rooms.values().stream()
                    .filter(room -> room.members.containsKey(userId))
                    .map(room -> room.record.name())
                    .toList());
        }
    }

    @Override
    public CompletionStage<Void> ban(Name name, Ban ban) {
        Room room = rooms.get(key(name));
        if (room != null) {
            synchronized (usersLock) {
                room.bans.values().removeIf(other -> other.ended(clock.millis()));
                room.bans.remove(ban.key());
                if (byId.containsKey(ban.userId())) {
                    room.bans.put(ban.key(), ban);
                }
            }
        }
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public CompletionStage<Void> unban(Name name, Ban.Key ban) {
        Room room = rooms.get(key(name));
        if (room != null) {
            synchronized (usersLock) {
                room.bans.remove(ban);
            }
        }
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public CompletionStage<Void> invite(Name name, Invitation invitation) {
        Room room = rooms.get(key(name));
        if (room != null) {
            synchronized (usersLock) {
                room.invitations.put(invitation.hash(), invitation);
            }
        }
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public CompletionStage<Void> uninvite(Name name, String hash) {
        Room room = rooms.get(key(name));
        if (room != null) {
            synchronized (usersLock) {
                room.invitations.remove(hash);
            }
        }
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public CompletionStage<Void> banAddress(AddressBan ban) {
        addressBans.put(ban.range(), ban);
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public CompletionStage<Void> unbanAddress(AddressRange range) {
        addressBans.remove(range);
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public CompletionStage<List<AddressBan>> addressBans() {
        addressBans.values().removeIf(ban -> ban.ended(clock.millis()));
        return CompletableFuture.completedFuture(addressBans.values().stream()
                .sorted(Comparator.comparingLong(AddressBan::since))
                .toList());
    }

    @Override
    public CompletionStage<Void> closeRoom(Name name) {
        epoch.updateAndGet(last -> Math.max(last + 1, clock.millis()));
        Room closed = rooms.remove(key(name));
        if (closed != null) {
            closed.log.clear();
        }
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public void append(Name name, AppendRequest message, AppendAnswer answer) {
        Room room = rooms.get(key(name));
        if (room == null) {
            answer.failed();
            return;
        }
        switch (room.log.append(message)) {
            case RoomLog.Numbered n -> {
                answer.numbered(n.epoch(), n.sequence());
                answer.committed(false);
            }
            case RoomLog.Duplicate d -> answer.duplicate(d.epoch(), d.sequence(), false);
        }
    }

    @Override
    public CompletionStage<Long> highestN(Name name, long userId, long instance) {
        Room room = rooms.get(key(name));
        return CompletableFuture.completedFuture(room == null ? 0 : room.log.highestN(userId, instance));
    }

    @Override
    public CompletionStage<Long> epochEnd(Name name, long epoch) {
        Room room = rooms.get(key(name));
        return CompletableFuture.completedFuture(room == null ? 0 : room.log.epochEnd(epoch));
    }

    @Override
    public CompletionStage<LogPage> read(Name name, LogRange range) {
        Room room = rooms.get(key(name));
        return CompletableFuture.completedFuture(room == null ? LogPage.none(range.after()) : room.log.read(range));
    }

    @Override
    public CompletionStage<Search.Answer> search(Search search) {
        Selection selection = new Selection(search);
        for (Search.Place place : search.places()) {
            selection.begin(place);
            Room room = rooms.get(key(place.room()));
            if (room != null) {
                look(room.log, place.below(), selection);
            }
        }
        return CompletableFuture.completedFuture(selection.found((place, entry) -> {
            Room room = rooms.get(key(place.room()));
            return room == null
                    ? new Search.Hit(place.room(), entry, List.of(), List.of())
                    : hit(place.room(), entry, room.log, search.context());
        }));
    }

    private static void look(RoomLog log, long below, Selection selection) {
        List<LogEntry> older = log.below(below);
        while (!older.isEmpty()) {
            for (LogEntry entry : older) {
                if (!selection.offer(entry)) {
                    return;
                }
            }
            older = log.below(older.getLast().sequence());
        }
    }

    private static Search.Hit hit(Name room, LogEntry entry, RoomLog log, int context) {
        long sequence = entry.sequence();
        return new Search.Hit(
                room,
                entry,
                log.read(LogRange.of(sequence - context - 1, sequence - 1, Integer.MAX_VALUE))
                        .entries(),
                log.read(LogRange.of(sequence, sequence + context, Integer.MAX_VALUE))
                        .entries());
    }

    /** Two spellings of a name are one room. */
    private static Name key(Name name) {
        return new Name(name.key(), name.key());
    }

    @Override
    public void close() {
        // Everything ends with the process.
    }
}
