package dev.roomtalk.server.store.redis;

import static dev.roomtalk.server.store.redis.Speaker.append;
import static dev.roomtalk.server.store.redis.Speaker.get;
import static dev.roomtalk.server.store.redis.Speaker.log;
import static dev.roomtalk.server.store.redis.Speaker.room;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.roomtalk.server.store.LogEntry;
import dev.roomtalk.server.store.Retention;
import dev.roomtalk.server.store.RoomId;
import dev.roomtalk.server.store.RoomRecord;
import dev.roomtalk.server.store.redis.RedisSettings.Access;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of messages and numbers when another server becomes the master, as the sentinels decide. */
class RedisFailoverTest {
    private static final Duration LONG = Duration.ofSeconds(90);

    /** From when there is a master until messages are taken again. */
    private static final Duration BACK = Duration.ofSeconds(3);

    private static final Duration FROZEN = Duration.ofSeconds(15);
    private static final int SPEAKERS = 8;
    private static final int KILLS = Integer.getInteger("roomtalk.redis.kills", 3);

    @TempDir
    Path directory;

    private final List<AutoCloseable> open = new ArrayList<>();
    private final List<Speaker> speakers = new ArrayList<>();
    /** One of each engine. */
    private final List<HeardFeed> feeds = new ArrayList<>();

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable each : open.reversed()) {
            each.close();
        }
    }

    private RedisGroup group(String... sentinelOptions) {
        RedisGroup group = new RedisGroup(directory, sentinelOptions);
        open.add(group);
        return group;
    }

    private RedisEngine engine(RedisGroup group) {
        RedisEngine engine = group.open();
        open.add(engine);
        return engine;
    }

    /** Users talk by all of these, in turn. */
    private RoomRecord talk(RedisEngine... engines) {
        RoomRecord room = room(engines[0], "ops");
        for (RedisEngine engine : engines) {
            HeardFeed feed = new HeardFeed();
            get(engine.open(room.id(), feed));
            feeds.add(feed);
        }
        for (int user = 1; user <= SPEAKERS; user++) {
            speakers.add(new Speaker(engines[user % engines.length], room.id(), user));
        }
        return room;
    }

    /** Waits until there is another master and messages are stored again, soon. */
    private RedisServer awaitFailover(RedisGroup group, RedisEngine engine, RedisServer before) {
        RedisServer next = group.awaitMasterOtherThan(before);
        long there = System.nanoTime();
        int said = said();
        await().atMost(LONG).pollInterval(Duration.ofMillis(20)).until(() -> said() > said);
        assertThat(Duration.ofNanos(System.nanoTime() - there)).isLessThan(BACK);
        await().atMost(LONG).until(() -> engine.trouble() == null);
        Speaker.awaitMore(speakers, 10);
        return next;
    }

    /** The highest that the feed has brought. */
    private long epoch() {
        return feeds.getFirst().entries().stream()
                .mapToLong(LogEntry::epoch)
                .max()
                .orElse(0);
    }

    private int said() {
        return speakers.stream().mapToInt(each -> each.said.get()).sum();
    }

    private void checked(RedisEngine engine, RoomId room) {
        speakers.forEach(Speaker::close);
        assertThat(speakers).allSatisfy(each -> assertThat(each.stored).hasSizeGreaterThan(30));
        // A busy machine may have the master silent for a moment.
        List<LogEntry> log = await().atMost(LONG).ignoreExceptions().until(() -> log(engine, room), _ -> true);
        Speaker.checked(speakers, log);
        for (HeardFeed feed : feeds) {
            await().atMost(LONG).until(() -> Set.copyOf(feed.lines()).containsAll(HeardFeed.lines(log)));
            feed.checkOrder();
        }
        // Whoever knows an epoch is told where it ended: what lies up to there is in the log, and is what the feed
        // brought.
        List<Long> epochs =
                log.stream().map(LogEntry::epoch).distinct().sorted().toList();
        for (long epoch : epochs) {
            long last = log.stream()
                    .filter(entry -> entry.epoch() == epoch)
                    .mapToLong(LogEntry::sequence)
                    .max()
                    .orElseThrow();
            assertThat(get(engine.epochEnd(room, epoch))).isEqualTo(last);
        }
    }

    @Test
    void nothingStoredIsMissingAndNoPairComesTwiceWhenMastersAreKilledUnderLoad() throws Exception {
        RedisGroup group = group();
        Handles handles = new Handles();
        open.add(handles);
        Retention keepsAll = new Retention(1_000_000, 64 << 20, 0);
        RedisEngine engine = handles.open(group.settings(), keepsAll);
        RoomRecord room = talk(engine, handles.open(group.settings(), keepsAll));
        for (int kill = 0; kill < KILLS; kill++) {
            Speaker.awaitMore(speakers, 30);
            RedisServer master = group.named();
            master.kill();
            await().atMost(LONG).until(() -> engine.trouble() != null);
            RedisServer next = awaitFailover(group, engine, master);
            group.bringBack(master, next);
        }
        checked(engine, room.id());
    }

    @Test
    void nothingStoredIsMissingAndNoPairComesTwiceWhenAMasterStandsStillAndGoesOn() throws Exception {
        RedisGroup group = group();
        RedisEngine engine = engine(group);
        RoomRecord room = talk(engine);
        Speaker.awaitMore(speakers, 30);
        RedisServer master = group.named();
        master.signal("STOP");
        long frozen = System.nanoTime();
        await().atMost(LONG).until(() -> engine.trouble() != null);
        RedisServer next = awaitFailover(group, engine, master);
        await().atMost(LONG).until(() -> System.nanoTime() - frozen >= FROZEN.toNanos());
        master.signal("CONT");
        // It believes that it is the master, until a sentinel tells it otherwise.
        group.awaitComplete(next);
        Speaker.awaitMore(speakers, 30);
        checked(engine, room.id());
    }

    /** With all replicas asked for: one that the sentinels choose may lag behind the other by what is underway. */
    @Test
    void aMasterThatWasReplacedIsLeftWhileItLives() {
        RedisGroup group = group();
        RedisEngine engine = group.open(group.settings().with(2, Access.NONE));
        open.add(engine);
        RoomRecord room = talk(engine);
        Speaker.awaitMore(speakers, 30);
        RedisServer master = group.named();
        assertThat(group.sentinels().getFirst().command("SENTINEL FAILOVER mymaster"))
                .startsWith("+OK");
        long before = epoch();
        group.awaitMasterOtherThan(master);
        // The old one would take messages for 8 s at least, and forget them.
        await().atMost(Duration.ofSeconds(6)).until(() -> epoch() > before);
        RedisServer next = awaitFailover(group, engine, master);
        Speaker.awaitMore(speakers, 30);
        group.awaitComplete(next);
        checked(engine, room.id());
    }

    @Test
    void oneSentinelThatStandsStillDelaysNothing() throws Exception {
        RedisGroup group = group();
        group.sentinels().getFirst().signal("STOP");
        RedisEngine engine = engine(group);
        RoomRecord room = room(engine, "ops");
        assertThat(get(append(engine, room.id(), 1, 1, "text")).stored()).isTrue();
        group.sentinels().getFirst().signal("CONT");
    }

    @Test
    void theSentinelsHaveAPasswordOfTheirOwn() throws IOException {
        RedisGroup group = group("requirepass of-sentinels", "sentinel sentinel-pass of-sentinels");
        RedisSettings without = group.settings();
        assertThatThrownBy(() -> group.open(without)).hasMessageContaining("engine-sentinel-password-file");
        Path password = Files.writeString(directory.resolve("password"), "of-sentinels\n");
        RedisEngine engine = group.open(without.with(null, new Access(null, null, null, password)));
        open.add(engine);
        assertThat(engine.trouble()).isNull();
    }

    @Test
    void aMasterThatTheSentinelsDoNotKnowIsNamed() {
        RedisGroup group = group();
        RedisSettings other = Objects.requireNonNull(RedisSettings.parse(group.address() + "?sentinelMasterId=other"));
        assertThatThrownBy(() -> group.open(other)).hasMessageContaining("its sentinels know no master 'other'");
    }
}
