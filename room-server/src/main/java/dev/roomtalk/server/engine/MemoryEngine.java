package dev.roomtalk.server.engine;

import dev.roomtalk.wire.Name;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Keeps users and rooms as long as the process lives, and of messages the highest sequence only. Answers before the call
 * returns. Users are guarded by a lock that is held for a few look-ups; rooms are concurrent maps.
 */
public final class MemoryEngine implements Engine {
    private static final int EXPIRED_USERS_PER_LOOK = 100;

    private final LongSupplier ticker;
    private final LongSupplier random;
    private final int maxUsers;
    private final long nameExpiryNanos;
    private final long epoch;
    private final Map<Name, RoomRecord> rooms = new ConcurrentHashMap<>();
    private final Map<Name, AtomicLong> sequences = new ConcurrentHashMap<>();

    private final Object usersLock = new Object();
    private final Map<TokenHash, User> byToken = new HashMap<>();
    private final Map<Long, User> byId = new HashMap<>();
    /** In the order of last use: the first have been away longest. */
    private final Map<String, User> byName = new java.util.LinkedHashMap<>(16, 0.75f, true);

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

    /**
     * An empty one.
     *
     * @param ticker nanoseconds, for how long a user was not seen
     * @param clock of which the epoch is taken
     * @param random 64 random bits a call, for user ids
     * @param nameExpiry a name is free again when its user was not seen for this long
     */
    public MemoryEngine(
            LongSupplier ticker, InstantSource clock, LongSupplier random, int maxUsers, Duration nameExpiry) {
        this.ticker = ticker;
        this.random = random;
        this.maxUsers = maxUsers;
        this.nameExpiryNanos = nameExpiry.toNanos();
        this.epoch = clock.millis();
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
    public long epoch() {
        return epoch;
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
    public CompletionStage<Boolean> createRoom(RoomRecord room) {
        Name key = key(room.name());
        boolean created = rooms.putIfAbsent(key, room) == null;
        if (created) {
            sequences.put(key, new AtomicLong(room.sequence()));
        }
        return CompletableFuture.completedFuture(created);
    }

    @Override
    public CompletionStage<List<RoomRecord>> rooms() {
        return CompletableFuture.completedFuture(List.copyOf(rooms.values()));
    }

    @Override
    public CompletionStage<Void> setTopic(Name room, String topic) {
        rooms.computeIfPresent(
                key(room),
                (k, r) -> new RoomRecord(
                        r.name(), topic, r.passwordHash(), r.ephemeral(), r.closeWithHost(), r.sequence()));
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public CompletionStage<Void> closeRoom(Name room) {
        rooms.remove(key(room));
        sequences.remove(key(room));
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public void append(Name room, AppendRequest message, AppendAnswer answer) {
        AtomicLong sequence = sequences.get(key(room));
        if (sequence == null) {
            answer.failed();
            return;
        }
        answer.numbered(epoch, sequence.incrementAndGet());
        answer.committed(false);
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
