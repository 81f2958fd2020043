package dev.roomtalk.server.store.sqlite;

import dev.roomtalk.server.base.AddressRange;
import dev.roomtalk.server.room.Ban;
import dev.roomtalk.server.room.Invitation;
import dev.roomtalk.server.room.MemberRecord;
import dev.roomtalk.server.room.RoomSettings;
import dev.roomtalk.server.store.AddressBan;
import dev.roomtalk.server.store.Engine;
import dev.roomtalk.server.store.EngineLimits;
import dev.roomtalk.server.store.LogEntry;
import dev.roomtalk.server.store.LogPage;
import dev.roomtalk.server.store.LogRange;
import dev.roomtalk.server.store.RoomRecord;
import dev.roomtalk.server.store.Search;
import dev.roomtalk.server.store.TokenHash;
import dev.roomtalk.server.store.UserRecord;
import dev.roomtalk.wire.Name;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Keeps everything in one SQLite file.
 *
 * <p>A message is numbered at once, in memory, and committed by the {@link Writer}, so that relaying never waits for the disk.
 * That numbers are given ahead of the disk is safe because each start has an epoch of its own, which is on the disk before the
 * first message is numbered: a number that was given and lost comes again in another epoch only.
 */
public final class SqliteEngine implements Engine {
    private static final int LOOK_UPS = 65_536;
    private static final int PAGES = 256;
    private static final int SEARCHES = 64;
    private static final Duration SEARCH_LIMIT = Duration.ofSeconds(2);

    private final Writer writer;
    private final Checkpointer checkpointer;
    /** Short questions, on which somebody's arrival waits. */
    private final Reader lookUps;
    /** Long ones. */
    private final Reader pages;

    /** Longer ones, that somebody expects to take a moment. */
    private final Reader searches;

    private final UserTable users;
    private final Sweeper sweeper;
    private final Log log;
    private final InstantSource clock;
    private final Map<String, Room> rooms = new ConcurrentHashMap<>();
    private final Map<Long, Sequencer> sequencers = new ConcurrentHashMap<>();
    private final MemberTable members = new MemberTable();
    private final BanTable bans = new BanTable();

    /** @param record without members and bans, which change all the time */
    private record Room(RoomRecord record, Sequencer sequencer) {
        Room with(RoomRecord changed) {
            return new Room(changed, sequencer);
        }
    }

    private SqliteEngine(
            Database database,
            DatabaseConnection connection,
            Durability durability,
            EngineLimits limits,
            UserTable users,
            long epoch,
            InstantSource clock)
            throws SQLException {
        this.users = users;
        this.clock = clock;
        this.log = new Log(connection, clock);
        for (RoomTable.Row row : RoomTable.all(connection, epoch)) {
            open(row);
        }
        this.lookUps = new Reader(database.reading(), "engine-look-up", LOOK_UPS);
        this.pages = new Reader(database.reading(), "engine-pages", PAGES);
        this.searches = new Reader(database.reading(), "engine-search", SEARCHES);
        this.sweeper = new Sweeper(clock, limits.retention(), limits.historyAge(), this::sequencer);
        this.writer = new Writer(database, connection, durability, log, List.of(sweeper, new Indexer(clock)), clock);
        this.checkpointer = new Checkpointer(database, writer);
    }

    /**
     * Opens the database of a directory, or makes it.
     *
     * @param random 64 random bits a call, for user ids
     * @throws IOException in a sentence for the person
     */
    public static SqliteEngine open(
            Path directory, InstantSource clock, LongSupplier random, EngineLimits limits, Durability durability)
            throws IOException {
        NativeLibrary.unpackIn(directory);
        Database database = Database.in(directory);
        Database.makePrivate(database.file());
        UserTable users = new UserTable(clock, random, limits.maxUsers(), limits.nameExpiry());
        try {
            DatabaseConnection connection = database.writing(Durability.POWER);
            try {
                Schema.migrate(connection, database);
                long epoch = RoomTable.nextEpoch(connection, clock.millis());
                connection.execute("PRAGMA synchronous = " + durability.synchronous());
                SqliteEngine engine = new SqliteEngine(database, connection, durability, limits, users, epoch, clock);
                engine.writer.start();
                engine.checkpointer.start();
                return engine;
            } catch (SQLException | IOException | RuntimeException e) {
                connection.close();
                throw e;
            }
        } catch (SQLException e) {
            throw database.unusable(e);
        }
    }

    private RoomRecord open(RoomTable.Row row) {
        RoomRecord record = row.record();
        Sequencer sequencer =
                new Sequencer(row.id(), record.epoch(), record.sequence(), row.oldest(), record.history());
        sequencers.put(row.id(), sequencer);
        rooms.put(record.name().key(), new Room(record.withMembers(List.of()), sequencer));
        return record;
    }

    private @Nullable Sequencer sequencer(long room) {
        return sequencers.get(room);
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
    public CompletionStage<UserCreation> createUser(Name name, TokenHash token) {
        // Where nothing can be stored there is no place for more.
        return writer.<UserCreation>change(Writer.Promise.ONCE, c -> users.create(c, name, token))
                .exceptionally(_ -> new Full());
    }

    @Override
    public CompletionStage<@Nullable UserRecord> findUser(TokenHash token) {
        return lookUps.ask(c -> UserTable.find(c, token)).thenApply(found -> {
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
        return lookUps.ask(c -> UserTable.named(c, name));
    }

    @Override
    public CompletionStage<Boolean> renewToken(long userId, TokenHash token) {
        return writer.change(Writer.Promise.ONCE, c -> UserTable.renewToken(c, userId, token));
    }

    @Override
    public CompletionStage<@Nullable RoomRecord> createRoom(RoomRecord wanted) {
        return writer.change(Writer.Promise.SYNCED, c -> RoomTable.create(c, wanted, clock.millis()))
                .thenApply(made -> made == null ? null : open(made));
    }

    @Override
    public CompletionStage<List<RoomRecord>> rooms() {
        return members.byRoom(lookUps)
                .thenCombine(
                        lookUps.ask(BanTable::all),
                        (inRoom, banned) -> rooms.values().stream()
                                .map(room -> asCommitted(
                                        room,
                                        inRoom.getOrDefault(room.sequencer.room(), List.of()),
                                        banned.getOrDefault(room.sequencer.room(), List.of())))
                                .toList())
                .thenCombine(
                        lookUps.ask(InvitationTable::all),
                        (all, invited) -> all.stream()
                                .map(record ->
                                        record.withInvitations(invited.getOrDefault(id(record.name()), List.of())))
                                .toList());
    }

    /** 0: there is no such room any more. */
    private long id(Name name) {
        Room room = rooms.get(name.key());
        return room == null ? 0 : room.sequencer.room();
    }

    private static RoomRecord asCommitted(Room room, List<MemberRecord> inRoom, List<Ban> banned) {
        return room.record.withMembers(inRoom).withBans(banned).at(room.record.epoch(), room.sequencer.committed());
    }

    @Override
    public CompletionStage<Void> setTopic(Name name, String topic) {
        Room room = rooms.computeIfPresent(name.key(), (key, r) -> r.with(r.record.withTopic(topic)));
        if (room == null) {
            return CompletableFuture.completedFuture(null);
        }
        long id = room.sequencer.room();
        return writer.change(Writer.Promise.SOME_TIME, c -> RoomTable.setTopic(c, id, topic))
                .thenApply(_ -> null);
    }

    @Override
    public CompletionStage<Void> setSettings(Name name, RoomSettings settings) {
        Room room = rooms.computeIfPresent(name.key(), (key, r) -> r.with(r.record.withSettings(settings)));
        if (room == null) {
            return CompletableFuture.completedFuture(null);
        }
        long id = room.sequencer.room();
        return writer.change(Writer.Promise.SOME_TIME, c -> {
                    Room latest = rooms.get(name.key());
                    return latest != null
                            && latest.sequencer.room() == id
                            && RoomTable.setSettings(c, id, latest.record.settings());
                })
                .thenApply(_ -> null);
    }

    @Override
    public CompletionStage<Void> changeMembers(Name name, List<MemberRecord> now, List<Long> gone) {
        Room room = rooms.get(name.key());
        if (room == null) {
            return CompletableFuture.completedFuture(null);
        }
        return members.change(room.sequencer.room(), now, gone, writer);
    }

    @Override
    public CompletionStage<Void> ban(Name name, Ban ban) {
        return changeBan(name, ban.key(), ban);
    }

    @Override
    public CompletionStage<Void> unban(Name name, Ban.Key ban) {
        return changeBan(name, ban, null);
    }

    private CompletionStage<Void> changeBan(Name name, Ban.Key which, @Nullable Ban ban) {
        Room room = rooms.get(name.key());
        return room == null
                ? CompletableFuture.completedFuture(null)
                : bans.change(room.sequencer.room(), which, ban, writer);
    }

    @Override
    public CompletionStage<Void> invite(Name name, Invitation invitation) {
        return changeInvitation(name, (c, room) -> InvitationTable.put(c, room, invitation));
    }

    @Override
    public CompletionStage<Void> uninvite(Name name, String hash) {
        return changeInvitation(name, (c, room) -> InvitationTable.remove(c, room, hash));
    }

    private interface InvitationChange {
        void write(DatabaseConnection connection, long room) throws SQLException;
    }

    private CompletionStage<Void> changeInvitation(Name name, InvitationChange change) {
        Room room = rooms.get(name.key());
        return room == null
                ? CompletableFuture.completedFuture(null)
                : writer.<@Nullable Void>change(Writer.Promise.ONCE, c -> {
                    change.write(c, room.sequencer.room());
                    return null;
                });
    }

    @Override
    public CompletionStage<Void> banAddress(AddressBan ban) {
        return writer.<@Nullable Void>change(Writer.Promise.ONCE, c -> {
            BanTable.put(c, ban);
            return null;
        });
    }

    @Override
    public CompletionStage<Void> unbanAddress(AddressRange range) {
        return writer.<@Nullable Void>change(Writer.Promise.ONCE, c -> {
            BanTable.remove(c, range);
            return null;
        });
    }

    @Override
    public CompletionStage<List<AddressBan>> addressBans() {
        return lookUps.ask(BanTable::ofAddresses);
    }

    @Override
    public CompletionStage<List<Name>> roomsOf(long userId) {
        return members.roomsOf(userId, lookUps)
                .thenApply(ids -> rooms.values().stream()
                        .filter(room -> ids.contains(room.sequencer.room()))
                        .map(room -> room.record.name())
                        .toList());
    }

    @Override
    public CompletionStage<Void> closeRoom(Name name) {
        Room room = rooms.remove(name.key());
        if (room == null) {
            return CompletableFuture.completedFuture(null);
        }
        Sequencer sequencer = room.sequencer;
        sequencer.close();
        sequencers.remove(sequencer.room());
        return writer.change(Writer.Promise.SOME_TIME, c -> {
                    log.forget(sequencer);
                    return RoomTable.close(c, sequencer.room());
                })
                .thenApply(_ -> null);
    }

    @Override
    public void append(Name name, AppendRequest message, AppendAnswer answer) {
        Room room = rooms.get(name.key());
        if (room == null) {
            answer.failed();
            return;
        }
        Sequencer sequencer = room.sequencer;
        switch (sequencer.append(message, answer, writer)) {
            case Sequencer.Answered _ -> {}
            case Sequencer.UnknownSpeaker _ -> {
                // Whoever enters is looked up, so this is rare; when it comes again it is known.
                sequencer.highestN(new Speaker(message.userId(), message.instance()), lookUps);
                answer.failed();
            }
            case Sequencer.SaidBefore _ -> answerAgain(sequencer, message, answer);
        }
    }

    private void answerAgain(Sequencer room, AppendRequest message, AppendAnswer answer) {
        long committed = room.committed();
        pages.ask(c -> Log.find(c, room.room(), committed, message))
                .whenComplete((LogEntry found, Throwable failure) -> {
                    if (failure != null) {
                        answer.failed();
                    } else if (found == null) {
                        answer.duplicate(0, 0, false);
                    } else {
                        answer.duplicate(found.epoch(), found.sequence(), true);
                    }
                });
    }

    @Override
    public CompletionStage<Long> highestN(Name name, long userId, long instance) {
        Room room = rooms.get(name.key());
        return room == null
                ? CompletableFuture.completedFuture(0L)
                : room.sequencer.highestN(new Speaker(userId, instance), lookUps);
    }

    @Override
    public CompletionStage<Long> epochEnd(Name name, long epoch) {
        Room room = rooms.get(name.key());
        if (room == null) {
            return CompletableFuture.completedFuture(0L);
        }
        Sequencer sequencer = room.sequencer;
        if (epoch >= sequencer.epoch()) {
            return CompletableFuture.completedFuture(sequencer.committed());
        }
        if (!sequencer.keeps()) {
            return CompletableFuture.completedFuture(0L);
        }
        // As it is before the look: if no later epoch is found then, none had begun.
        long committed = sequencer.committed();
        return lookUps.ask(c -> Log.epochEnd(c, sequencer.room(), epoch))
                .thenApply(end -> end == null ? committed : end);
    }

    @Override
    public CompletionStage<LogPage> read(Name name, LogRange range) {
        Room room = rooms.get(name.key());
        if (room == null) {
            return CompletableFuture.completedFuture(LogPage.none(range.after()));
        }
        Sequencer sequencer = room.sequencer;
        long committed = sequencer.committed();
        if (range.after() >= Math.min(range.upTo(), committed)) {
            return CompletableFuture.completedFuture(
                    new LogPage(List.of(), range.after(), range.after(), committed, sequencer.oldest()));
        }
        return pages.ask(c -> {
            LogReading.Stretch read = LogReading.read(c, sequencer.room(), committed, range);
            return new LogPage(read.entries(), read.coversFrom(), read.coversTo(), committed, sequencer.oldest());
        });
    }

    @Override
    public CompletionStage<Search.Answer> search(Search search) {
        return searches.ask(c -> {
            Finder finder = new Finder(c, search);
            CompletableFuture.delayedExecutor(SEARCH_LIMIT.toMillis(), TimeUnit.MILLISECONDS)
                    .execute(finder::giveUp);
            return finder.find(place -> {
                Room room = rooms.get(place.room().key());
                return room == null ? 0 : room.sequencer.room();
            });
        });
    }

    /** For tests that look behind, or make a fault: work for the writer. */
    <T extends @Nullable Object> CompletionStage<T> inTransaction(Writer.Work<T> work) {
        return writer.change(Writer.Promise.ONCE, work);
    }

    /** Commits what waits, and closes the file. */
    @Override
    public void close() {
        checkpointer.close();
        lookUps.close();
        pages.close();
        searches.close();
        // The last one to leave tidies up the write-ahead log.
        writer.close();
    }
}
