package dev.roomtalk.server.store.sqlite;

import dev.roomtalk.server.store.Accounts;
import dev.roomtalk.server.store.Contacts;
import dev.roomtalk.server.store.Purge;
import dev.roomtalk.server.store.RoomId;
import dev.roomtalk.server.store.TokenHash;
import dev.roomtalk.server.store.UserRecord;
import dev.roomtalk.wire.Name;
import java.sql.SQLException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Reads, renames and deletes users, and removes messages, as {@link Accounts} promises. Any thread. */
final class StoredAccounts implements Accounts {
    private final RoomRegistry rooms;
    private final Writer writer;
    private final Readers readers;
    private final Wiper wiper;

    StoredAccounts(RoomRegistry rooms, Writer writer, Readers readers, Wiper wiper) {
        this.rooms = rooms;
        this.writer = writer;
        this.readers = readers;
        this.wiper = wiper;
    }

    @Override
    public CompletionStage<Purged> purge(RoomId id, Purge which) {
        RoomRegistry.Entry room = rooms.find(id);
        if (room == null || !room.sequencer().keeps()) {
            long upTo = room == null ? 0 : room.sequencer().committed();
            return CompletableFuture.completedFuture(new Purged(0, upTo));
        }
        return new MessagePurge(room.sequencer(), which, writer, readers.searches(), wiper).run();
    }

    @Override
    public CompletionStage<@Nullable Account> account(long userId) {
        return readers.lookUps()
                .ask(c -> c.query("SELECT id, name, key, token_sha256, last_used, contacts FROM users WHERE id = ?")
                        .first(
                                row -> new Account(
                                        new UserRecord(row.getLong(1), new Name(row.getString(2), row.getString(3))),
                                        new TokenHash(row.getString(4)),
                                        row.getLong(5),
                                        UserTable.contacts(row.getString(6))),
                                userId));
    }

    @Override
    public CompletionStage<Renaming> rename(long userId, Name name, boolean distinct) {
        return writer.change(Writer.Promise.ONCE, c -> rename(c, userId, name, distinct));
    }

    private static Renaming rename(DatabaseConnection c, long userId, Name name, boolean distinct) throws SQLException {
        if (c.query("SELECT count(*) FROM users WHERE id = ?").number(userId) == 0) {
            return new NoSuchUser();
        }
        if (c.query("SELECT count(*) FROM users WHERE key = ? AND id <> ?").number(name.key(), userId) > 0) {
            return new NameTaken();
        }
        if (distinct && LookTable.anotherHas(c, userId, name)) {
            return new LooksTaken();
        }
        c.query("UPDATE users SET key = ?, name = ? WHERE id = ?").run(name.key(), name.display(), userId);
        c.query("UPDATE bans SET name = ? WHERE user = ?").run(name.display(), userId);
        LookTable.remove(c, userId);
        LookTable.add(c, userId, name);
        return new Renamed(new UserRecord(userId, name));
    }

    @Override
    public CompletionStage<Boolean> setContacts(long userId, Contacts contacts) {
        return writer.change(
                Writer.Promise.ONCE,
                c -> c.query("UPDATE users SET contacts = ? WHERE id = ?").run(UserTable.text(contacts), userId) > 0);
    }

    /** The rest that is of the user goes by triggers. */
    @Override
    public CompletionStage<Boolean> delete(long userId) {
        return writer.change(Writer.Promise.ONCE, c -> {
            c.query("DELETE FROM instances WHERE user = ?").run(userId);
            return c.query("DELETE FROM users WHERE id = ?").run(userId) > 0;
        });
    }
}
