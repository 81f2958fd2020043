package dev.roomtalk.server.store;

import dev.roomtalk.server.base.AddressRange;
import dev.roomtalk.server.room.RoomChange;
import dev.roomtalk.wire.Name;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongPredicate;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Keeps users and rooms as long as the process lives, and the last messages of each room. Answers before the call
 * returns. {@link MemoryUsers} and {@link MemoryRooms} say what guards them; each room's log has a lock of its own.
 *
 * <p>Over 300 lines, because every promise of {@link Engine} is handed to its part here.
 */
public final class MemoryEngine implements Engine, Accounts {
    private final InstantSource clock;
    private final MemoryUsers users;
    private final MemoryRooms rooms;
    private final Map<AddressRange, AddressBan> addressBans = new ConcurrentHashMap<>();

    /** An engine without users and rooms, in which messages do not grow too old. */
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
     * An engine without users and rooms.
     *
     * @param ticker nanoseconds, for how long a user was not seen
     * @param clock from which the first epoch is taken, and for when bans and messages end
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
        this.clock = clock;
        this.users = new MemoryUsers(ticker, random, maxUsers, nameExpiry);
        this.rooms = new MemoryRooms(users, clock, retention, historyAge);
    }

    @Override
    public void spare(LongPredicate connected) {
        users.spare(connected);
    }

    @Override
    public void noteUse(Collection<Long> userIds) {
        users.noteUse(userIds);
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
        users.follow(limits.maxUsers(), limits.nameExpiry());
        rooms.follow(limits.retention(), limits.historyAge());
    }

    @Override
    public CompletionStage<UserCreation> createUser(Name name, boolean distinct, TokenHash token) {
        // One step for whoever holds this lock: expired users end together with their memberships.
        synchronized (users) {
            rooms.removeUsers(users.removeExpired());
            return CompletableFuture.completedFuture(users.create(name, distinct, token));
        }
    }

    @Override
    public CompletionStage<@Nullable UserRecord> findUser(TokenHash token) {
        return CompletableFuture.completedFuture(users.find(token));
    }

    @Override
    public CompletionStage<@Nullable UserRecord> userNamed(Name name) {
        return CompletableFuture.completedFuture(users.named(name));
    }

    @Override
    public CompletionStage<Boolean> renewToken(long userId, TokenHash token) {
        return CompletableFuture.completedFuture(users.renewToken(userId, token));
    }

    @Override
    public Accounts accounts() {
        return this;
    }

    @Override
    public CompletionStage<@Nullable Account> account(long userId) {
        return CompletableFuture.completedFuture(users.account(userId, clock.millis()));
    }

    @Override
    public CompletionStage<Renaming> rename(long userId, Name name, boolean distinct) {
        synchronized (users) {
            Renaming renaming = users.rename(userId, name, distinct);
            if (renaming instanceof Renamed) {
                rooms.renameUser(userId, name);
            }
            return CompletableFuture.completedFuture(renaming);
        }
    }

    @Override
    public CompletionStage<Boolean> delete(long userId) {
        synchronized (users) {
            boolean deleted = users.delete(userId);
            rooms.removeUsers(List.of(userId));
            return CompletableFuture.completedFuture(deleted);
        }
    }

    @Override
    public CompletionStage<Purged> purge(RoomId room, Purge which) {
        RoomLog log = rooms.log(room);
        return CompletableFuture.completedFuture(log == null ? new Purged(0, 0) : log.purge(which));
    }

    @Override
    public CompletionStage<@Nullable RoomRecord> createRoom(RoomRecord wanted, RoomFeed feed) {
        return CompletableFuture.completedFuture(rooms.create(wanted, feed));
    }

    @Override
    public CompletionStage<List<RoomRecord>> rooms(RoomId above, int most) {
        return CompletableFuture.completedFuture(rooms.above(above, most));
    }

    @Override
    public CompletionStage<List<RoomSummary>> summaries(RoomId above, int most) {
        return CompletableFuture.completedFuture(rooms.summaries(above, most));
    }

    @Override
    public CompletionStage<List<RoomSummary>> summaries(List<RoomId> of) {
        return CompletableFuture.completedFuture(rooms.summaries(of));
    }

    @Override
    public CompletionStage<@Nullable RoomId> roomNamed(Name name) {
        return CompletableFuture.completedFuture(rooms.named(name));
    }

    @Override
    public CompletionStage<VisibleRooms> visibleRooms(int most) {
        return CompletableFuture.completedFuture(rooms.visible(most));
    }

    @Override
    public CompletionStage<Boolean> looksTaken(Name name) {
        return CompletableFuture.completedFuture(rooms.looksTaken(name));
    }

    @Override
    public int rooms() {
        return rooms.count();
    }

    @Override
    public CompletionStage<@Nullable RoomRecord> open(RoomId room, RoomFeed feed) {
        return CompletableFuture.completedFuture(rooms.open(room, feed));
    }

    @Override
    public void letGo(RoomId room, RoomFeed feed) {
        RoomLog log = rooms.log(room);
        if (log != null) {
            log.feeds().remove(feed);
        }
    }

    @Override
    public CompletionStage<Boolean> propose(RoomId room, long expected, RoomChange change) {
        return CompletableFuture.completedFuture(rooms.propose(room, expected, change));
    }

    @Override
    public CompletionStage<List<RoomId>> roomsOf(long userId) {
        return CompletableFuture.completedFuture(rooms.ofUser(userId));
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
    public CompletionStage<Void> closeRoom(RoomId room) {
        rooms.close(room);
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public void append(RoomId room, long version, AppendRequest message, AppendAnswer answer) {
        RoomLog log = rooms.log(room);
        if (log == null) {
            answer.failed();
            return;
        }
        log.append(version, message, answer);
    }

    @Override
    public CompletionStage<Long> highestN(RoomId room, long userId, long instance) {
        RoomLog log = rooms.log(room);
        return CompletableFuture.completedFuture(log == null ? 0 : log.highestN(userId, instance));
    }

    @Override
    public CompletionStage<Long> epochEnd(RoomId room, long epoch) {
        RoomLog log = rooms.log(room);
        return CompletableFuture.completedFuture(log == null ? 0 : log.epochEnd(epoch));
    }

    @Override
    public CompletionStage<LogPage> read(RoomId room, LogRange range) {
        RoomLog log = rooms.log(room);
        return CompletableFuture.completedFuture(log == null ? LogPage.none(range.after()) : log.read(range));
    }

    @Override
    public CompletionStage<Search.Answer> search(Search search) {
        Selection selection = new Selection(search);
        for (Search.Place place : search.places()) {
            selection.begin(place);
            RoomLog log = rooms.log(place.room());
            if (log != null) {
                look(log, place.below(), selection);
            }
        }
        return CompletableFuture.completedFuture(selection.found((place, entry) -> {
            RoomLog log = rooms.log(place.room());
            return log == null
                    ? new Search.Hit(place.room(), entry, List.of(), List.of())
                    : hit(place.room(), entry, log, search.context());
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

    private static Search.Hit hit(RoomId room, LogEntry entry, RoomLog log, int context) {
        long sequence = entry.sequence();
        return new Search.Hit(
                room,
                entry,
                log.read(LogRange.of(sequence - context - 1, sequence - 1, Integer.MAX_VALUE))
                        .entries(),
                log.read(LogRange.of(sequence, sequence + context, Integer.MAX_VALUE))
                        .entries());
    }

    @Override
    public void close() {
        // Everything ends with the process.
    }
}
