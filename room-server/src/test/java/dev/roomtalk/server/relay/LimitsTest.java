package dev.roomtalk.server.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.ByteString;
import dev.roomtalk.proto.Ack;
import dev.roomtalk.proto.Frame;
import dev.roomtalk.proto.Publish;
import dev.roomtalk.proto.RefusalReason;
import dev.roomtalk.proto.ServerMessage;
import dev.roomtalk.server.app.Node;
import dev.roomtalk.server.app.TestClient;
import dev.roomtalk.server.app.TestNode;
import dev.roomtalk.server.base.Counter;
import dev.roomtalk.server.settings.Setting;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Limits over real sockets, with one relay loop and with four. */
class LimitsTest {
    private static final int LINES = 200;

    @TempDir
    Path dataDir;

    @ParameterizedTest
    @ValueSource(ints = {1, 4})
    void aPastedBlockArrivesWholeAndInOrder(int loops) throws IOException {
        try (Node node = TestNode.plain(
                        dataDir, Setting.RELAY_LOOPS, loops, Setting.PUBLISH_RATE, 400, Setting.PUBLISH_BURST, 20);
                TestClient alice = TestClient.welcomed(node, "alice");
                TestClient bob = TestClient.welcomed(node, "bob")) {
            int room = alice.create("ops").getRoom();
            bob.join("ops");
            for (int n = 1; n <= LINES; n++) {
                alice.sendFrameByTcp(line(room, n));
            }
            List<Integer> waits = new ArrayList<>();
            for (int taken = 0; taken < LINES; ) {
                Ack ack = alice.readUntil(m -> m.getFrame().hasAck()).getFrame().getAck();
                if (ack.getRefusal() == RefusalReason.TOO_FAST) {
                    waits.add(ack.getWaitMs());
                    // Sooner than it was told to: that costs nobody anything but itself.
                    alice.sendFrameByTcp(line(room, ack.getN()));
                } else {
                    assertThat(ack.getRefusal()).isEqualTo(RefusalReason.REFUSAL_UNSPECIFIED);
                    taken++;
                }
            }
            assertThat(waits).isNotEmpty().allMatch(wait -> wait > 0);
            assertThat(waits.stream().distinct().count()).isGreaterThan(10);
            for (int n = 1; n <= LINES; n++) {
                ServerMessage delivered = bob.readUntil(m -> m.getFrame().hasDeliver());
                assertThat(delivered.getFrame().getDeliver().getText()).isEqualTo("line " + n);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 4})
    void aFloodBySomebodyElseDelaysNobody(int loops) throws IOException {
        try (Node node = TestNode.plain(dataDir, Setting.RELAY_LOOPS, loops);
                TestClient alice = TestClient.welcomed(node, "alice");
                TestClient mallory = TestClient.welcomed(node, "mallory")) {
            int room = alice.create("ops").getRoom();
            mallory.join("ops");
            mallory.useUdp();
            long n = 0;
            while (node.counters().get(Counter.MESSAGES_TOO_FAST) < 1000) {
                for (int i = 0; i < 20; i++) {
                    mallory.sendFrames(TestClient.publish(room, ++n, "flood"));
                    mallory.sendFrameByTcp(TestClient.publish(room, ++n, "flood"));
                }
            }
            for (int m = 1; m <= 50; m++) {
                alice.sendFrameByTcp(TestClient.publish(room, m, "calm " + m));
                String text = "calm " + m;
                ServerMessage own =
                        alice.readUntil(s -> s.getFrame().getDeliver().getText().equals(text));
                assertThat(own.getFrame().getDeliver().getN()).isEqualTo(m);
            }
            // Slowed, and not put out.
            mallory.sendFrameByTcp(TestClient.ping(77));
            mallory.readUntil(s -> s.getFrame().getPong().getId() == 77);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 4})
    void whoseDatagramsGetLostIsServedOverTcp(int loops) throws IOException {
        try (Node node = TestNode.plain(dataDir, Setting.RELAY_LOOPS, loops);
                TestClient alice = TestClient.welcomed(node, "alice")) {
            int room = alice.create("ops").getRoom();
            alice.useUdp();
            await().atMost(Duration.ofSeconds(60)).until(() -> {
                alice.sendFrames(TestClient.ping(5));
                alice.readFrame(Frame.KindCase.PONG);
                alice.reportEveryOtherLost();
                return node.counters().get(Counter.MOVES_TO_TCP) == 1;
            });
            assertThat(alice.readUntil(ServerMessage::hasMovedToTcp)
                            .getMovedToTcp()
                            .getLostPercent())
                    .isBetween(45, 55);
            alice.sendFrames(TestClient.publish(room, 1, "over TCP now"));
            alice.readUntil(m -> m.getFrame().getDeliver().getText().equals("over TCP now"));
        }
    }

    private static Frame line(int room, long n) {
        return Frame.newBuilder()
                .setPublish(Publish.newBuilder()
                        .setRoom(room)
                        .setN(n)
                        .setAboveBase((int) n - 1)
                        .setText(ByteString.copyFromUtf8("line " + n)))
                .build();
    }
}
