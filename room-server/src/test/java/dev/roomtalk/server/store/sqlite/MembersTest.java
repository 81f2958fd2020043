package dev.roomtalk.server.store.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import dev.roomtalk.server.room.MemberRecord;
import dev.roomtalk.server.room.Role;
import dev.roomtalk.server.room.RoomChange;
import dev.roomtalk.server.room.RoomSettings;
import dev.roomtalk.server.store.Engine;
import dev.roomtalk.server.store.Proposing;
import dev.roomtalk.server.store.Retention;
import dev.roomtalk.server.store.RoomId;
import dev.roomtalk.server.store.RoomRecord;
import dev.roomtalk.server.store.TokenHash;
import dev.roomtalk.server.store.UserRecord;
import dev.roomtalk.server.store.UserRecords;
import dev.roomtalk.wire.Name;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the database knows of rooms besides what was said in them: members, settings, and that nothing is kept. */
class MembersTest {
    private static final Duration TIMEOUT = Duration.ofSeconds(20);

    @TempDir
    Path directory;

    private static UserRecord user(Engine engine, String name) {
        Name wanted = ((Name.Valid) Name.user(name)).name();
        TokenHash token = TokenHash.of(name.getBytes(StandardCharsets.UTF_8));
        return ((UserRecords.Created) Stored.get(engine.createUser(wanted, true, token))).user();
    }

    private static MemberRecord member(UserRecord user, Role role) {
        return new MemberRecord(user.id(), user.name().display(), role, 1000, true);
    }

    private static List<MemberRecord> members(Engine engine) {
        RoomRecord listed = Stored.get(engine.rooms(RoomId.NONE, 1_000)).getFirst();
        assertThat(Objects.requireNonNull(Stored.look(engine, listed.id())).members())
                .isEqualTo(listed.members());
        return listed.members();
    }

    @Test
    void whileTheDiskIsFullMembersComeAndGoAndThenTheLatestIsWritten() {
        try (SqliteEngine engine = Stored.open(directory)) {
            UserRecord alice = user(engine, "alice");
            UserRecord bob = user(engine, "bob");
            Stored.make(engine, Stored.OPS_NAME);
            Stored.get(engine.inTransaction(c -> {
                c.execute("CREATE TRIGGER full BEFORE INSERT ON members BEGIN SELECT RAISE(ABORT, 'full'); END");
                return true;
            }));
            CompletableFuture<Boolean> joins = Proposing.members(
                            engine, Stored.OPS, List.of(member(alice, Role.HOST), member(bob, Role.MEMBER)), List.of())
                    .toCompletableFuture();
            CompletableFuture<Boolean> leaves = Proposing.members(
                            engine, Stored.OPS, List.of(member(bob, Role.HOST)), List.of(alice.id()))
                    .toCompletableFuture();
            assertThat(members(engine)).containsExactly(member(bob, Role.HOST));
            assertThat(Stored.get(engine.roomsOf(bob.id()))).containsExactly(Stored.OPS);
            assertThat(joins).isNotDone();
            assertThat(leaves).isNotDone();
            // In one transaction with what cannot be written it cannot be done either.
            await().atMost(Duration.ofSeconds(60))
                    .until(() -> engine.inTransaction(c -> {
                                c.execute("DROP TRIGGER IF EXISTS full");
                                return true;
                            })
                            .exceptionally(_ -> false)
                            .toCompletableFuture()
                            .get());
            Stored.get(joins);
            Stored.get(leaves);
        }
        try (SqliteEngine engine = Stored.open(directory)) {
            assertThat(members(engine))
                    .extracting(MemberRecord::name, MemberRecord::role)
                    .containsExactly(tuple("bob", Role.HOST));
        }
    }

    @Test
    void manyChangesAtOnceAreFewWrites() {
        try (SqliteEngine engine = Stored.open(directory)) {
            Stored.make(engine, Stored.OPS_NAME);
            UserRecord alice = user(engine, "alice");
            UserRecord bob = user(engine, "bob");
            Stored.get(engine.inTransaction(c -> {
                c.execute("CREATE TABLE writes (n INTEGER)");
                c.execute("CREATE TRIGGER counts AFTER INSERT ON members BEGIN INSERT INTO writes VALUES (1); END");
                c.execute("CREATE TRIGGER counts_too AFTER UPDATE ON members BEGIN INSERT INTO writes VALUES (1); END");
                return true;
            }));
            CompletableFuture<Void> last = new CompletableFuture<>();
            // While this transaction lasts nothing is written.
            Stored.get(engine.inTransaction(c -> {
                for (int i = 0; i < 1000; i++) {
                    Role role = i % 2 == 0 ? Role.HOST : Role.MEMBER;
                    engine.propose(Stored.OPS, i, new RoomChange.MembersAre(List.of(member(alice, role)), List.of()));
                }
                engine.propose(Stored.OPS, 1000, new RoomChange.MembersAre(List.of(member(bob, Role.HOST)), List.of()))
                        .thenRun(() -> last.complete(null));
                return true;
            }));
            Stored.get(last);
            assertThat(members(engine)).containsExactlyInAnyOrder(member(alice, Role.MEMBER), member(bob, Role.HOST));
            long writes = Stored.get(engine.inTransaction(
                    c -> c.query("SELECT count(*) FROM writes").number()));
            assertThat(writes).isEqualTo(2);
        }
    }

    @Test
    void aUserThatIsNoMoreIsAMemberNowhere() {
        AtomicReference<Instant> now = new AtomicReference<>(Instant.parse("2026-11-21T12:00:00Z"));
        InstantSource clock = now::get;
        try (SqliteEngine engine = Stored.open(directory, clock, new Retention(1000, 1 << 20, 0))) {
            UserRecord alice = user(engine, "alice");
            Stored.make(engine, Stored.OPS_NAME);
            Stored.get(Proposing.members(engine, Stored.OPS, List.of(member(alice, Role.HOST)), List.of()));
            now.updateAndGet(t -> t.plus(Duration.ofDays(91)));
            user(engine, "bob");
            assertThat(members(engine)).isEmpty();
            assertThat(Stored.get(engine.roomsOf(alice.id()))).isEmpty();
            // The room does not know it yet.
            Stored.get(Proposing.members(engine, Stored.OPS, List.of(member(alice, Role.MEMBER)), List.of()));
            assertThat(members(engine)).isEmpty();
        }
        try {
            assertThat(Check.of(directory).problems()).isEmpty();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void aRoomIsUsedByWhoSpeaksAndByMembersWhoConnect() {
        Instant start = Instant.parse("2026-11-21T12:00:00Z");
        AtomicReference<Instant> now = new AtomicReference<>(start);
        InstantSource clock = now::get;
        Retention retention = new Retention(1000, 1 << 20, 0);
        Name dev = Stored.room("dev");
        Name lab = Stored.room("lab");
        try (SqliteEngine engine = Stored.open(directory, clock, retention)) {
            UserRecord alice = user(engine, "alice");
            Stored.make(engine, Stored.OPS_NAME);
            RoomId devId = Stored.make(engine, dev).id();
            Stored.make(engine, lab);
            Stored.get(Proposing.members(engine, Stored.OPS, List.of(member(alice, Role.HOST)), List.of()));
            now.set(start.plus(Duration.ofDays(1)));
            Stored.get(Stored.say(engine, devId, Stored.message(1, 1, "x", clock.millis()))
                    .stored());
            now.set(start.plus(Duration.ofDays(2)));
            assertThat(Stored.get(engine.findUser(TokenHash.of("alice".getBytes(StandardCharsets.UTF_8)))))
                    .isEqualTo(alice);
        }
        try (SqliteEngine engine = Stored.open(directory, clock, retention)) {
            assertThat(Stored.get(engine.rooms(RoomId.NONE, 1_000)))
                    .extracting(RoomRecord::name, room -> Duration.ofMillis(room.lastUsed() - start.toEpochMilli()))
                    .containsExactlyInAnyOrder(
                            tuple(Stored.OPS_NAME, Duration.ofDays(2)),
                            tuple(dev, Duration.ofDays(1)),
                            tuple(lab, Duration.ZERO));
        }
    }

    @Test
    void aFileOfTheFirstSchemaIsBroughtUpToDate() throws Exception {
        Database database = Database.in(directory);
        NativeLibrary.unpackIn(directory);
        try (DatabaseConnection old = database.writing(Durability.POWER)) {
            Schema.migrate(old, database, 1);
            old.execute("INSERT INTO users (id, key, name, token_sha256, last_used) VALUES (7, 'alice', 'alice', 'x', "
                    + System.currentTimeMillis() + ")");
            old.execute("INSERT INTO rooms (key, name, topic, ephemeral, close_with_host, created)"
                    + " VALUES ('ops', 'ops', 'old', 0, 0, 1)");
            assertThat(old.query("PRAGMA user_version").number()).isEqualTo(1);
        }
        assertThat(Check.of(directory).problems()).isEmpty();
        try (SqliteEngine engine = Stored.open(directory)) {
            RoomRecord room = Stored.get(engine.rooms(RoomId.NONE, 1_000)).getFirst();
            assertThat(room.topic()).isEqualTo("old");
            assertThat(room.history()).isTrue();
            assertThat(room.settings()).isEqualTo(RoomSettings.UNSET);
            assertThat(room.members()).isEmpty();
            MemberRecord alice = new MemberRecord(7, "alice", Role.HOST, 5, false);
            Stored.get(Proposing.members(engine, Stored.OPS, List.of(alice), List.of()));
            assertThat(members(engine)).containsExactly(alice);
            // Who was there before can be taken for nobody who comes now.
            Name lookalike = ((Name.Valid) Name.user("аlice")).name();
            assertThat(Stored.get(engine.createUser(lookalike, true, TokenHash.of(new byte[1]))))
                    .isInstanceOf(UserRecords.LooksTaken.class);
        }
    }

    @Test
    void whatIsSaidInARoomWithoutHistoryIsInNoFile() throws IOException {
        String secret = "Rhabarberbarbara";
        try (SqliteEngine engine = Stored.open(directory)) {
            Stored.get(engine.createRoom(
                    RoomRecord.wanted(Stored.OPS_NAME, "", null, false, false).withoutHistory()));
            RoomId dev = Stored.make(engine, Stored.room("dev")).id();
            for (int n = 1; n <= 100; n++) {
                assertThat(Stored.get(Stored.say(engine, Stored.OPS, Stored.message(1, n, secret + n, 1000))
                                .stored()))
                        .isFalse();
            }
            // A room with history shows that this test can see what is written.
            assertThat(Stored.get(Stored.say(engine, dev, Stored.message(1, 1, "Stachelbeere", 1000))
                            .stored()))
                    .isTrue();
            assertThat(found("Stachelbeere")).isTrue();
            assertThat(found(secret)).isFalse();
        }
        assertThat(found("Stachelbeere")).isTrue();
        assertThat(found(secret)).isFalse();
    }

    private boolean found(String text) throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                if (new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1).contains(text)) {
                    return true;
                }
            }
        }
        return false;
    }

    @Test
    void aRoomKeepsNoMoreThanItIsSetTo() {
        AtomicReference<Instant> now = new AtomicReference<>(Instant.parse("2026-11-21T12:00:00Z"));
        InstantSource clock = now::get;
        try (SqliteEngine engine = Stored.open(directory, clock, new Retention(50, 1 << 20, 0))) {
            Stored.make(engine, Stored.OPS_NAME);
            RoomId dev = Stored.make(engine, Stored.room("dev")).id();
            RoomId lab = Objects.requireNonNull(
                            Stored.get(engine.createRoom(RoomRecord.wanted(Stored.room("lab"), "", null, false, false)
                                    .withSettings(new RoomSettings(0, 3600, 0, 0)))))
                    .id();
            for (RoomId room : List.of(Stored.OPS, dev, lab)) {
                for (int n = 1; n <= 40; n++) {
                    Stored.get(Stored.say(engine, room, Stored.message(1, n, "text " + n, clock.millis()))
                            .stored());
                }
            }
            // The server allows 50.
            Stored.get(
                    engine.propose(Stored.OPS, 0, new RoomChange.SettingsAre(new RoomSettings(0, 0, 10, 0), "alice")));
            Stored.get(engine.propose(dev, 0, new RoomChange.SettingsAre(new RoomSettings(0, 0, 1000, 0), "alice")));
            now.updateAndGet(t -> t.plus(Duration.ofMinutes(2)));
            await().atMost(TIMEOUT)
                    .untilAsserted(
                            () -> assertThat(Stored.log(engine, Stored.OPS)).hasSize(10));
            assertThat(Stored.log(engine, dev)).hasSize(40);
            assertThat(Stored.log(engine, lab)).hasSize(40);
            now.updateAndGet(t -> t.plus(Duration.ofHours(1)));
            await().atMost(TIMEOUT)
                    .untilAsserted(() -> assertThat(Stored.log(engine, lab)).isEmpty());
            assertThat(Stored.log(engine, dev)).hasSize(40);
        }
    }
}
