package dev.roomtalk.server.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.roomtalk.proto.ClientMessage;
import dev.roomtalk.proto.CloseReason;
import dev.roomtalk.proto.Goodbye;
import dev.roomtalk.proto.Hello;
import dev.roomtalk.proto.JoinRoom;
import dev.roomtalk.proto.RefusalReason;
import dev.roomtalk.server.app.Node;
import dev.roomtalk.server.app.TestClient;
import dev.roomtalk.server.app.TestNode;
import dev.roomtalk.server.base.Counters;
import dev.roomtalk.server.base.Gauge;
import dev.roomtalk.server.base.Latency;
import dev.roomtalk.server.base.Tally;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Every reason of the protocol is counted on its own, for requests, messages and connections, however they come to it.
 */
class ReasonsTest {
    @TempDir
    Path directory;

    private static void becomes(Node node, Tally tally, String reason, long count) {
        await().atMost(Duration.ofSeconds(60)).until(() -> node.counters().get(tally, reason) == count);
    }

    @Test
    void everyReasonOfTheProtocolIsAMetric() {
        try (Metrics metrics = new Metrics(
                new Counters(),
                Arrays.stream(Gauge.values()).collect(Collectors.toMap(Function.identity(), _ -> () -> 0)),
                "test")) {
            String text = metrics.text();
            for (RefusalReason reason : RefusalReason.values()) {
                if (reason != RefusalReason.UNRECOGNIZED && reason != RefusalReason.REFUSAL_UNSPECIFIED) {
                    assertThat(text)
                            .contains("roomtalk_requests_refused_total{reason=\"" + Tally.word(reason) + "\"} 0.0")
                            .contains("roomtalk_messages_refused_total{reason=\"" + Tally.word(reason) + "\"} 0.0");
                }
            }
            for (CloseReason reason : CloseReason.values()) {
                if (reason != CloseReason.UNRECOGNIZED) {
                    assertThat(text)
                            .contains("roomtalk_connections_closed_total{reason=\"" + Tally.word(reason) + "\"} 0.0");
                }
            }
            assertThat(text).contains("roomtalk_datagram_messages_bucket{le=\"1.0\"} 0");
        }
    }

    @Test
    void refusalsAreCountedByTheirReason() throws IOException {
        try (Node node = TestNode.plain(directory);
                TestClient alice = TestClient.welcomed(node, "alice");
                TestClient other = new TestClient(node.port())) {
            assertThat(alice.ask(ClientMessage.newBuilder()
                                    .setJoinRoom(JoinRoom.newBuilder().setName("cellar")))
                            .hasRefusal())
                    .isTrue();
            assertThat(node.counters().get(Tally.REQUESTS_REFUSED, "no_such_room"))
                    .isOne();
            // Before there is a session, too.
            assertThat(other.ask(ClientMessage.newBuilder()
                                    .setHello(Hello.newBuilder().addVersions(1).setName("alice")))
                            .hasRefusal())
                    .isTrue();
            assertThat(node.counters().get(Tally.REQUESTS_REFUSED, "name_taken"))
                    .isOne();
            int room = alice.create("hall").getRoom();
            assertThat(alice.ask(ClientMessage.newBuilder()
                                    .setLeaveRoom(dev.roomtalk.proto.LeaveRoom.newBuilder()
                                            .setName("hall")))
                            .hasDone())
                    .isTrue();
            alice.sendFrameByTcp(TestClient.publish(room, 1, "hello"));
            becomes(node, Tally.MESSAGES_REFUSED, "not_a_member", 1);
            alice.sendFrameByTcp(TestClient.publish(room + 1, 1, "hello"));
            becomes(node, Tally.MESSAGES_REFUSED, "no_such_room", 1);
            assertThat(node.counters().get(Tally.MESSAGES_REFUSED)).isEqualTo(2);
            assertThat(node.counters().get(Tally.REQUESTS_REFUSED)).isEqualTo(2);
        }
    }

    @Test
    void endsAreCountedByTheirReason() throws IOException {
        Node node = TestNode.plain(directory);
        try (TestClient alice = TestClient.welcomed(node, "alice");
                TestClient bob = TestClient.welcomed(node, "bob");
                TestClient carol = TestClient.welcomed(node, "carol");
                TestClient dave = TestClient.welcomed(node, "dave")) {
            alice.send(ClientMessage.newBuilder().setGoodbye(Goodbye.getDefaultInstance()));
            becomes(node, Tally.CONNECTIONS_CLOSED, "goodbye", 1);
            bob.tcp.close();
            becomes(node, Tally.CONNECTIONS_CLOSED, "gone", 1);
            carol.sendRaw(new byte[] {1, 2, 3});
            becomes(node, Tally.CONNECTIONS_CLOSED, "protocol_error", 1);
            assertThat(dave.welcome().getName()).isEqualTo("dave");
            node.close();
            becomes(node, Tally.CONNECTIONS_CLOSED, "going_away", 1);
        } finally {
            node.close();
        }
        assertThat(node.counters().get(Tally.CONNECTIONS_CLOSED)).isEqualTo(4);
    }

    @Test
    void whatWaitsForTheRoundOfAMessageIsMeasured() throws IOException {
        try (Node node = TestNode.plain(directory);
                TestClient alice = TestClient.welcomed(node, "alice")) {
            alice.useUdp();
            int room = alice.create("hall").getRoom();
            alice.sendFrames(TestClient.publish(room, 1, "hello"));
            alice.readDeliver();
            alice.readAck();
            assertThat(Arrays.stream(node.counters().latency(Latency.ACK).counts())
                            .sum())
                    .isOne();
            assertThat(Arrays.stream(node.counters().latency(Latency.ROUND_TRIP).counts())
                            .sum())
                    .isOne();
            // The one message, in the one datagram that had any.
            await().atMost(Duration.ofSeconds(60)).until(() -> node.counters().bundled() == 1);
            assertThat(node.counters().bundles()[1]).isOne();
        }
    }
}
