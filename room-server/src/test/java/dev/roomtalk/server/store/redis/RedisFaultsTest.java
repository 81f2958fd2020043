package dev.roomtalk.server.store.redis;

import static dev.roomtalk.server.store.redis.Speaker.append;
import static dev.roomtalk.server.store.redis.Speaker.get;
import static dev.roomtalk.server.store.redis.Speaker.log;
import static dev.roomtalk.server.store.redis.Speaker.room;
import static dev.roomtalk.server.store.redis.Speaker.user;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.roomtalk.server.room.Ban;
import dev.roomtalk.server.room.MemberRecord;
import dev.roomtalk.server.room.Role;
import dev.roomtalk.server.room.RoomChange;
import dev.roomtalk.server.room.RoomSettings;
import dev.roomtalk.server.store.LogEntry;
import dev.roomtalk.server.store.LogRange;
import dev.roomtalk.server.store.MessageLog;
import dev.roomtalk.server.store.NotAnsweredException;
import dev.roomtalk.server.store.NotStoredException;
import dev.roomtalk.server.store.Retention;
import dev.roomtalk.server.store.RoomFeed;
import dev.roomtalk.server.store.RoomId;
import dev.roomtalk.server.store.RoomRecord;
import dev.roomtalk.server.store.TokenHash;
import dev.roomtalk.server.store.redis.Speaker.Outcome;
import dev.roomtalk.server.store.redis.Speaker.Pair;
import dev.roomtalk.wire.Name;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of messages, numbers and changes when Redis ends, stands still, or is used by somebody alone. */
class RedisFaultsTest {
    private static final Duration LONG = Duration.ofSeconds(60);

    @TempDir
    Path directory;

    private final List<AutoCloseable> open = new ArrayList<>();

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable each : open.reversed()) {
            each.close();
        }
    }

    private RedisServer redis(String... options) {
        RedisServer redis = RedisServer.start(directory, options);
        open.add(redis);
        return redis;
    }

    private RedisEngine engine(RedisServer redis) {
        RedisEngine engine = redis.open();
        open.add(engine);
        return engine;
    }

    @Test
    void nothingStoredIsMissingAndNoPairComesTwiceWhenRedisIsKilledUnderLoad() throws Exception {
        RedisServer redis = redis("--appendonly", "yes");
        RedisEngine engine = engine(redis);
        RoomId room = room(engine, "ops").id();
        List<Speaker> speakers = new ArrayList<>();
        for (long user = 1; user <= 8; user++) {
            speakers.add(new Speaker(engine, room, user));
        }
        for (int kill = 0; kill < 3; kill++) {
            Speaker.awaitMore(speakers, 30);
            redis.kill();
            await().atMost(LONG).until(() -> engine.trouble() != null);
            redis.startAgain();
            await().atMost(LONG).until(() -> engine.trouble() == null);
        }
        Speaker.awaitMore(speakers, 30);
        speakers.forEach(Speaker::close);

        Map<String, Pair> kept = Speaker.checked(speakers, log(engine, room));
        // A restart changes the master's identity: three epochs at least came after the first.
        assertThat(kept.values().stream().map(Pair::epoch).distinct().count()).isGreaterThanOrEqualTo(4);
    }

    @Test
    void whenRedisComesBackWithAnOldSnapshotThereIsANewEpochAboveAllThatWasGiven() throws Exception {
        RedisServer redis = redis();
        RedisEngine engine = engine(redis);
        RoomRecord room = room(engine, "ops");
        Pair early = get(append(engine, room.id(), 1, 1, "early")).pair();
        assertThat(redis.command("SAVE")).startsWith("+OK");
        Pair late = early;
        for (int n = 2; n <= 5; n++) {
            late = get(append(engine, room.id(), 1, n, "late " + n)).pair();
        }
        redis.kill();
        await().atMost(LONG).until(() -> engine.trouble() != null);
        redis.startAgain();
        await().atMost(LONG).until(() -> engine.trouble() == null);

        // The author asks again for what was lost, and has it numbered anew.
        Outcome again = get(append(engine, room.id(), 1, 5, "late 5"));
        assertThat(again.duplicate()).isFalse();
        assertThat(again.pair().epoch()).isGreaterThan(late.epoch());
        assertThat(again.pair().sequence()).isGreaterThan(late.sequence());
        assertThat(get(engine.epochEnd(room.id(), early.epoch()))).isEqualTo(early.sequence());
        assertThat(log(engine, room.id())).extracting(e -> e.message().text()).containsExactly("early", "late 5");
    }

    @Test
    void aRedisThatComesBackEmptyIsNotUsedUntilTheServerIsStartedAgain() throws Exception {
        RedisServer redis = redis();
        RedisEngine engine = engine(redis);
        RoomRecord room = room(engine, "ops");
        redis.kill();
        redis.startAgain();
        await().atMost(LONG).untilAsserted(() -> assertThat(engine.trouble()).isEqualTo("its Redis has lost all data"));
        assertThat(get(append(engine, room.id(), 1, 1, "lost")).failed()).isTrue();
        engine.close();
        RedisEngine next = engine(redis);
        assertThat(get(next.rooms(RoomId.NONE, 10))).isEmpty();
        RoomRecord made = room(next, "ops");
        assertThat(made.id()).isNotEqualTo(room.id());
        assertThat(made.epoch()).isGreaterThan(room.epoch());
    }

    @Test
    void whatIsUnknownIsAskedAgainAndRelayedOnce() throws Exception {
        RedisServer redis = redis("--appendonly", "yes");
        RedisEngine engine = engine(redis);
        RoomRecord room = room(engine, "ops");
        assertThat(get(append(engine, room.id(), 1, 1, "first")).stored()).isTrue();
        List<String> brought = Collections.synchronizedList(new ArrayList<>());
        get(engine.open(room.id(), (epoch, sequence, message) -> brought.add(message.text())));
        // It takes what is sent, and answers only when it goes on: the connection is given up before that.
        redis.signal("STOP");
        CompletableFuture<Outcome> unknown = append(engine, room.id(), 1, 2, "second");
        await().atMost(LONG).until(() -> engine.trouble() != null);
        redis.signal("CONT");
        Outcome outcome = get(unknown);
        assertThat(outcome.failed() || outcome.stored()).isTrue();
        await().atMost(LONG).until(() -> engine.trouble() == null);
        Outcome again = get(append(engine, room.id(), 1, 2, "second"));
        assertThat(again.failed()).isFalse();
        assertThat(again.stored()).isTrue();
        assertThat(log(engine, room.id())).extracting(e -> e.message().text()).containsExactly("first", "second");
        assertThat(brought).containsExactly("second");
    }

    @Test
    void aProposalWhoseAnswerWasLostIsTakenOnceAndBrought() throws Exception {
        RedisServer redis = redis("--appendonly", "yes");
        RedisEngine engine = engine(redis);
        RoomRecord room = room(engine, "ops");
        List<Long> brought = Collections.synchronizedList(new ArrayList<>());
        get(engine.open(room.id(), new RoomFeed() {
            @Override
            public void message(long epoch, long sequence, MessageLog.AppendRequest message) {}

            @Override
            public void changed(long version, RoomChange change) {
                brought.add(version);
            }
        }));
        RoomChange tea = new RoomChange.TopicIs("tea", "alice");
        assertThat(get(engine.propose(room.id(), 0, tea))).isTrue();
        // It takes what is sent, and answers only when it goes on: the connection is given up before that.
        redis.signal("STOP");
        RoomChange coffee = new RoomChange.TopicIs("coffee", "alice");
        assertThatThrownBy(() -> get(engine.propose(room.id(), 1, coffee)))
                .cause()
                .isInstanceOf(NotStoredException.class);
        await().atMost(LONG).until(() -> engine.trouble() != null);
        assertThatThrownBy(() -> get(engine.propose(room.id(), 1, new RoomChange.TopicIs("not sent", "alice"))))
                .cause()
                .isInstanceOf(NotStoredException.class);
        redis.signal("CONT");
        await().atMost(LONG).until(() -> brought.size() == 2 && engine.trouble() == null);
        assertThat(get(engine.propose(room.id(), 2, tea))).isTrue();
        assertThat(brought).containsExactly(1L, 2L, 3L);
        assertThat(get(engine.rooms(RoomId.NONE, 10)).getFirst().version()).isEqualTo(3);
        assertThat(redis.command("HGET {r:" + room.id().value() + "} version")).contains("3");
    }

    @Test
    void whatIsSentWhileRedisIsAwayIsRefusedSoon() throws Exception {
        RedisServer redis = redis("--appendonly", "yes");
        RedisEngine engine = engine(redis);
        RoomRecord room = room(engine, "ops");
        long carol = user(engine, "carol");
        redis.kill();
        assertThat(get(append(engine, room.id(), 1, 1, "lost")).failed()).isTrue();
        assertThat(engine.trouble()).isEqualTo("its Redis does not answer");
        await().atMost(LONG).until(() -> engine.waiting() == 0);
        Name dave = ((Name.Valid) Name.user("dave")).name();
        assertThatThrownBy(() -> get(engine.createUser(dave, true, TokenHash.of(new byte[] {1}))))
                .cause()
                .isInstanceOf(NotAnsweredException.class);
        Name lab = ((Name.Valid) Name.room("lab")).name();
        assertThatThrownBy(() -> get(engine.createRoom(RoomRecord.wanted(lab, "", null, false, false))))
                .hasRootCauseInstanceOf(Failures.AwayException.class)
                .cause()
                .isInstanceOf(NotStoredException.class);

        MemberRecord member = new MemberRecord(carol, "carol", Role.MEMBER, 1000, true);
        RoomChange joined = new RoomChange.MembersAre(List.of(member), List.of());
        assertThatThrownBy(() -> get(engine.propose(room.id(), 0, joined)))
                .cause()
                .isInstanceOf(NotStoredException.class);
        RoomChange topic = new RoomChange.TopicIs("later", "alice");
        assertThatThrownBy(() -> get(engine.propose(room.id(), 0, topic)))
                .cause()
                .isInstanceOf(NotStoredException.class);
        Ban ban = new Ban(Ban.Kind.SPEAK, carol, "carol", "alice", "loud", 2000, 0);
        assertThatThrownBy(() -> get(engine.propose(room.id(), 0, new RoomChange.Banned(ban))))
                .cause()
                .isInstanceOf(NotStoredException.class);
        redis.startAgain();
        await().atMost(LONG)
                .ignoreExceptions()
                .until(() -> get(engine.rooms(RoomId.NONE, 10)).size() == 1);
        assertThat(get(engine.propose(room.id(), 0, joined)))
                .as("another master, which may have lost changes")
                .isFalse();
        long version = get(engine.rooms(RoomId.NONE, 10)).getFirst().version();
        assertThat(get(engine.propose(room.id(), version, joined))).isTrue();
        assertThat(get(engine.propose(room.id(), version + 1, topic))).isTrue();
        await().atMost(LONG).untilAsserted(() -> {
            RoomRecord now = get(engine.rooms(RoomId.NONE, 10)).getFirst();
            assertThat(now.members()).containsExactly(member);
            assertThat(now.topic()).isEqualTo("later");
            assertThat(now.bans()).isEmpty();
        });
        assertThat(get(append(engine, room.id(), 1, 1, "now")).stored()).isTrue();
        assertThat(engine.reconnections()).isEqualTo(1);
        assertThat(engine.epochs()).isEqualTo(1);
        assertThat(engine.roundTripNanos()).isPositive();
    }

    /** A server that was frozen, and goes on when the data is being moved. */
    @Test
    void aServerWritesNoMoreWhenSomebodyUsesTheDatabaseAlone() throws Exception {
        RedisServer redis = redis();
        RedisEngine frozen = engine(redis);
        RoomRecord room = room(frozen, "ops");
        assertThat(get(append(frozen, room.id(), 1, 1, "before")).stored()).isTrue();
        redis.command("SET lease 9999999999999");
        await().atMost(LONG)
                .untilAsserted(() -> assertThat(frozen.trouble()).isEqualTo("somebody uses its Redis alone"));
        assertThat(get(append(frozen, room.id(), 1, 2, "after")).failed()).isTrue();
        redis.command("DEL lease");
        RedisEngine next = engine(redis);
        assertThat(log(next, room.id())).extracting(e -> e.message().text()).containsExactly("before");
        assertThat(get(append(next, room.id(), 1, 2, "after")).stored()).isTrue();
    }

    @Test
    void aFullMemoryIsToldAndNothingIsLostOfWhatWasStored() {
        RedisServer redis = redis("--maxmemory", "4mb");
        RedisEngine engine = engine(redis);
        RoomRecord room = room(engine, "ops");
        String text = "x".repeat(3000);
        long stored = 0;
        Outcome outcome = get(append(engine, room.id(), 1, 1, text));
        while (!outcome.failed()) {
            stored++;
            outcome = get(append(engine, room.id(), 1, stored + 1, text));
        }
        assertThat(engine.trouble()).isEqualTo("its Redis has no more memory");
        assertThat(redis.command("CONFIG SET maxmemory 100mb")).startsWith("+OK");
        assertThat(get(append(engine, room.id(), 1, stored + 1, text)).stored()).isTrue();
        assertThat(engine.trouble()).isNull();
        assertThat(log(engine, room.id())).hasSize((int) stored + 1);
    }

    @Test
    void keepsNoMoreThanIsAllowedByCountBytesAndAge() {
        RedisServer redis = redis();
        Instant[] now = {Instant.ofEpochMilli(1_000_000)};
        RedisEngine engine = redis.open(new Retention(50, 1 << 20, 0), () -> now[0]);
        open.add(engine);
        RoomRecord room = room(engine, "ops");
        for (int n = 1; n <= 120; n++) {
            String text = "text " + n;
            get(appendAt(engine, room.id(), n, text, now[0].toEpochMilli()));
        }
        assertThat(log(engine, room.id()))
                .hasSize(50)
                .last()
                .extracting(LogEntry::sequence)
                .isEqualTo(120L);
        get(engine.propose(room.id(), 0, new RoomChange.SettingsAre(new RoomSettings(0, 60, 20, 0), "alice")));
        assertThat(log(engine, room.id())).hasSize(20);
        get(engine.propose(room.id(), 1, new RoomChange.SettingsAre(new RoomSettings(0, 60, 20, 1000), "alice")));
        assertThat(log(engine, room.id())).hasSize(7);
        now[0] = now[0].plusSeconds(61);
        var page = get(engine.read(room.id(), LogRange.of(0, Long.MAX_VALUE, 1 << 20)));
        assertThat(page.entries()).isEmpty();
        assertThat(page.oldest()).isEqualTo(121);
        assertThat(page.coversTo()).isEqualTo(120);
    }

    private static CompletableFuture<Outcome> appendAt(
            RedisEngine engine, RoomId room, long n, String text, long time) {
        CompletableFuture<Outcome> outcome = new CompletableFuture<>();
        engine.append(
                room, new MessageLog.AppendRequest(1, "alice", 7, n, text, null, time), new MessageLog.AppendAnswer() {
                    @Override
                    public void committed(long epoch, long sequence, boolean stored) {
                        outcome.complete(new Outcome(false, false, new Pair(epoch, sequence), stored));
                    }

                    @Override
                    public void duplicate(long epoch, long sequence, boolean stored) {
                        outcome.completeExceptionally(new AssertionError("a duplicate"));
                    }

                    @Override
                    public void failed() {
                        outcome.completeExceptionally(new AssertionError("failed"));
                    }

                    @Override
                    public void unknown() {
                        failed();
                    }
                });
        return outcome;
    }

    @Test
    void scriptsThatAreGoneAreSentAgain() {
        RedisServer redis = redis();
        RedisEngine engine = engine(redis);
        RoomRecord room = room(engine, "ops");
        assertThat(redis.command("SCRIPT FLUSH")).startsWith("+OK");
        assertThat(get(append(engine, room.id(), 1, 1, "text")).stored()).isTrue();
    }

    @Test
    void theStartSaysWhatIsWrongWithARedis() throws IOException {
        assertThat(refused(redis("--maxmemory-policy", "allkeys-lru"), false))
                .contains("maxmemory-policy is allkeys-lru");
    }

    @Test
    void powerNeedsAnAppendOnlyFileThatIsWrittenAtOnce() throws IOException {
        assertThat(refused(redis("--appendonly", "yes"), true)).contains("appendfsync to always");
    }

    @Test
    void aPasswordIsAskedFor() throws IOException {
        assertThat(refused(redis("--requirepass", "secret"), false)).contains("engine-password-file");
    }

    @Test
    void dataThatIsNotKnownIsLeftAlone() throws IOException {
        RedisServer redis = redis();
        redis.command("SET something 1");
        assertThat(refused(redis, false)).contains("the database is not empty");
        redis.command("SET format 99");
        assertThat(refused(redis, false)).contains("has version 99");
    }

    @Test
    void aServerThatIsNotThereIsNamed() throws Exception {
        RedisServer redis = redis();
        redis.kill();
        assertThat(refused(redis, false)).startsWith(redis.settings() + ": no answer");
    }

    private String refused(RedisServer redis, boolean power) throws IOException {
        try {
            RedisEngine.open(
                            redis.settings(),
                            power,
                            Instant::now,
                            System::nanoTime,
                            () -> 1,
                            RedisServer.limits(new Retention(1, 1, 1)))
                    .close();
            throw new AssertionError("it starts");
        } catch (IOException e) {
            assertThat(e.getMessage()).doesNotContain("\n");
            return String.valueOf(e.getMessage());
        }
    }
}
