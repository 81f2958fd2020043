package dev.roomtalk.bench.abuse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.roomtalk.bench.net.Access;
import dev.roomtalk.bench.talk.Talk;
import dev.roomtalk.bench.talk.TalkLoad;
import dev.roomtalk.server.app.Node;
import dev.roomtalk.server.settings.ServerSettings;
import dev.roomtalk.server.settings.Setting;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Each scenario for a moment, against a server that is really there: the members lose nothing. How late their messages
 * become, {@code bench abuse} measures.
 */
class ScenarioTest {
    @TempDir
    Path directory;

    @ParameterizedTest
    @EnumSource(Scenario.class)
    void membersHearEverythingMeanwhile(Scenario scenario) throws Exception {
        Map<Setting, String> settings = Map.of(
                Setting.HOST, "127.0.0.1",
                Setting.PORT, "0",
                Setting.METRICS_PORT, "0",
                Setting.DATA_DIR, directory.toString());
        TalkLoad talk = new TalkLoad(3, 20, 20, 100, Duration.ZERO, 1);
        try (Node node = Node.start(ServerSettings.of(settings))) {
            Access access =
                    new Access(new InetSocketAddress(InetAddress.getLoopbackAddress(), node.port()), node.pin(), false);
            int metrics = node.metricsPort();
            try (Talk people = new Talk(access, talk, "abuse");
                    Attack attack = new Attack()) {
                people.gather(access.address(), access.address());
                scenario.begin(attack, new Scenario.Victim(access, metrics));
                assertThat(people.say(() -> {})).isZero();
                assertThat(people.heard()).hasSize(3).allSatisfy(heard -> {
                    assertThat(heard.delivered()).isEqualTo(talk.allMessages());
                    assertThat(heard.disconnects()).isZero();
                });
                await().until(() -> attack.done() > 0);
            }
        }
    }
}
