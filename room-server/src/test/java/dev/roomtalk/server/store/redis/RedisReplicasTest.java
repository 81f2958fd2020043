package dev.roomtalk.server.store.redis;

import static dev.roomtalk.server.store.redis.Speaker.append;
import static dev.roomtalk.server.store.redis.Speaker.get;
import static dev.roomtalk.server.store.redis.Speaker.log;
import static dev.roomtalk.server.store.redis.Speaker.room;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.roomtalk.server.store.RoomRecord;
import dev.roomtalk.server.store.redis.RedisSettings.Access;
import dev.roomtalk.server.store.redis.Speaker.Outcome;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A message is stored when enough replicas have it, and it is told where they have not. */
class RedisReplicasTest {
    private static final Duration LONG = Duration.ofSeconds(90);
    private static final String TOO_FEW = "too few replicas of its Redis have what was written";

    @TempDir
    Path directory;

    private final List<AutoCloseable> open = new ArrayList<>();

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable each : open.reversed()) {
            each.close();
        }
    }

    private <T extends AutoCloseable> T keep(T opened) {
        open.add(opened);
        return opened;
    }

    private static void signal(List<RedisServer> servers, String name) throws Exception {
        for (RedisServer each : servers) {
            each.signal(name);
        }
    }

    @Test
    void whatNoReplicaHasIsRelayedAndNotStoredAndStoredOnceOneHasIt() throws Exception {
        RedisGroup group = keep(new RedisGroup(directory));
        RedisEngine engine = keep(group.open());
        RoomRecord room = room(engine, "ops");
        assertThat(get(append(engine, room.id(), 1, 1, "first")).stored()).isTrue();
        List<RedisServer> replicas = group.replicas();
        replicas.getFirst().signal("STOP");
        assertThat(get(append(engine, room.id(), 1, 2, "one is enough")).stored())
                .isTrue();
        List<String> brought = new ArrayList<>();
        get(engine.open(room.id(), (epoch, sequence, message) -> brought.add(message.text())));
        replicas.getLast().signal("STOP");
        Outcome outcome = get(append(engine, room.id(), 1, 3, "relayed"));
        assertThat(outcome.failed()).isFalse();
        assertThat(outcome.stored()).isFalse();
        assertThat(engine.trouble()).isEqualTo(TOO_FEW);
        // It is noticed also when nobody says anything.
        signal(replicas, "CONT");
        await().atMost(LONG).until(() -> engine.trouble() == null);
        Outcome again = get(append(engine, room.id(), 1, 3, "relayed"));
        assertThat(again).isEqualTo(new Outcome(false, true, outcome.pair(), true));
        assertThat(brought).containsExactly("relayed");
    }

    @Test
    void asManyReplicasAsAreAskedForMustHaveIt() throws Exception {
        RedisGroup group = keep(new RedisGroup(directory));
        RedisEngine engine = keep(group.open(group.settings().with(2, Access.NONE)));
        RoomRecord room = room(engine, "ops");
        assertThat(get(append(engine, room.id(), 1, 1, "first")).stored()).isTrue();
        RedisServer one = group.replicas().getFirst();
        one.signal("STOP");
        assertThat(get(append(engine, room.id(), 1, 2, "one is not enough")).stored())
                .isFalse();
        one.signal("CONT");
        await().atMost(LONG).until(() -> engine.trouble() == null);
        assertThat(get(append(engine, room.id(), 1, 3, "third")).stored()).isTrue();
    }

    /** It may be the one that becomes the master. */
    @Test
    void whereAReplicaIsMissingTheSentinelsHaveToSayThatThereIsNoOtherMaster() throws Exception {
        RedisGroup group = keep(new RedisGroup(directory));
        RedisEngine engine = keep(group.open());
        RoomRecord room = room(engine, "ops");
        group.replicas().getFirst().kill();
        await().atMost(LONG)
                .until(() -> group.named().command("INFO replication").contains("connected_slaves:1"));
        assertThat(get(append(engine, room.id(), 1, 1, "one is enough")).stored())
                .isTrue();
        signal(group.sentinels(), "STOP");
        assertThat(get(append(engine, room.id(), 1, 2, "nobody knows")).stored())
                .isFalse();
        assertThat(engine.trouble()).isEqualTo(TOO_FEW);
        signal(group.sentinels(), "CONT");
        await().atMost(LONG).until(() -> engine.trouble() == null);
        assertThat(get(append(engine, room.id(), 1, 2, "nobody knows")).stored())
                .isTrue();
    }

    @Test
    void oneReplicaAloneIsNotWaitedForAndTwoAreAsSoonAsTheyAreThere() throws Exception {
        RedisServer master = keep(RedisServer.start(directory, "--repl-diskless-sync-delay", "0"));
        RedisEngine engine = keep(master.open());
        RoomRecord room = room(engine, "ops");
        List<RedisServer> replicas = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            RedisServer replica = keep(RedisServer.start(directory));
            replicas.add(replica);
            replica.command("REPLICAOF 127.0.0.1 " + master.port());
            assertThat(get(append(engine, room.id(), 1, i + 1, "text")).stored())
                    .isTrue();
        }
        await().atMost(LONG).until(() -> master.command("INFO replication").split("state=online", -1).length == 3);
        signal(replicas, "STOP");
        long[] n = {10};
        await().atMost(LONG)
                .until(() -> !get(append(engine, room.id(), 1, n[0]++, "text")).stored());
        signal(replicas, "CONT");
    }

    @Test
    void aTailThatOnlyTheMasterHadIsSeenToBeLostAndItsNumbersAreNotGivenAgain() throws Exception {
        RedisGroup group = keep(new RedisGroup(directory));
        RedisEngine engine = keep(group.open());
        RoomRecord room = room(engine, "ops");
        Outcome first = get(append(engine, room.id(), 1, 1, "first"));
        assertThat(first.stored()).isTrue();
        RedisServer master = group.named();
        List<RedisServer> replicas = group.replicas();
        signal(replicas, "STOP");
        // Otherwise the kernel would have it for them.
        assertThat(master.command("CLIENT KILL TYPE replica")).startsWith(":2");
        Outcome lost = get(append(engine, room.id(), 1, 2, "lost"));
        assertThat(lost.stored()).isFalse();
        assertThat(lost.pair().sequence()).isEqualTo(first.pair().sequence() + 1);
        master.kill();
        signal(replicas, "CONT");
        group.awaitMasterOtherThan(master);
        await().atMost(LONG).until(() -> engine.trouble() == null);

        // What its author says again is numbered anew; clients that saw it are told that their epoch ended before it.
        Outcome again = get(append(engine, room.id(), 1, 2, "lost"));
        assertThat(again.pair().epoch()).isGreaterThan(lost.pair().epoch());
        assertThat(again.pair().sequence()).isGreaterThan(lost.pair().sequence());
        assertThat(get(engine.epochEnd(room.id(), lost.pair().epoch())))
                .isEqualTo(first.pair().sequence());
        assertThat(log(engine, room.id())).extracting(e -> e.message().text()).containsExactly("first", "lost");
    }
}
