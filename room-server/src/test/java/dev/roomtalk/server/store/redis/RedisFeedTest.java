package dev.roomtalk.server.store.redis;

import static dev.roomtalk.server.store.redis.Speaker.append;
import static dev.roomtalk.server.store.redis.Speaker.get;
import static dev.roomtalk.server.store.redis.Speaker.log;
import static dev.roomtalk.server.store.redis.Speaker.room;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.roomtalk.server.room.RoomChange;
import dev.roomtalk.server.store.LogEntry;
import dev.roomtalk.server.store.RoomId;
import dev.roomtalk.server.store.RoomRecord;
import dev.roomtalk.wire.Name;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two handles on one Redis: each is brought everything once, in one order, whatever becomes of its subscription. */
class RedisFeedTest {
    private static final Duration LONG = Duration.ofSeconds(60);

    @TempDir
    static Path directory;

    private static RedisServer redis;

    private final Handles handles = new Handles();
    private final List<Speaker> speakers = new ArrayList<>();
    private final HeardFeed heardHere = new HeardFeed();
    private final HeardFeed heardThere = new HeardFeed();
    private TcpProxy proxy;
    private RedisEngine here;
    private RedisEngine there;
    private RoomId room;

    @BeforeAll
    static void start() {
        redis = RedisServer.start(directory);
    }

    @AfterAll
    static void stop() {
        if (redis != null) {
            redis.close();
        }
    }

    @BeforeEach
    void open() {
        redis.command("FLUSHALL");
        here = handles.open(redis.settings());
        proxy = new TcpProxy(redis);
        there = handles.open(proxy.settings());
        room = room(here, "ops").id();
        get(here.open(room, heardHere));
        get(there.open(room, heardThere));
    }

    @AfterEach
    void close() {
        handles.close();
        proxy.close();
    }

    private void talk() {
        for (long user = 1; user <= 4; user++) {
            speakers.add(new Speaker(user % 2 == 0 ? here : there, room, user));
        }
        Speaker.awaitMore(speakers, 20);
    }

    /** Waits until a handle has subscribed anew and has read what it missed. */
    private void awaitRenewal(RedisEngine engine, int before) {
        await().pollInterval(Duration.ofMillis(5))
                .atMost(LONG)
                .until(() -> engine.feedRenewals() > before && engine.lateness() == null);
    }

    private void checkAll() {
        Speaker.awaitMore(speakers, 20);
        speakers.forEach(Speaker::close);
        List<LogEntry> log = log(here, room);
        Speaker.checked(speakers, log);
        for (HeardFeed heard : List.of(heardHere, heardThere)) {
            await().atMost(LONG).untilAsserted(() -> assertThat(heard.lines()).isEqualTo(HeardFeed.lines(log)));
        }
    }

    @Test
    void bothAreBroughtEverythingInTheOrderOfTheLog() {
        talk();
        checkAll();
        assertThat(here.lateness()).isNull();
        assertThat(here.feedRenewals()).isZero();
    }

    @Test
    void subscriptionsThatRedisEndsAreRenewedAndWhatWasMissedIsRead() {
        talk();
        for (int kill = 0; kill < 5; kill++) {
            int before = here.feedRenewals();
            int beforeThere = there.feedRenewals();
            assertThat(redis.command("CLIENT KILL TYPE pubsub")).isEqualTo(":2\r\n");
            awaitRenewal(here, before);
            awaitRenewal(there, beforeThere);
            Speaker.awaitMore(speakers, 5);
        }
        checkAll();
    }

    @Test
    void aConnectionThatIsCutAndThenRefusedIsTriedAgain() {
        talk();
        proxy.refuse(3);
        int before = there.feedRenewals();
        proxy.cutLatest();
        await().atMost(LONG).until(() -> proxy.refusing() == 0);
        awaitRenewal(there, before);
        checkAll();
    }

    @Test
    void aSubscriptionThatDiesWithoutASignIsNoticed() {
        talk();
        int before = there.feedRenewals();
        proxy.swallowLatest();
        await().pollInterval(Duration.ofMillis(5)).atMost(LONG).until(() -> there.lateness() != null);
        assertThat(there.feedLagMillis()).isGreaterThanOrEqualTo(500);
        assertThat(there.trouble()).isNull();
        awaitRenewal(there, before);
        checkAll();
    }

    @Test
    void aMasterThatStandsStillForAWhileIsCaughtUpWith() throws Exception {
        talk();
        redis.signal("STOP");
        await().atMost(LONG).until(() -> here.trouble() != null && there.trouble() != null);
        redis.signal("CONT");
        await().atMost(LONG)
                .until(() -> here.trouble() == null
                        && there.trouble() == null
                        && here.lateness() == null
                        && there.lateness() == null);
        checkAll();
    }

    @Test
    void whatWasSaidWhileASubscriptionWasAwayIsReadThoughNothingFollows() {
        proxy.swallowLatest();
        for (long n = 1; n <= 600; n++) {
            get(append(here, room, 1, n, "text " + n));
        }
        await().atMost(LONG).until(() -> heardThere.size() == 600);
        assertThat(heardThere.entries()).isEqualTo(heardHere.entries());
    }

    private static RoomChange topic(String topic) {
        return new RoomChange.TopicIs(topic, "alice");
    }

    @Test
    void ofChangesThatWereMadeWhileASubscriptionWasAwayTheOutcomeIsRead() {
        proxy.swallowLatest();
        assertThat(get(here.propose(room, 0, topic("one")))).isTrue();
        get(append(here, room, 1, 1, "text"));
        assertThat(get(here.propose(room, 1, topic("two")))).isTrue();
        await().atMost(LONG).until(() -> heardThere.all().size() == 2);
        assertThat(heardThere.all()).containsExactly("text", "2 is two");
        assertThat(heardHere.all()).containsExactly("1 one", "text", "2 two");
        assertThat(get(there.propose(room, 2, topic("three")))).isTrue();
        for (HeardFeed heard : List.of(heardHere, heardThere)) {
            await().atMost(LONG).until(() -> heard.changes().contains("3 three"));
        }
    }

    /** As after a failover: another master, which never had the last changes. */
    @Test
    void whatAMasterHasLostOfTheChangesNobodyShowsAnyLonger() {
        for (int i = 0; i < 3; i++) {
            assertThat(get(here.propose(room, i, topic("t" + (i + 1))))).isTrue();
        }
        await().atMost(LONG).until(() -> heardThere.changes().size() == 3);
        redis.command("HSET " + Keys.room(room) + " version 1 topic t1 master another");
        assertThat(get(here.propose(room, 3, topic("t4"))))
                .as("decided on what is lost")
                .isFalse();
        await().atMost(LONG).until(() -> heardHere.changes().size() == 4);
        long version =
                Objects.requireNonNull(get(here.open(room, new HeardFeed()))).version();
        assertThat(heardHere.changes().getLast()).isEqualTo(version + " is t1");
        assertThat(get(here.propose(room, version, topic("t2 again")))).isTrue();
        await().atMost(LONG)
                .until(() -> heardThere.changes().contains((version + 1) + " t2 again")
                        || heardThere.changes().contains((version + 1) + " is t2 again"));
        get(append(there, room, 2, 1, "text"));
        await().atMost(LONG).until(() -> heardHere.texts().contains("text"));
    }

    @Test
    void aRoomWithoutHistoryGoesOnWhereItsFeedCouldNotBringWhatWasMissed() {
        Name name = ((Name.Valid) Name.room("live")).name();
        RoomRecord live = Objects.requireNonNull(get(
                here.createRoom(RoomRecord.wanted(name, "", null, false, false).withoutHistory())));
        HeardFeed one = new HeardFeed();
        HeardFeed other = new HeardFeed();
        get(here.open(live.id(), one));
        get(there.open(live.id(), other));
        get(append(here, live.id(), 1, 1, "first"));
        await().atMost(LONG).until(() -> other.size() == 1);
        int before = there.feedRenewals();
        proxy.swallowLatest();
        get(append(here, live.id(), 1, 2, "missed"));
        get(append(there, live.id(), 2, 1, "own"));
        awaitRenewal(there, before);
        get(append(here, live.id(), 1, 3, "last"));
        await().atMost(LONG).until(() -> other.texts().contains("last"));
        assertThat(other.texts()).containsExactly("first", "own", "last");
        assertThat(one.texts()).containsExactly("first", "missed", "own", "last");
    }
}
