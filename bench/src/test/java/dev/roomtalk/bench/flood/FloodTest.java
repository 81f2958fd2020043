package dev.roomtalk.bench.flood;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.roomtalk.bench.base.Failure;
import dev.roomtalk.bench.net.Access;
import dev.roomtalk.bench.talk.Talk;
import dev.roomtalk.bench.talk.TalkLoad;
import dev.roomtalk.server.app.Node;
import dev.roomtalk.server.base.Counter;
import dev.roomtalk.server.settings.ServerSettings;
import dev.roomtalk.server.settings.Setting;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A small flood against a server that is really there; how late messages become under a whole one, bench flood
 * measures.
 */
class FloodTest {
    @TempDir
    Path directory;

    @Test
    void membersHearEverythingWhileStrangersStopAtEveryStage() throws Exception {
        Map<Setting, String> settings = Map.of(
                Setting.HOST, "127.0.0.1",
                Setting.PORT, "0",
                Setting.MAX_HALF_OPEN, "64",
                Setting.DATA_DIR, directory.toString());
        TalkLoad talk = new TalkLoad(3, 30, 30, 100, Duration.ZERO, 1);
        FloodLoad load = new FloodLoad(60, 20, 30_000, Duration.ofSeconds(1));
        try (Node node = Node.start(ServerSettings.of(settings))) {
            Access access =
                    new Access(new InetSocketAddress(InetAddress.getLoopbackAddress(), node.port()), node.pin(), false);
            try (Talk people = new Talk(access, talk, "flood");
                    Flood flood = new Flood(load, access.address(), access.tls())) {
                people.gather(access.address(), access.address());
                flood.start();
                assertThat(people.say(() -> {})).isZero();
                assertThat(people.heard()).hasSize(3).allSatisfy(heard -> {
                    assertThat(heard.delivered()).isEqualTo(talk.allMessages());
                    assertThat(heard.duplicated()).isZero();
                    assertThat(heard.disconnects()).isZero();
                });
                await().until(() -> flood.counts().attempts() == load.allConnections());
                // More than may be half open came, and the oldest went.
                await().until(() -> node.counters().get(Counter.CONNECTIONS_HALF_OPEN) > 0);
                await().until(() -> node.counters().get(Counter.DATAGRAMS_UNKNOWN)
                                + node.counters().get(Counter.DATAGRAMS_DROPPED_BY_KERNEL)
                        > 0);
                assertThat(flood.counts().answers()).isZero();
                assertThat(people.senderHeard().disconnects()).isZero();
            }
        }
    }

    @Test
    void aLoadThatMakesNoSenseIsRefused() {
        assertThatThrownBy(() -> new FloodLoad(1, 0, 1, Duration.ofSeconds(1)))
                .isInstanceOf(Failure.class)
                .hasMessage("--addresses is 1 to 10,000, not 0");
    }
}
