package dev.roomtalk.server.store.sqlite;

import dev.roomtalk.server.store.Accounts;
import dev.roomtalk.server.store.AddressBan;
import dev.roomtalk.server.store.LogEntry;
import dev.roomtalk.server.store.RoomId;
import dev.roomtalk.server.store.RoomRecord;
import dev.roomtalk.server.store.SequenceRanges;
import dev.roomtalk.server.store.TokenHash;
import dev.roomtalk.server.store.UserRecord;
import dev.roomtalk.server.store.move.MoveSource;
import dev.roomtalk.server.store.move.MovedRoom;
import dev.roomtalk.server.store.move.MovedSpeaker;
import dev.roomtalk.wire.Name;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads everything from the database of a directory that is locked. */
public final class SqliteMoveSource implements MoveSource {
    private final Database database;
    private final DatabaseConnection connection;

    private SqliteMoveSource(Database database, DatabaseConnection connection) {
        this.database = database;
        this.connection = connection;
    }

    /** @throws IOException in a sentence for the person */
    public static SqliteMoveSource open(Path directory) throws IOException {
        Database database = Database.existing(directory);
        NativeLibrary.unpackIn(directory);
        try {
            DatabaseConnection connection = database.writing(Durability.POWER);
            try {
                Schema.migrate(connection, database);
                return new SqliteMoveSource(database, connection);
            } catch (SQLException | IOException e) {
                connection.close();
                throw e;
            }
        } catch (SQLException e) {
            throw database.unusable(e);
        }
    }

    /** Asks the database, on behalf of a taker. */
    private interface Reading {
        void read() throws SQLException, IOException;
    }

    private void read(Reading reading) throws IOException {
        try {
            reading.read();
        } catch (SQLException e) {
            throw database.unusable(e);
        }
    }

    /** Gives each row to a taker. */
    private <T> void each(String sql, Query.Mapping<T> mapping, Taker<T> taker, Object... values) throws IOException {
        @Nullable IOException[] failure = {null};
        read(() -> connection
                .query(sql)
                .visit(
                        row -> {
                            try {
                                taker.take(mapping.of(row));
                                return true;
                            } catch (IOException e) {
                                failure[0] = e;
                                return false;
                            }
                        },
                        values));
        IOException failed = failure[0];
        if (failed != null) {
            throw failed;
        }
    }

    @Override
    public void users(Taker<Accounts.Account> taker) throws IOException {
        each(
                "SELECT id, name, key, token_sha256, last_used, contacts FROM users",
                row -> new Accounts.Account(
                        new UserRecord(row.getLong(1), new Name(row.getString(2), row.getString(3))),
                        new TokenHash(row.getString(4)),
                        row.getLong(5),
                        UserTable.contacts(row.getString(6))),
                taker);
    }

    @Override
    public List<AddressBan> addressBans() throws IOException {
        List<AddressBan> all = new ArrayList<>();
        read(() -> all.addAll(BanTable.ofAddresses(connection)));
        return all;
    }

    @Override
    public void rooms(Taker<MovedRoom> taker) throws IOException {
        read(() -> {
            long epoch = connection
                    .query("SELECT value FROM meta WHERE name = 'epoch'")
                    .number();
            for (RoomTable.Row row : RoomTable.all(connection, epoch)) {
                taker.take(room(row));
            }
        });
    }

    private MovedRoom room(RoomTable.Row row) throws SQLException {
        RoomRecord record = row.record()
                .withMembers(MemberTable.ofRoom(connection, row.id(), Map.of()))
                .withBans(BanTable.ofRoom(connection, row.id(), Map.of()))
                .withInvitations(InvitationTable.ofRoom(connection, row.id()));
        SequenceRanges removed = new SequenceRanges();
        RemovedTable.within(connection, row.id(), 0, record.sequence()).forEach(range -> {
            for (long sequence = range.first(); sequence <= range.last(); sequence++) {
                removed.add(sequence);
            }
        });
        // Where an epoch began the one before it ended.
        List<MovedRoom.EpochEnd> ends = new ArrayList<>();
        long[] begun = {0};
        long[] first = {record.sequence() + 1};
        connection
                .query("SELECT epoch, after FROM epochs WHERE room = ? ORDER BY epoch")
                .visit(
                        epoch -> {
                            if (begun[0] > 0) {
                                ends.add(new MovedRoom.EpochEnd(begun[0], epoch.getLong(2)));
                            }
                            begun[0] = epoch.getLong(1);
                            first[0] = begun[0] == record.epoch() ? epoch.getLong(2) + 1 : first[0];
                            return true;
                        },
                        row.id());
        if (begun[0] > 0 && begun[0] < record.epoch()) {
            ends.add(new MovedRoom.EpochEnd(begun[0], record.sequence()));
        }
        return new MovedRoom(record, first[0], ends, row.oldest(), removed, ReadMarkTable.ofRoom(connection, row.id()));
    }

    @Override
    public void speakers(RoomId room, Taker<MovedSpeaker> taker) throws IOException {
        each(
                "SELECT user, instance, n, epoch, sequence FROM instances WHERE room = ?",
                row -> new MovedSpeaker(row.getLong(1), row.getLong(2), row.getLong(3), row.getLong(4), row.getLong(5)),
                taker,
                room.value());
    }

    @Override
    public void messages(RoomId room, Taker<LogEntry> taker) throws IOException {
        each(
                Log.SELECT + " ORDER BY id",
                Log::entry,
                taker,
                Schema.messageId(room.value(), 0),
                Schema.messageId(room.value(), Schema.LAST_SEQUENCE));
    }

    @Override
    public void close() {
        try {
            connection.close();
        } catch (SQLException e) {
            // All that was wanted of it was read.
        }
    }
}
