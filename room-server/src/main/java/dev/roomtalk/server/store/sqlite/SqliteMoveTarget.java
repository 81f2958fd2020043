package dev.roomtalk.server.store.sqlite;

import dev.roomtalk.files.PrivateFiles;
import dev.roomtalk.server.room.Ban;
import dev.roomtalk.server.room.Invitation;
import dev.roomtalk.server.store.Accounts;
import dev.roomtalk.server.store.AddressBan;
import dev.roomtalk.server.store.LogEntry;
import dev.roomtalk.server.store.RoomRecord;
import dev.roomtalk.server.store.SequenceRanges;
import dev.roomtalk.server.store.move.MoveTarget;
import dev.roomtalk.server.store.move.MovedRoom;
import dev.roomtalk.server.store.move.MovedSpeaker;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Writes everything into a file beside the place of the database of a directory that is locked, and puts it in that
 * place when it is finished.
 */
public final class SqliteMoveTarget implements MoveTarget {
    /** A transaction has about so many rows. */
    private static final int TOGETHER = 10_000;

    private final Database place;
    private final Database next;
    private final DatabaseConnection connection;
    private final long now;
    private int rows;
    private long room;
    private long epoch;
    private boolean open = true;

    private SqliteMoveTarget(Database place, Database next, DatabaseConnection connection, long now) {
        this.place = place;
        this.next = next;
        this.connection = connection;
        this.now = now;
    }

    /** @throws IOException in a sentence for the person: there are users or rooms already */
    public static SqliteMoveTarget open(Path directory, InstantSource clock) throws IOException {
        NativeLibrary.unpackIn(directory);
        Database place = Database.in(directory);
        if (Files.exists(place.file())) {
            Check.Result there = Check.of(directory);
            if (there.users() + there.rooms() > 0) {
                throw new IOException("the database " + place.file() + " has " + there.users() + " users and "
                        + there.rooms() + " rooms; move into an empty one");
            }
        }
        Database next = new Database(directory.resolve(Database.FILE_NAME + ".moving"));
        Backup.remove(next.file());
        Database.makePrivate(next.file());
        try {
            DatabaseConnection connection = next.writing(Durability.PROCESS);
            Schema.migrate(connection, next);
            connection.execute("BEGIN IMMEDIATE");
            return new SqliteMoveTarget(place, next, connection, clock.millis());
        } catch (SQLException e) {
            throw next.unusable(e);
        }
    }

    /** Changes the database. */
    private interface Writing {
        void write() throws SQLException;
    }

    private void write(Writing writing) throws IOException {
        try {
            writing.write();
            rows++;
            if (rows % TOGETHER == 0) {
                connection.execute("COMMIT");
                connection.query("PRAGMA wal_checkpoint(TRUNCATE)").number();
                connection.execute("BEGIN IMMEDIATE");
            }
        } catch (SQLException e) {
            throw next.unusable(e);
        }
    }

    @Override
    public void user(Accounts.Account user) throws IOException {
        // What it looks like is worked out when a server starts.
        write(() -> connection
                .query("INSERT INTO users (id, key, name, token_sha256, last_used, contacts) VALUES (?, ?, ?, ?, ?, ?)")
                .run(
                        user.user().id(),
                        user.user().name().key(),
                        user.user().name().display(),
                        user.token().hex(),
                        user.lastUsed(),
                        UserTable.text(user.contacts())));
    }

    @Override
    public void addressBan(AddressBan ban) throws IOException {
        write(() -> BanTable.put(connection, ban));
    }

    @Override
    public void room(MovedRoom moved) throws IOException {
        RoomRecord record = moved.record();
        write(() -> {
            RoomTable.Row made = RoomTable.create(connection, record, record.lastUsed());
            if (made == null) {
                throw new SQLException("two rooms are called " + record.name().display());
            }
            room = made.id();
            connection
                    .query("UPDATE rooms SET oldest = ?, last = ? WHERE id = ?")
                    .run(moved.oldest(), record.sequence(), room);
            for (Ban ban : record.bans()) {
                BanTable.put(connection, room, ban);
            }
            for (Invitation invitation : record.invitations()) {
                InvitationTable.put(connection, room, invitation);
            }
            for (SequenceRanges.Range range : moved.removed().within(0, record.sequence())) {
                connection
                        .query("INSERT INTO removed (room, first, last) VALUES (?, ?, ?)")
                        .run(room, range.first(), range.last());
            }
            for (Map.Entry<Long, Long> mark : moved.read().entrySet()) {
                ReadMarkTable.put(connection, room, mark.getKey(), mark.getValue());
            }
            epochs(moved);
        });
        epoch = Math.max(epoch, record.epoch());
    }

    /** Where an epoch ended the next one began. */
    private void epochs(MovedRoom moved) throws SQLException {
        long after = 0;
        for (MovedRoom.EpochEnd end : moved.ends()) {
            epoch(end.epoch(), after);
            after = end.last();
        }
        if (moved.first() <= moved.record().sequence()) {
            epoch(moved.record().epoch(), moved.first() - 1);
        }
    }

    private void epoch(long begun, long after) throws SQLException {
        connection
                .query("INSERT INTO epochs (room, epoch, after) VALUES (?, ?, ?)")
                .run(room, begun, after);
    }

    @Override
    public void speaker(MovedSpeaker speaker) throws IOException {
        write(() -> connection
                .query("INSERT INTO instances (room, user, instance, n, epoch, sequence, last_day)"
                        + " VALUES (?, ?, ?, ?, ?, ?, ?)")
                .run(
                        room,
                        speaker.userId(),
                        speaker.instance(),
                        speaker.n(),
                        speaker.epoch(),
                        speaker.sequence(),
                        TimeUnit.MILLISECONDS.toDays(now)));
    }

    @Override
    public void message(LogEntry message) throws IOException {
        write(() -> {
            Log.insert(connection, room, message);
            connection
                    .query("UPDATE rooms SET messages = messages + 1, bytes = bytes + ? WHERE id = ?")
                    .run(message.weight(), room);
        });
    }

    @Override
    public void finish() throws IOException {
        try {
            RoomTable.nextEpoch(connection, epoch);
            connection.execute("COMMIT");
            List<String> problems = connection.query("PRAGMA quick_check(1)").all(row -> row.getString(1));
            if (!problems.equals(List.of("ok"))) {
                throw new SQLException("it is damaged: " + problems.getFirst());
            }
            connection.query("PRAGMA wal_checkpoint(TRUNCATE)").number();
            connection.close();
            open = false;
        } catch (SQLException e) {
            throw next.unusable(e);
        }
        Backup.sync(next.file());
        Backup.remove(place.file());
        PrivateFiles.giveToOwnerOfDirectory(next.file());
        Files.move(next.file(), place.file(), StandardCopyOption.ATOMIC_MOVE);
    }

    @Override
    public void close() {
        try {
            if (open) {
                connection.close();
            }
            Backup.remove(next.file());
        } catch (SQLException | IOException e) {
            // It is removed when the move is begun again.
        }
    }
}
