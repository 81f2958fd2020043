package dev.roomtalk.server.store;

import dev.roomtalk.server.names.Looks;
import dev.roomtalk.wire.Name;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.LongPredicate;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** The users and their tokens, in memory. Any thread; guarded by itself, each call for a few look-ups. */
final class MemoryUsers {
    private static final int EXPIRED_USERS_PER_LOOK = 100;

    private final LongSupplier ticker;
    private final LongSupplier random;
    private volatile int maxUsers;
    private volatile long nameExpiryNanos;
    private volatile LongPredicate connected = _ -> false;
    private final Map<TokenHash, User> byToken = new HashMap<>();
    private final Map<Long, User> byId = new HashMap<>();
    /** How many users' names have a look. */
    private final Map<String, Integer> looks = new HashMap<>();
    /** In the order of last use: the first have been away longest. */
    private final Map<String, User> byName = new LinkedHashMap<>(16, 0.75f, true);

    private static final class User {
        UserRecord record;
        TokenHash token;
        long lastUsed;
        Contacts contacts = Contacts.EVERYBODY;

        User(UserRecord record, TokenHash token, long lastUsed) {
            this.record = record;
            this.token = token;
            this.lastUsed = lastUsed;
        }
    }

    /**
     * No users.
     *
     * @param ticker nanoseconds, for how long a user was not seen
     * @param random 64 random bits a call, for user ids
     * @param nameExpiry a name is free again when its user was not seen for this long
     */
    MemoryUsers(LongSupplier ticker, LongSupplier random, int maxUsers, Duration nameExpiry) {
        this.ticker = ticker;
        this.random = random;
        this.maxUsers = maxUsers;
        this.nameExpiryNanos = nameExpiry.toNanos();
    }

    /** Sets how many users there may be from now on, and when a name is free again. */
    void follow(int users, Duration nameExpiry) {
        maxUsers = users;
        nameExpiryNanos = nameExpiry.toNanos();
    }

    synchronized UserRecords.UserCreation create(Name name, boolean distinct, TokenHash token) {
        Set<String> its = Looks.of(name);
        if (byName.containsKey(name.key())) {
            return new UserRecords.NameTaken();
        }
        if (distinct && its.stream().anyMatch(looks::containsKey)) {
            return new UserRecords.LooksTaken();
        }
        if (byId.size() >= maxUsers) {
            return new UserRecords.Full();
        }
        long id = random.getAsLong();
        while (id == 0 || byId.containsKey(id)) {
            id = random.getAsLong();
        }
        User user = new User(new UserRecord(id, name), token, ticker.getAsLong());
        byId.put(id, user);
        byName.put(name.key(), user);
        byToken.put(token, user);
        its.forEach(look -> looks.merge(look, 1, Integer::sum));
        return new UserRecords.Created(user.record);
    }

    /** Removes some users whose names have expired, and returns their ids. */
    synchronized List<Long> removeExpired() {
        List<Long> removed = new ArrayList<>();
        long now = ticker.getAsLong();
        var users = byName.values().iterator();
        while (removed.size() < EXPIRED_USERS_PER_LOOK && users.hasNext()) {
            User user = users.next();
            if (now - user.lastUsed <= nameExpiryNanos) {
                break;
            }
            if (connected.test(user.record.id())) {
                user.lastUsed = now;
                continue;
            }
            users.remove();
            forget(user);
            removed.add(user.record.id());
        }
        return removed;
    }

    /** Of a user who is no longer among the names. */
    private void forget(User user) {
        byId.remove(user.record.id());
        byToken.remove(user.token);
        uncount(Looks.of(user.record.name()));
    }

    private void uncount(Set<String> gone) {
        gone.forEach(look -> looks.computeIfPresent(look, (l, n) -> n == 1 ? null : n - 1));
    }

    /** False: there is no such user. */
    synchronized boolean delete(long userId) {
        User user = byId.get(userId);
        if (user == null) {
            return false;
        }
        byName.remove(user.record.name().key());
        forget(user);
        return true;
    }

    synchronized Accounts.Renaming rename(long userId, Name name, boolean distinct) {
        User user = byId.get(userId);
        if (user == null) {
            return new Accounts.NoSuchUser();
        }
        User other = byName.get(name.key());
        if (other != null && other != user) {
            return new Accounts.NameTaken();
        }
        Set<String> own = Looks.of(user.record.name());
        Set<String> its = Looks.of(name);
        // Its own look is counted too.
        if (distinct && its.stream().anyMatch(look -> looks.getOrDefault(look, 0) > (own.contains(look) ? 1 : 0))) {
            return new Accounts.LooksTaken();
        }
        byName.remove(user.record.name().key());
        uncount(own);
        user.record = new UserRecord(userId, name);
        byName.put(name.key(), user);
        its.forEach(look -> looks.merge(look, 1, Integer::sum));
        return new Accounts.Renamed(user.record);
    }

    /**
     * What is kept of a user; null: there is no such user.
     *
     * @param now the present, in milliseconds of Unix time
     */
    synchronized Accounts.@Nullable Account account(long userId, long now) {
        User user = byId.get(userId);
        return user == null
                ? null
                : new Accounts.Account(
                        user.record,
                        user.token,
                        now - TimeUnit.NANOSECONDS.toMillis(ticker.getAsLong() - user.lastUsed),
                        user.contacts);
    }

    /** False: there is no such user. */
    synchronized boolean setContacts(long userId, Contacts contacts) {
        User user = byId.get(userId);
        if (user != null) {
            user.contacts = contacts;
        }
        return user != null;
    }

    /** Whether a user is connected now. */
    void spare(LongPredicate isConnected) {
        connected = isConnected;
    }

    synchronized void noteUse(Collection<Long> userIds) {
        for (long id : userIds) {
            User user = byId.get(id);
            if (user != null) {
                user.lastUsed = ticker.getAsLong();
                // Moves the user to the end of the order of use.
                byName.get(user.record.name().key());
            }
        }
    }

    synchronized boolean exists(long userId) {
        return byId.containsKey(userId);
    }

    /** Returns the user that a token proves, and notes that it was used; null: there is no such user. */
    synchronized @Nullable UserRecord find(TokenHash token) {
        User user = byToken.get(token);
        if (user == null) {
            return null;
        }
        user.lastUsed = ticker.getAsLong();
        // Moves the user to the end of the order of use.
        byName.get(user.record.name().key());
        return user.record;
    }

    /** Returns the user of this name; null: there is none. */
    synchronized @Nullable UserRecord named(Name name) {
        // This moves the user in the order of use: the name may expire later because of it, and never sooner.
        User user = byName.get(name.key());
        return user == null ? null : user.record;
    }

    /** Gives the user another token; false: there is no such user. */
    synchronized boolean renewToken(long userId, TokenHash token) {
        User user = byId.get(userId);
        if (user == null) {
            return false;
        }
        byToken.remove(user.token);
        user.token = token;
        byToken.put(token, user);
        return true;
    }
}
