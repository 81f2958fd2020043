package dev.roomtalk.server.store.redis;

import static dev.roomtalk.server.store.redis.Speaker.append;
import static dev.roomtalk.server.store.redis.Speaker.get;
import static dev.roomtalk.server.store.redis.Speaker.log;
import static dev.roomtalk.server.store.redis.Speaker.room;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.roomtalk.server.store.LogEntry;
import dev.roomtalk.server.store.RoomId;
import dev.roomtalk.server.store.RoomRecord;
import dev.roomtalk.server.store.redis.RedisSettings.Access;
import dev.roomtalk.server.store.redis.Speaker.Pair;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
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
    /** Which message the feed has brought under which pair. */
    private final Map<Pair, String> brought = new ConcurrentHashMap<>();
    /** Of those it brought under one pair, another that it brought under the same. */
    private final List<String> twice = new ArrayList<>();

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

    private RoomRecord talk(RedisEngine engine) {
        RoomRecord room = room(engine, "ops");
        get(engine.open(room.id(), (epoch, sequence, message) -> {
            String before = brought.put(new Pair(epoch, sequence), message.text());
            if (before != null) {
                twice.add(before + " and " + message.text());
            }
        }));
        for (long user = 1; user <= SPEAKERS; user++) {
            speakers.add(new Speaker(engine, room.id(), user));
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
        return brought.keySet().stream().mapToLong(Pair::epoch).max().orElse(0);
    }

    private int said() {
        return speakers.stream().mapToInt(each -> each.said.get()).sum();
    }

    private void checked(RedisEngine engine, RoomId room) {
        speakers.forEach(Speaker::close);
        assertThat(speakers).allSatisfy(each -> assertThat(each.stored).hasSizeGreaterThan(30));
        // A busy machine may have the master silent for a moment.
        List<LogEntry> log = await().atMost(LONG).ignoreExceptions().until(() -> log(engine, room), _ -> true);
        Map<String, Pair> kept = Speaker.checked(speakers, log);
        assertThat(twice).isEmpty();
        kept.forEach((text, pair) -> assertThat(brought.get(pair)).isEqualTo(text));
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
        RedisEngine engine = engine(group);
        RoomRecord room = talk(engine);
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
