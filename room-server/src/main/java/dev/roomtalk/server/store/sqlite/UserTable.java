package dev.roomtalk.server.store.sqlite;

import dev.roomtalk.server.base.AgeClock;
import dev.roomtalk.server.store.Contacts;
import dev.roomtalk.server.store.TokenHash;
import dev.roomtalk.server.store.UserRecord;
import dev.roomtalk.server.store.UserRecords;
import dev.roomtalk.wire.Name;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Locale;
import java.util.function.LongPredicate;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Users. What changes them is confined to the writer, {@link #find} to the connection that it is given. */
final class UserTable {
    private static final Logger LOG = LoggerFactory.getLogger(UserTable.class);

    private static final int EXPIRED_USERS_PER_LOOK = 100;

    /** The time of last use is written this often. */
    private static final Duration NOTED = Duration.ofHours(1);

    private final AgeClock clock;
    private final LongSupplier random;
    private volatile int maxUsers;
    private volatile Duration nameExpiry;
    private volatile LongPredicate connected = _ -> false;

    /** A user that was found, and when it was last noted that it is in use. */
    record Found(UserRecord user, long lastUsed) {}

    UserTable(AgeClock clock, LongSupplier random, int maxUsers, Duration nameExpiry) {
        this.clock = clock;
        this.random = random;
        this.maxUsers = maxUsers;
        this.nameExpiry = nameExpiry;
    }

    /** Whether a user is connected now. Any thread. */
    void spare(LongPredicate isConnected) {
        connected = isConnected;
    }

    /** Any thread. */
    void follow(int users, Duration expiry) {
        maxUsers = users;
        nameExpiry = expiry;
    }

    UserRecords.UserCreation create(DatabaseConnection c, Name name, boolean distinct, TokenHash token)
            throws SQLException {
        removeExpired(c);
        if (c.query("SELECT count(*) FROM users WHERE key = ?").number(name.key()) > 0) {
            return new UserRecords.NameTaken();
        }
        if (distinct && LookTable.has(c, name)) {
            return new UserRecords.LooksTaken();
        }
        // Kept by triggers: to count them would cost more with every user.
        if (c.query("SELECT value FROM meta WHERE name = 'users'").number() >= maxUsers) {
            return new UserRecords.Full();
        }
        long id = random.getAsLong();
        while (id == 0 || c.query("SELECT count(*) FROM users WHERE id = ?").number(id) > 0) {
            id = random.getAsLong();
        }
        c.query("INSERT INTO users (id, key, name, token_sha256, last_used) VALUES (?, ?, ?, ?, ?)")
                .run(id, name.key(), name.display(), token.hex(), clock.millis());
        LookTable.add(c, id, name);
        return new UserRecords.Created(new UserRecord(id, name));
    }

    /** Removes some users whose names have expired. Who is connected is in use, and that is noted. */
    private void removeExpired(DatabaseConnection c) throws SQLException {
        if (!clock.certain()) {
            return;
        }
        int removed = 0;
        for (long id : c.query("SELECT id FROM users WHERE last_used < ? ORDER BY last_used LIMIT ?")
                .all(row -> row.getLong(1), clock.millis() - nameExpiry.toMillis(), EXPIRED_USERS_PER_LOOK)) {
            if (connected.test(id)) {
                noteUse(c, id);
            } else {
                removed += c.query("DELETE FROM users WHERE id = ?").run(id);
            }
        }
        if (removed > 0) {
            LOG.info("{} users whose names nobody had used for {} were removed", removed, nameExpiry);
        }
    }

    /** Null: nobody's token. */
    static @Nullable Found find(DatabaseConnection c, TokenHash token) throws SQLException {
        return c.query("SELECT id, name, key, last_used FROM users WHERE token_sha256 = ?")
                .first(
                        row -> new Found(
                                new UserRecord(row.getLong(1), new Name(row.getString(2), row.getString(3))),
                                row.getLong(4)),
                        token.hex());
    }

    /** As the column of that name has it. */
    static String text(Contacts contacts) {
        return contacts.name().toLowerCase(Locale.ROOT);
    }

    static Contacts contacts(String text) {
        return Contacts.valueOf(text.toUpperCase(Locale.ROOT));
    }

    static boolean exists(DatabaseConnection c, long userId) throws SQLException {
        return c.query("SELECT count(*) FROM users WHERE id = ?").number(userId) > 0;
    }

    /** By the key of its name; null: there is none. */
    static @Nullable UserRecord named(DatabaseConnection c, Name name) throws SQLException {
        return c.query("SELECT id, name, key FROM users WHERE key = ?")
                .first(row -> new UserRecord(row.getLong(1), new Name(row.getString(2), row.getString(3))), name.key());
    }

    /** It is time to write down that the user is in use. */
    boolean toBeNoted(Found found) {
        return clock.millis() - found.lastUsed >= NOTED.toMillis();
    }

    boolean noteUse(DatabaseConnection c, long userId) throws SQLException {
        return c.query("UPDATE users SET last_used = ? WHERE id = ?").run(clock.millis(), userId) > 0;
    }

    /** False: there is no such user. */
    static boolean renewToken(DatabaseConnection c, long userId, TokenHash token) throws SQLException {
        return c.query("UPDATE users SET token_sha256 = ? WHERE id = ?").run(token.hex(), userId) > 0;
    }
}
