package dev.roomtalk.server.store.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.roomtalk.server.room.Ban;
import dev.roomtalk.server.room.Invitation;
import dev.roomtalk.server.store.Engine;
import dev.roomtalk.server.store.NotStoredException;
import dev.roomtalk.server.store.Proposing;
import dev.roomtalk.server.store.Retention;
import dev.roomtalk.server.store.RoomId;
import dev.roomtalk.server.store.TokenHash;
import dev.roomtalk.server.store.UserRecord;
import dev.roomtalk.server.store.UserRecords;
import dev.roomtalk.wire.Name;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BanTableTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir
    Path directory;

    private static UserRecord user(Engine engine, String name) {
        Name wanted = ((Name.Valid) Name.user(name)).name();
        TokenHash token = TokenHash.of(name.getBytes(StandardCharsets.UTF_8));
        return ((UserRecords.Created) Stored.get(engine.createUser(wanted, true, token))).user();
    }

    private static Ban ban(UserRecord user, long until) {
        return new Ban(Ban.Kind.ENTER, user.id(), user.name().display(), "alice", "spam", 1000, until);
    }

    private static List<Ban> bans(Engine engine) {
        return Stored.get(engine.rooms(RoomId.NONE, 1_000)).getFirst().bans();
    }

    private static void full(SqliteEngine engine) {
        Stored.get(engine.inTransaction(c -> {
            c.execute("CREATE TRIGGER full BEFORE INSERT ON bans BEGIN SELECT RAISE(ABORT, 'full'); END");
            c.execute("CREATE TRIGGER full_too BEFORE DELETE ON bans BEGIN SELECT RAISE(ABORT, 'full'); END");
            return true;
        }));
    }

    private static void free(SqliteEngine engine) {
        // In one transaction with what cannot be written it cannot be done either.
        await().atMost(PATIENCE)
                .until(() -> engine.inTransaction(c -> {
                            c.execute("DROP TRIGGER IF EXISTS full");
                            c.execute("DROP TRIGGER IF EXISTS full_too");
                            return true;
                        })
                        .exceptionally(_ -> false)
                        .toCompletableFuture()
                        .get());
    }

    @Test
    void anInvitationThatCannotBeRemovedNowIsRemovedLater() {
        try (SqliteEngine engine = Stored.open(directory)) {
            Stored.make(engine, Stored.OPS_NAME);
            String hash = "ab".repeat(32);
            Stored.get(Proposing.invite(engine, Stored.OPS, new Invitation(hash, "alice", 1, Long.MAX_VALUE, 1, 0)));
            Stored.get(engine.inTransaction(c -> {
                c.execute("CREATE TRIGGER full BEFORE DELETE ON invitations BEGIN SELECT RAISE(ABORT, 'full'); END");
                return true;
            }));
            assertThatThrownBy(() -> Proposing.uninvite(engine, Stored.OPS, hash)
                            .toCompletableFuture()
                            .get())
                    .hasCauseInstanceOf(NotStoredException.class);
            free(engine);
            await().atMost(PATIENCE)
                    .until(() -> Objects.requireNonNull(Stored.look(engine, Stored.OPS))
                            .invitations()
                            .isEmpty());
        }
    }

    @Test
    void aBanThatCannotBeStoredNowSaysSoAndIsStoredLater() {
        UserRecord bob;
        UserRecord carol;
        try (SqliteEngine engine = Stored.open(directory)) {
            Stored.make(engine, Stored.OPS_NAME);
            bob = user(engine, "bob");
            carol = user(engine, "carol");
            Stored.get(Proposing.ban(engine, Stored.OPS, ban(carol, 0)));
            full(engine);
            assertThatThrownBy(() -> Proposing.ban(engine, Stored.OPS, ban(bob, 0))
                            .toCompletableFuture()
                            .get())
                    .hasCauseInstanceOf(NotStoredException.class);
            assertThatThrownBy(() -> Proposing.unban(
                                    engine, Stored.OPS, ban(carol, 0).key())
                            .toCompletableFuture()
                            .get())
                    .hasCauseInstanceOf(NotStoredException.class);
            assertThat(bans(engine)).containsExactly(ban(carol, 0));
            // As it is, and not as it is written.
            assertThat(Objects.requireNonNull(Stored.look(engine, Stored.OPS)).bans())
                    .containsExactly(ban(bob, 0));
            free(engine);
            await().atMost(PATIENCE).until(() -> bans(engine).equals(List.of(ban(bob, 0))));
        }
        try (SqliteEngine engine = Stored.open(directory)) {
            assertThat(bans(engine)).containsExactly(ban(bob, 0));
        }
    }

    @Test
    void aBanThatWasLiftedBeforeItCouldBeStoredDoesNotComeBack() {
        try (SqliteEngine engine = Stored.open(directory)) {
            Stored.make(engine, Stored.OPS_NAME);
            UserRecord bob = user(engine, "bob");
            UserRecord carol = user(engine, "carol");
            Stored.get(Proposing.ban(engine, Stored.OPS, ban(carol, 0)));
            Stored.get(engine.inTransaction(c -> {
                c.execute("CREATE TRIGGER full BEFORE INSERT ON bans WHEN NEW.name = 'bob'"
                        + " BEGIN SELECT RAISE(ABORT, 'full'); END");
                return true;
            }));
            var failed = Proposing.ban(engine, Stored.OPS, ban(bob, 0)).toCompletableFuture();
            assertThatThrownBy(failed::get).hasCauseInstanceOf(NotStoredException.class);
            Stored.get(Proposing.unban(engine, Stored.OPS, ban(bob, 0).key()));
            free(engine);
            // What was to be tried again comes before this.
            Stored.get(Proposing.unban(engine, Stored.OPS, ban(carol, 0).key()));
            await().atMost(PATIENCE).until(() -> engine.trouble() == null);
            assertThat(bans(engine)).isEmpty();
        }
    }

    @Test
    void bansThatHaveEndedAreSweptAndThoseOfUsersThatAreNoMore() {
        Instant start = Instant.parse("2026-11-21T12:00:00Z");
        AtomicReference<Instant> now = new AtomicReference<>(start);
        InstantSource clock = now::get;
        try (SqliteEngine engine = Stored.open(directory, clock, new Retention(1000, 1 << 20, 0))) {
            Stored.make(engine, Stored.OPS_NAME);
            UserRecord bob = user(engine, "bob");
            UserRecord carol = user(engine, "carol");
            UserRecord dave = user(engine, "dave");
            long soon = start.plus(Duration.ofHours(1)).toEpochMilli();
            long late = start.plus(Duration.ofDays(50)).toEpochMilli();
            Stored.get(Proposing.ban(engine, Stored.OPS, ban(bob, soon)));
            Stored.get(Proposing.ban(engine, Stored.OPS, ban(carol, late)));
            Stored.get(Proposing.ban(engine, Stored.OPS, ban(dave, 0)));
            now.set(start.plus(Duration.ofDays(2)));
            await().atMost(PATIENCE).until(() -> bans(engine).size() == 2);
            assertThat(bans(engine)).containsExactlyInAnyOrder(ban(carol, late), ban(dave, 0));
            now.set(start.plus(Duration.ofDays(91)));
            user(engine, "eve");
            assertThat(bans(engine)).isEmpty();
        }
    }

    @Test
    void aFileOfTheThirdSchemaIsBroughtUpToDateAndABackupHasTheBans() throws Exception {
        Database database = Database.in(directory);
        NativeLibrary.unpackIn(directory);
        try (DatabaseConnection old = database.writing(Durability.POWER)) {
            Schema.migrate(old, database, 3);
            old.execute("INSERT INTO users (id, key, name, token_sha256, last_used) VALUES (7, 'bob', 'Bob', 'x', "
                    + System.currentTimeMillis() + ")");
            old.execute("INSERT INTO rooms (key, name, topic, ephemeral, close_with_host, created)"
                    + " VALUES ('ops', 'ops', 'old', 0, 0, 1)");
            old.execute("INSERT INTO members (room, user, role, since, announced) VALUES (1, 7, 'host', 5, 1)");
            assertThat(old.query("PRAGMA user_version").number()).isEqualTo(3);
        }
        Path backup = directory.resolve("backup.db");
        Ban ban = new Ban(Ban.Kind.ENTER, 7, "Bob", "alice", "spam", 1000, 0);
        try (SqliteEngine engine = Stored.open(directory)) {
            assertThat(bans(engine)).isEmpty();
            assertThat(Stored.get(engine.rooms(RoomId.NONE, 1_000)).getFirst().members())
                    .hasSize(1);
            Stored.get(Proposing.ban(engine, Stored.OPS, ban));
            Backup.write(directory, backup);
            Stored.get(Proposing.unban(engine, Stored.OPS, ban.key()));
        }
        Backup.restore(directory, backup, InstantSource.system());
        assertThat(Check.of(directory).problems()).isEmpty();
        try (SqliteEngine engine = Stored.open(directory)) {
            assertThat(bans(engine)).containsExactly(ban);
        }
    }
}
