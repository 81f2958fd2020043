package dev.roomtalk.server.store.redis;

import static dev.roomtalk.server.store.redis.Speaker.get;
import static dev.roomtalk.server.store.redis.Speaker.log;
import static dev.roomtalk.server.store.redis.Speaker.room;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.roomtalk.server.room.RoomChange;
import dev.roomtalk.server.store.LogEntry;
import dev.roomtalk.server.store.RoomId;
import dev.roomtalk.server.store.RoomRecord;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of messages when slots of a cluster move, and when one of its masters dies. */
class RedisClusterTest {
    private static final Duration LONG = Duration.ofSeconds(60);
    private static final Duration BACK = Duration.ofSeconds(3);
    private static final int MOVES = 4;
    private static final int ROOMS = 6;

    @TempDir
    Path directory;

    private final List<Speaker> speakers = new ArrayList<>();
    private final List<Talk> talks = new ArrayList<>();
    private final Handles handles = new Handles();

    /** Two who speak in a room, on a node each. */
    private record Talk(RoomId room, List<Speaker> speakers, List<HeardFeed> feeds) {}

    @AfterEach
    void close() {
        handles.close();
    }

    private void talk(RedisEngine one, RedisEngine other, String name) {
        RoomRecord room = room(one, name);
        List<HeardFeed> feeds = List.of(new HeardFeed(), new HeardFeed());
        get(one.open(room.id(), feeds.getFirst()));
        get(other.open(room.id(), feeds.getLast()));
        List<Speaker> its = List.of(new Speaker(one, room.id(), 1), new Speaker(other, room.id(), 2));
        speakers.addAll(its);
        talks.add(new Talk(room.id(), its, feeds));
    }

    /** All have ended: each message is in the log once, and came to both nodes. */
    private void check(RedisEngine engine) {
        speakers.forEach(Speaker::close);
        for (Talk talk : talks) {
            List<LogEntry> log = log(engine, talk.room);
            Speaker.checked(talk.speakers, log);
            for (HeardFeed feed : talk.feeds) {
                await().atMost(LONG).until(() -> Set.copyOf(feed.lines()).containsAll(HeardFeed.lines(log)));
                feed.checkOrder();
            }
        }
    }

    @Test
    void roomsWhoseSlotsMoveGoOnAtOnce() {
        try (RedisCluster cluster = new RedisCluster(directory, 0)) {
            RedisEngine one = handles.open(cluster.settings(), RedisCluster.retention());
            RedisEngine other = handles.open(cluster.settings(), RedisCluster.retention());
            talk(one, other, "ops");
            talk(one, other, "dev");
            Speaker.awaitMore(speakers, 20);
            String key = Keys.room(talks.getFirst().room);
            for (int i = 0; i < MOVES; i++) {
                RedisServer from = cluster.of(key);
                RedisServer to = cluster.masters().stream()
                        .filter(each -> each != from)
                        .findFirst()
                        .orElseThrow();
                cluster.move(key, from, to);
                long moved = System.nanoTime();
                Speaker.awaitMore(speakers, 10);
                assertThat(Duration.ofNanos(System.nanoTime() - moved)).isLessThan(BACK);
            }
            // Changes of rooms follow, too.
            long version = Objects.requireNonNull(get(other.open(talks.getFirst().room, new HeardFeed())))
                    .version();
            assertThat(get(other.propose(talks.getFirst().room, version, new RoomChange.TopicIs("moved", "alice"))))
                    .isTrue();
            check(one);
        }
    }

    @Test
    void anotherMasterTakesTheRoomsOfOneThatIsKilled() throws InterruptedException {
        try (RedisCluster cluster = new RedisCluster(directory, 1)) {
            RedisSettings settings = cluster.settings().with(1, RedisSettings.Access.NONE);
            RedisEngine one = handles.open(settings, RedisCluster.retention());
            RedisEngine other = handles.open(settings, RedisCluster.retention());
            for (int i = 0; i < ROOMS; i++) {
                talk(one, other, "room" + i);
            }
            Speaker.awaitMore(speakers, 20);
            cluster.of(Keys.room(talks.getFirst().room)).kill();
            cluster.awaitOtherMaster();
            long there = System.nanoTime();
            Speaker.awaitMore(speakers, 1);
            assertThat(Duration.ofNanos(System.nanoTime() - there)).isLessThan(BACK);
            Speaker.awaitMore(speakers, 10);
            // Its only replica is the master now, and has none: what is said there is relayed, and not stored.
            await().atMost(LONG).until(() -> one.trouble() != null);
            check(other);
        }
    }

    @Test
    void aServerOfAClusterIsNotTakenForOneAlone() {
        try (RedisCluster cluster = new RedisCluster(directory, 0);
                RedisServer alone = RedisServer.start(directory)) {
            RedisSettings one = cluster.masters().getFirst().settings();
            assertThatThrownBy(() -> handles.open(one)).hasMessageContaining("it is a server of a cluster");
            RedisSettings cluster2 =
                    Objects.requireNonNull(RedisSettings.parse("redis-cluster://127.0.0.1:" + alone.port()));
            assertThatThrownBy(() -> handles.open(cluster2)).hasMessageContaining("it is no cluster");
        }
    }
}
