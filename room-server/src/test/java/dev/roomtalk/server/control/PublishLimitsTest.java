package dev.roomtalk.server.control;

import static org.assertj.core.api.Assertions.assertThat;

import dev.roomtalk.server.app.Node;
import dev.roomtalk.server.app.TestClient;
import dev.roomtalk.server.app.TestNode;
import dev.roomtalk.server.settings.Setting;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Sessions of one address share its rate; a trusted proxy's address has none. */
class PublishLimitsTest {
    @TempDir
    Path dataDir;

    @Test
    void sessionsOfOneAddressShareItsRate() throws IOException {
        assertThat(refused(Setting.PUBLISH_RATE_PER_ADDRESS, 1, Setting.PUBLISH_BURST_PER_ADDRESS, 3))
                .isEqualTo(1);
    }

    @Test
    void aTrustedProxyIsNotLimited() throws IOException {
        assertThat(refused(
                        Setting.PUBLISH_RATE_PER_ADDRESS,
                        1,
                        Setting.PUBLISH_BURST_PER_ADDRESS,
                        3,
                        Setting.TRUSTED_PROXIES,
                        "127.0.0.1"))
                .isZero();
    }

    /** Of two messages by each of two sessions. */
    private int refused(Object... settings) throws IOException {
        int refused = 0;
        try (Node node = TestNode.plain(dataDir, settings);
                TestClient alice = TestClient.welcomed(node, "alice");
                TestClient bob = TestClient.welcomed(node, "bob")) {
            int room = alice.create("ops").getRoom();
            bob.join("ops");
            for (TestClient author : new TestClient[] {alice, bob}) {
                for (int n = 1; n <= 2; n++) {
                    author.sendFrameByTcp(TestClient.publish(room, n, "hello"));
                    int answered = n;
                    refused += author.readUntil(m -> m.getFrame().getAck().getN() == answered)
                                            .getFrame()
                                            .getAck()
                                            .getRefusalValue()
                                    > 0
                            ? 1
                            : 0;
                }
            }
        }
        return refused;
    }
}
