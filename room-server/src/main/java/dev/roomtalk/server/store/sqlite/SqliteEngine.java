package dev.roomtalk.server.store.sqlite;

import dev.roomtalk.server.base.AddressRange;
import dev.roomtalk.server.base.AgeClock;
import dev.roomtalk.server.room.RoomChange;
import dev.roomtalk.server.store.Accounts;
import dev.roomtalk.server.store.AddressBan;
import dev.roomtalk.server.store.Engine;
import dev.roomtalk.server.store.EngineLimits;
import dev.roomtalk.server.store.LogPage;
import dev.roomtalk.server.store.LogRange;
import dev.roomtalk.server.store.RoomFeed;
import dev.roomtalk.server.store.RoomId;
import dev.roomtalk.server.store.RoomRecord;
import dev.roomtalk.server.store.RoomSummary;
import dev.roomtalk.server.store.Search;
import dev.roomtalk.server.store.SpeakerBudget;
import dev.roomtalk.server.store.TokenHash;
import dev.roomtalk.server.store.UserRecord;
import dev.roomtalk.server.store.VisibleRooms;
import dev.roomtalk.wire.Name;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.function.LongPredicate;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Keeps everything in one SQLite file. What is here opens and closes the file and keeps users; {@link StoredRooms}
 * keeps rooms, and {@link StoredMessages} their messages.
 *
 * <p>A message is numbered at once, in memory, and committed by the {@link Writer}, so that relaying never waits for
 * the disk. That numbers are given ahead of the disk is safe because each start has an epoch of its own, which is on
 * the disk before the first message is numbered: a number that was given and lost comes again in another epoch only.
 *
 * <p>Over 300 lines, because every promise of {@link Engine} is handed to its part here.
 */
public final class SqliteEngine implements Engine {
    /** Users whose use is noted in one change. */
    private static final int NOTED_TOGETHER = 500;

    private final Writer writer;
    private final Checkpointer checkpointer;
    private final Readers readers;
    private final UserTable users;
    private final Sweeper sweeper;
    private final Wiper wiper;
    private final StoredRooms rooms;
    private final StoredMessages messages;
    private final StoredAccounts accounts;

    private SqliteEngine(
            Database database,
            DatabaseConnection connection,
            Durability durability,
            EngineLimits limits,
            UserTable users,
            long epoch,
            AgeClock clock)
            throws SQLException {
        this.users = users;
        RoomRegistry registry =
                new RoomRegistry(SpeakerBudget.ofHeap(Runtime.getRuntime().maxMemory()));
        Log log = new Log(connection, clock);
        this.readers = Readers.of(database);
        this.sweeper = new Sweeper(clock, limits.retention(), limits.historyAge(), registry::sequencer);
        this.wiper = new Wiper(clock, Wiper.isWanted(connection));
        this.writer =
                new Writer(database, connection, durability, log, List.of(sweeper, new Indexer(clock), wiper), clock);
        this.checkpointer = new Checkpointer(database, writer);
        this.rooms = new StoredRooms(registry, writer, readers, log, clock);
        this.messages = new StoredMessages(registry, readers);
        this.accounts = new StoredAccounts(registry, writer, readers, wiper);
        for (RoomTable.Row row : RoomTable.all(connection, epoch)) {
            registry.open(row, writer);
        }
    }

    /**
     * Opens the database of a directory, or makes it.
     *
     * @param source an {@link AgeClock}, or one that is always right
     * @param random 64 random bits a call, for user ids
     * @throws IOException in a sentence for the person
     */
    public static SqliteEngine open(
            Path directory, InstantSource source, LongSupplier random, EngineLimits limits, Durability durability)
            throws IOException {
        AgeClock clock = source instanceof AgeClock ages ? ages : source::instant;
        NativeLibrary.unpackIn(directory);
        Database database = Database.in(directory);
        Database.makePrivate(database.file());
        UserTable users = new UserTable(clock, random, limits.maxUsers(), limits.nameExpiry());
        try {
            DatabaseConnection connection = database.writing(Durability.POWER);
            try {
                Schema.migrate(connection, database);
                LookTable.refresh(connection);
                // What an upgrade wrote, or a server that was killed left: it may be as large as the database.
                connection.query("PRAGMA wal_checkpoint(TRUNCATE)").number();
                long epoch = RoomTable.nextEpoch(connection, clock.millis());
                connection.execute("PRAGMA synchronous = " + durability.synchronous());
                SqliteEngine engine = new SqliteEngine(database, connection, durability, limits, users, epoch, clock);
                engine.writer.start();
                engine.checkpointer.start();
                Thread.startVirtualThread(engine.rooms::readLooks);
                return engine;
            } catch (SQLException | IOException | RuntimeException e) {
                connection.close();
                throw e;
            }
        } catch (SQLException e) {
            throw database.unusable(e);
        }
    }

    @Override
    public String name() {
        return "sqlite";
    }

    @Override
    public boolean durable() {
        return true;
    }

    @Override
    public @Nullable String trouble() {
        return writer.trouble();
    }

    @Override
    public int waiting() {
        return writer.waiting();
    }

    @Override
    public long lagMillis() {
        return writer.lagMillis();
    }

    @Override
    public void follow(EngineLimits limits) {
        users.follow(limits.maxUsers(), limits.nameExpiry());
        sweeper.follow(limits.retention(), limits.historyAge());
    }

    @Override
    public CompletionStage<UserCreation> createUser(Name name, boolean distinct, TokenHash token) {
        // Where nothing can be stored there is no place for another user.
        return writer.<UserCreation>change(Writer.Promise.ONCE, c -> users.create(c, name, distinct, token))
                .exceptionally(_ -> new Full());
    }

    @Override
    public void spare(LongPredicate connected) {
        users.spare(connected);
    }

    @Override
    public void noteUse(Collection<Long> userIds) {
        List<Long> ids = List.copyOf(userIds);
        for (int i = 0; i < ids.size(); i += NOTED_TOGETHER) {
            List<Long> some = ids.subList(i, Math.min(ids.size(), i + NOTED_TOGETHER));
            var _ = writer.write(Writer.Promise.ONCE, c -> {
                for (long id : some) {
                    users.noteUse(c, id);
                }
            });
        }
    }

    @Override
    public CompletionStage<@Nullable UserRecord> findUser(TokenHash token) {
        return readers.lookUps().ask(c -> UserTable.find(c, token)).thenApply(found -> {
            if (found == null) {
                return null;
            }
            if (users.toBeNoted(found)) {
                writer.change(
                        Writer.Promise.ONCE, c -> users.noteUse(c, found.user().id()));
            }
            return found.user();
        });
    }

    @Override
    public CompletionStage<@Nullable UserRecord> userNamed(Name name) {
        return readers.lookUps().ask(c -> UserTable.named(c, name));
    }

    @Override
    public CompletionStage<Boolean> renewToken(long userId, TokenHash token) {
        return writer.change(Writer.Promise.ONCE, c -> UserTable.renewToken(c, userId, token));
    }

    @Override
    public Accounts accounts() {
        return accounts;
    }

    @Override
    public CompletionStage<@Nullable RoomRecord> createRoom(RoomRecord wanted, RoomFeed feed) {
        return rooms.create(wanted, feed);
    }

    @Override
    public CompletionStage<List<RoomRecord>> rooms(RoomId above, int most) {
        return rooms.above(above, most);
    }

    @Override
    public CompletionStage<List<RoomSummary>> summaries(RoomId above, int most) {
        return rooms.summaries(above, most);
    }

    @Override
    public CompletionStage<List<RoomSummary>> summaries(List<RoomId> of) {
        return rooms.summaries(of);
    }

    @Override
    public CompletionStage<@Nullable RoomId> roomNamed(Name name) {
        return rooms.named(name);
    }

    @Override
    public CompletionStage<VisibleRooms> visibleRooms(int most) {
        return rooms.visible(most);
    }

    @Override
    public CompletionStage<Boolean> looksTaken(Name name) {
        return rooms.looksTaken(name);
    }

    @Override
    public int rooms() {
        return rooms.count();
    }

    @Override
    public CompletionStage<@Nullable RoomRecord> open(RoomId room, RoomFeed feed) {
        return rooms.open(room, feed);
    }

    @Override
    public void letGo(RoomId room, RoomFeed feed) {
        rooms.letGo(room, feed);
    }

    @Override
    public CompletionStage<Boolean> propose(RoomId room, long expected, RoomChange change) {
        return rooms.propose(room, expected, change);
    }

    @Override
    public CompletionStage<List<RoomId>> roomsOf(long userId) {
        return rooms.ofUser(userId);
    }

    @Override
    public CompletionStage<Void> closeRoom(RoomId room) {
        return rooms.close(room);
    }

    @Override
    public CompletionStage<Void> banAddress(AddressBan ban) {
        return writer.write(Writer.Promise.ONCE, c -> BanTable.put(c, ban));
    }

    @Override
    public CompletionStage<Void> unbanAddress(AddressRange range) {
        return writer.write(Writer.Promise.ONCE, c -> BanTable.remove(c, range));
    }

    @Override
    public CompletionStage<List<AddressBan>> addressBans() {
        return readers.lookUps().ask(BanTable::ofAddresses);
    }

    @Override
    public void append(RoomId room, long version, AppendRequest message, AppendAnswer answer) {
        messages.append(room, version, message, answer);
    }

    @Override
    public CompletionStage<Long> highestN(RoomId room, long userId, long instance) {
        return messages.highestN(room, new Speaker(userId, instance));
    }

    @Override
    public CompletionStage<Long> epochEnd(RoomId room, long epoch) {
        return messages.epochEnd(room, epoch);
    }

    @Override
    public CompletionStage<LogPage> read(RoomId room, LogRange range) {
        return messages.read(room, range);
    }

    @Override
    public CompletionStage<Search.Answer> search(Search search) {
        return messages.search(search);
    }

    /** Whether nothing that was removed is still to be overwritten: for tests. */
    boolean wiped() {
        return wiper.idle();
    }

    /** Gives work to the writer: for tests that look into the database, or break it. */
    <T extends @Nullable Object> CompletionStage<T> inTransaction(Writer.Work<T> work) {
        return writer.change(Writer.Promise.ONCE, work);
    }

    /** Commits what waits, and closes the file. */
    @Override
    public void close() {
        checkpointer.close();
        readers.close();
        // The last connection that closes tidies up the write-ahead log.
        writer.close();
    }
}
