package dev.roomtalk.server.store.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.roomtalk.server.base.AddressRange;
import dev.roomtalk.server.room.Ban;
import dev.roomtalk.server.room.Invitation;
import dev.roomtalk.server.room.MemberRecord;
import dev.roomtalk.server.room.Purpose;
import dev.roomtalk.server.room.Role;
import dev.roomtalk.server.room.RoomChange;
import dev.roomtalk.server.room.RoomSettings;
import dev.roomtalk.server.store.Accounts;
import dev.roomtalk.server.store.AddressBan;
import dev.roomtalk.server.store.Contacts;
import dev.roomtalk.server.store.Engine;
import dev.roomtalk.server.store.EngineLimits;
import dev.roomtalk.server.store.LogEntry;
import dev.roomtalk.server.store.LogPage;
import dev.roomtalk.server.store.LogRange;
import dev.roomtalk.server.store.MessageLog.AppendRequest;
import dev.roomtalk.server.store.Proposing;
import dev.roomtalk.server.store.Purge;
import dev.roomtalk.server.store.Retention;
import dev.roomtalk.server.store.RoomId;
import dev.roomtalk.server.store.RoomRecord;
import dev.roomtalk.server.store.TokenHash;
import dev.roomtalk.server.store.UserRecord;
import dev.roomtalk.server.store.UserRecords;
import dev.roomtalk.server.store.VisibleRooms;
import dev.roomtalk.server.store.move.Move;
import dev.roomtalk.server.store.move.MoveSource;
import dev.roomtalk.server.store.move.MoveTarget;
import dev.roomtalk.server.store.redis.Speaker.Outcome;
import dev.roomtalk.server.store.sqlite.Check;
import dev.roomtalk.server.store.sqlite.Durability;
import dev.roomtalk.server.store.sqlite.SqliteEngine;
import dev.roomtalk.server.store.sqlite.SqliteMoveSource;
import dev.roomtalk.server.store.sqlite.SqliteMoveTarget;
import dev.roomtalk.wire.Kind;
import dev.roomtalk.wire.Name;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is moved from SQLite to Redis and back is all there, under the numbers that it had. */
class MoveTest {
    private static final Instant NOW = Instant.ofEpochMilli(1_800_000_000_000L);
    private static final long INSTANCE = -7;
    private static final EngineLimits LIMITS =
            new EngineLimits(100, Duration.ofDays(90), new Retention(1_000, 8 << 20, 0), Duration.ofDays(36_500));

    @TempDir
    Path directory;

    private RedisServer redis;
    private final Random ids = new Random(5);

    @BeforeEach
    void start() {
        redis = RedisServer.start(directory);
    }

    @AfterEach
    void stop() {
        redis.close();
    }

    private Path data(String name) throws IOException {
        return Files.createDirectories(directory.resolve(name));
    }

    private Engine sqlite(String name) throws IOException {
        return SqliteEngine.open(data(name), () -> NOW, ids::nextLong, LIMITS, Durability.PROCESS);
    }

    private Engine redisEngine() throws IOException {
        return RedisEngine.open(redis.settings(), false, () -> NOW, System::nanoTime, ids::nextLong, LIMITS);
    }

    private Move.Carried toRedis(String from) throws IOException {
        try (MoveSource source = SqliteMoveSource.open(data(from));
                MoveTarget target = RedisMoveTarget.open(redis.settings(), () -> NOW, System::nanoTime)) {
            return new Move(source, target).run();
        }
    }

    private Move.Carried toSqlite(String to) throws IOException {
        try (MoveSource source = RedisMoveSource.open(redis.settings(), System::nanoTime);
                MoveTarget target = SqliteMoveTarget.open(data(to), () -> NOW)) {
            return new Move(source, target).run();
        }
    }

    private static <T> T get(CompletionStage<T> stage) {
        return Speaker.get(stage);
    }

    private static TokenHash token(String name) {
        return TokenHash.of(name.getBytes(StandardCharsets.UTF_8));
    }

    private static UserRecord user(Engine engine, String name) {
        return ((UserRecords.Created) get(engine.createUser(((Name.Valid) Name.user(name)).name(), true, token(name))))
                .user();
    }

    private static RoomRecord wanted(String name) {
        return RoomRecord.wanted(((Name.Valid) Name.room(name)).name(), "about " + name, null, false, false);
    }

    private static Outcome append(Engine engine, RoomId room, UserRecord author, long n, @Nullable String label) {
        AppendRequest message = message(author, INSTANCE, n, "text " + n, label, NOW.toEpochMilli() - 1000 + n);
        // As a room does before it numbers what somebody says.
        get(engine.highestN(room, author.id(), INSTANCE));
        Outcome outcome = get(Speaker.append(engine, room, message));
        assertThat(outcome.failed()).isFalse();
        return outcome;
    }

    private static void change(Engine engine, RoomId room, UserRecord author, long n, Purpose purpose) {
        AppendRequest message = new AppendRequest(
                author.id(),
                author.name().display(),
                INSTANCE,
                n,
                purpose.kind() == Kind.REMOVAL ? "" : "better",
                null,
                NOW.toEpochMilli() - 1000 + n,
                purpose);
        assertThat(get(Speaker.append(engine, room, message)).failed()).isFalse();
    }

    private static AppendRequest message(
            UserRecord author, long instance, long n, String text, @Nullable String label, long time) {
        return new AppendRequest(author.id(), author.name().display(), instance, n, text, label, time);
    }

    /** Users, rooms of all kinds, and messages of three starts, some of which are gone. */
    private void fill(String name) throws IOException {
        long since = NOW.toEpochMilli() - 100_000;
        UserRecord alice;
        UserRecord bob;
        RoomId ops;
        try (Engine engine = sqlite(name)) {
            alice = user(engine, "Alice");
            bob = user(engine, "bob");
            user(engine, "Çelik");
            get(engine.banAddress(new AddressBan(
                    Objects.requireNonNull(AddressRange.parse("192.0.2.0/24")), "operator", "spam", since, 0)));
            RoomRecord made = Objects.requireNonNull(get(engine.createRoom(wanted("Ops")
                    .withMembers(List.of(new MemberRecord(alice.id(), "Alice", Role.HOST, since, true))))));
            ops = made.id();
            get(Proposing.members(
                    engine,
                    ops,
                    List.of(new MemberRecord(bob.id(), "bob", Role.MODERATOR, since + 1, false)),
                    List.of()));
            get(Proposing.change(
                    engine, ops, new RoomChange.SettingsAre(new RoomSettings(7, 3_600_000, 500, 0, 3, 900), "alice")));
            get(Proposing.ban(
                    engine,
                    ops,
                    new Ban(Ban.Kind.ENTER, bob.id(), "bob", "Alice", "a \"reason\"", since, 0, List.of("192.0.2.1"))));
            get(Proposing.ban(
                    engine, ops, new Ban(Ban.Kind.SPEAK, bob.id(), "bob", "Alice", "", since + 1, since + 9_000_000)));
            get(Proposing.invite(
                    engine, ops, new Invitation("ab".repeat(32), "Alice", since, since + 9_000_000, 5, 2)));
            get(engine.createRoom(wanted("quiet").withoutHistory().asHidden()));
            get(engine.createRoom(RoomRecord.wanted(
                    ((Name.Valid) Name.room("locked")).name(), "", "a hash of a password", true, true)));
            get(engine.accounts().setContacts(alice.id(), Contacts.NOBODY));
            get(engine.markRead(ops, bob.id(), 3));
            for (long n = 1; n <= 5; n++) {
                append(engine, ops, alice, n, n == 3 ? "alice/47 \"x\"" : null);
            }
        }
        try (Engine engine = sqlite(name)) {
            for (long n = 1; n <= 12; n++) {
                append(engine, ops, bob, n, null);
            }
            Outcome last = append(engine, ops, bob, 13, "label");
            change(
                    engine,
                    ops,
                    bob,
                    14,
                    new Purpose(Kind.EDIT, last.pair().epoch(), last.pair().sequence()));
            change(
                    engine,
                    ops,
                    bob,
                    15,
                    new Purpose(Kind.REMOVAL, last.pair().epoch(), last.pair().sequence() - 1));
            get(engine.accounts().purge(ops, new Purge(null, NOW.toEpochMilli() - 1000 + 3)));
            assertThat(get(engine.accounts().rename(bob.id(), ((Name.Valid) Name.user("bobby")).name(), true)))
                    .isInstanceOf(Accounts.Renamed.class);
            get(engine.renewToken(alice.id(), token("another")));
        }
        // One in which nobody said anything.
        sqlite(name).close();
    }

    /** Everything that an engine answers, but for the epochs that it gives from now on. */
    private static Map<String, Object> contents(Engine engine) {
        Map<String, Object> all = new TreeMap<>();
        List<RoomRecord> rooms = get(engine.rooms(RoomId.NONE, 100));
        for (String name : List.of("Alice", "bob", "bobby", "Çelik")) {
            UserRecord user = get(engine.userNamed(((Name.Valid) Name.user(name)).name()));
            all.put(
                    "user " + name,
                    user == null ? "none" : get(engine.accounts().account(user.id())));
            if (user != null) {
                all.put("of " + name, get(engine.roomsOf(user.id())).size());
                for (RoomRecord room : rooms) {
                    all.put(room.name().key() + " read by " + name, get(engine.readUpTo(room.id(), user.id())));
                    all.put(
                            room.name().key() + " highest of " + name,
                            get(engine.highestN(room.id(), user.id(), INSTANCE)));
                }
            }
        }
        all.put("addresses", get(engine.addressBans()));
        VisibleRooms visible = get(engine.visibleRooms(100));
        all.put(
                "visible",
                visible.count() + ": "
                        + visible.first().stream()
                                .map(room -> room.name() + " " + room.members())
                                .toList());
        for (String name : List.of("ops", "0ps", "quiet", "none")) {
            all.put("looks as " + name, get(engine.looksTaken(((Name.Valid) Name.room(name)).name())));
        }
        for (RoomRecord room : rooms) {
            String name = room.name().key();
            assertThat(get(engine.roomNamed(room.name()))).isEqualTo(room.id());
            // Each engine has versions of its own.
            RoomRecord unversioned = room.changed(new RoomChange.TopicIs(room.topic(), ""), 0);
            all.put(name, unversioned.withId(RoomId.NONE).at(0, room.sequence()));
            LogPage page = get(engine.read(room.id(), LogRange.of(0, Long.MAX_VALUE, 1 << 20)));
            all.put(name + " messages", page.entries());
            all.put(name + " oldest", page.oldest() + " removed " + page.removed() + " to " + page.coversTo());
            Map<Long, Long> ends = new LinkedHashMap<>();
            LongStream.concat(
                            LongStream.of(1),
                            page.entries().stream().mapToLong(LogEntry::epoch).distinct())
                    .forEach(epoch -> ends.put(epoch, get(engine.epochEnd(room.id(), epoch))));
            all.put(name + " ends", ends);
        }
        return all;
    }

    private static RoomRecord ops(Engine engine) {
        return get(engine.rooms(RoomId.NONE, 100)).stream()
                .filter(room -> room.name().key().equals("ops"))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void everythingIsThereAfterwardsAndBackAgain() throws IOException {
        fill("first");
        Map<String, Object> before;
        long epoch;
        try (Engine engine = sqlite("first")) {
            before = contents(engine);
            epoch = ops(engine).epoch();
        }
        assertThat((List<?>) before.get("ops messages")).hasSize(16);

        assertThat(toRedis("first")).isEqualTo(new Move.Carried(3, 3, messages(before)));
        UserRecord alice;
        Outcome there;
        try (Engine engine = redisEngine()) {
            assertThat(contents(engine)).isEqualTo(before);
            alice = Objects.requireNonNull(get(engine.findUser(token("another"))));
            assertThat(get(engine.findUser(token("Alice")))).isNull();
            RoomRecord ops = ops(engine);
            assertThat(ops.epoch()).isGreaterThan(epoch);
            // What was said before is known, and numbers go on.
            assertThat(append(engine, ops.id(), alice, 5, null).duplicate()).isTrue();
            there = append(engine, ops.id(), alice, 6, "on Redis");
            assertThat(there.pair().sequence()).isEqualTo(ops.sequence() + 1);
            assertThat(get(engine.epochEnd(ops.id(), epoch))).isEqualTo(ops.sequence());
            before = contents(engine);
        }
        assertThat(toSqlite("second").messages()).isEqualTo(messages(before));
        try (Engine engine = sqlite("second")) {
            assertThat(contents(engine)).isEqualTo(before);
            RoomRecord ops = ops(engine);
            assertThat(ops.epoch()).isGreaterThan(there.pair().epoch());
            assertThat(append(engine, ops.id(), alice, 6, "on Redis"))
                    .isEqualTo(new Outcome(false, true, there.pair(), true));
            assertThat(append(engine, ops.id(), alice, 7, null).pair().sequence())
                    .isEqualTo(there.pair().sequence() + 1);
        }
        assertThat(Check.of(data("second")).problems()).isEmpty();
    }

    private static int messages(Map<String, Object> contents) {
        return contents.entrySet().stream()
                .filter(each -> each.getKey().endsWith(" messages"))
                .mapToInt(each -> ((List<?>) each.getValue()).size())
                .sum();
    }

    /** A target that fails when it has taken so many messages. */
    private static MoveTarget failing(MoveTarget target, int after) {
        int[] left = {after};
        return (MoveTarget) Proxy.newProxyInstance(
                MoveTest.class.getClassLoader(), new Class<?>[] {MoveTarget.class}, (_, method, values) -> {
                    if (method.getName().equals("message") && left[0]-- == 0) {
                        throw new IOException("broken off");
                    }
                    try {
                        return method.invoke(target, values);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }

    @Test
    void whatWasBrokenOffIsNotServedAndCanBeBegunAgain() throws IOException {
        fill("first");
        try (MoveSource source = SqliteMoveSource.open(data("first"));
                MoveTarget target = failing(RedisMoveTarget.open(redis.settings(), () -> NOW, System::nanoTime), 3)) {
            assertThatThrownBy(() -> new Move(source, target).run()).hasMessage("broken off");
        }
        assertThatThrownBy(this::redisEngine).hasMessageContaining("run room-server move again");
        Map<String, Object> before;
        try (Engine engine = sqlite("first")) {
            before = contents(engine);
        }
        toRedis("first");
        try (Engine engine = redisEngine()) {
            assertThat(contents(engine)).isEqualTo(before);
        }
        try (MoveSource source = RedisMoveSource.open(redis.settings(), System::nanoTime);
                MoveTarget target = failing(SqliteMoveTarget.open(data("second"), () -> NOW), 3)) {
            assertThatThrownBy(() -> new Move(source, target).run()).hasMessage("broken off");
        }
        assertThat(data("second").resolve("roomtalk.db")).doesNotExist();
        toSqlite("second");
        try (Engine engine = sqlite("second")) {
            assertThat(contents(engine)).isEqualTo(before);
        }
    }

    @Test
    void aTargetThatIsNotEmptyAndASourceThatIsInUseAreRefused() throws IOException {
        fill("first");
        assertThatThrownBy(() -> toSqlite("second")).hasMessageContaining("it is empty");
        try (Engine engine = redisEngine()) {
            user(engine, "carol");
            assertThatThrownBy(() -> toRedis("first")).hasMessageContaining("move into an empty one");
            assertThatThrownBy(() -> toSqlite("second")).hasMessageContaining("a server uses this database");
        }
        assertThatThrownBy(() -> toRedis("first")).hasMessageContaining("move into an empty one");
        assertThatThrownBy(() -> toSqlite("first")).hasMessageContaining("has 3 users and 3 rooms");
    }

    /** More than a batch, and more than what is waited for together. */
    @Test
    void manyAreCarriedAsWellAsFew() throws IOException {
        EngineLimits many = new EngineLimits(
                10_000, Duration.ofDays(90), new Retention(10_000, 64 << 20, 0), Duration.ofDays(36_500));
        List<CompletableFuture<?>> all = new ArrayList<>();
        try (Engine engine = SqliteEngine.open(data("first"), () -> NOW, ids::nextLong, many, Durability.PROCESS)) {
            RoomRecord room = Objects.requireNonNull(get(engine.createRoom(wanted("ops"))));
            for (int i = 0; i < 1_203; i++) {
                UserRecord user = user(engine, "user" + i);
                get(engine.highestN(room.id(), user.id(), 1));
                all.add(Speaker.append(engine, room.id(), message(user, 1, 1, "text", null, NOW.toEpochMilli())));
                all.add(Speaker.append(engine, room.id(), message(user, 1, 2, "text", null, NOW.toEpochMilli())));
            }
            all.forEach(Speaker::get);
        }
        assertThat(toRedis("first")).isEqualTo(new Move.Carried(1_203, 1, 2_406));
        assertThat(toSqlite("second")).isEqualTo(new Move.Carried(1_203, 1, 2_406));
    }
}
