package dev.roomtalk.server.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.ByteString;
import dev.roomtalk.proto.Ack;
import dev.roomtalk.proto.ClientMessage;
import dev.roomtalk.proto.Deliver;
import dev.roomtalk.proto.Frame;
import dev.roomtalk.proto.Nack;
import dev.roomtalk.proto.Publish;
import dev.roomtalk.proto.RefusalReason;
import dev.roomtalk.proto.ServerMessage;
import dev.roomtalk.proto.UseTransport;
import dev.roomtalk.server.app.Node;
import dev.roomtalk.server.app.TestClient;
import dev.roomtalk.server.app.TestNode;
import dev.roomtalk.server.base.Counter;
import dev.roomtalk.server.settings.Setting;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.SocketTimeoutException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The relay over real sockets, with one relay loop and with four. */
class RelayTest {
    @TempDir
    Path dataDir;

    private Node node(int loops) throws IOException {
        return TestNode.plain(dataDir, Setting.RELAY_LOOPS, loops);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 4})
    void everyMemberGetsEveryMessageInOrderItsSenderIncluded(int loops) throws IOException {
        try (Node node = node(loops);
                TestClient alice = TestClient.welcomed(node, "alice");
                TestClient bob = TestClient.welcomed(node, "bob");
                TestClient carol = TestClient.welcomed(node, "carol")) {
            int room = alice.create("ops").getRoom();
            bob.join("ops");
            carol.join("ops");
            alice.useUdp();
            bob.useUdp();
            carol.useUdp();
            for (int n = 1; n <= 100; n++) {
                alice.sendFrames(TestClient.publish(room, n, "hello " + n));
                for (TestClient member : new TestClient[] {alice, bob, carol}) {
                    Deliver deliver = member.readDeliver();
                    assertThat(deliver.getText()).isEqualTo("hello " + n);
                    assertThat(deliver.getSequence()).isEqualTo(n);
                    assertThat(deliver.hasAuthorInfo()).isEqualTo(n == 1);
                }
            }
            assertThat(node.counters().get(Counter.DELIVERIES_UDP)).isEqualTo(300);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 4})
    void theSenderGetsOneAnswerHoweverOftenItSends(int loops) throws IOException {
        try (Node node = node(loops);
                TestClient alice = TestClient.welcomed(node, "alice")) {
            int room = alice.create("ops").getRoom();
            alice.useUdp();
            alice.sendFrames(TestClient.publish(room, 1, "once"));
            Ack first = alice.readAck();
            alice.sendFrameByTcp(TestClient.publish(room, 1, "once"));
            Ack second = alice.readAck();
            assertThat(second).isEqualTo(first);
            assertThat(first.getSequence()).isEqualTo(1);
            assertThat(node.counters().get(Counter.MESSAGES)).isEqualTo(1);
        }
    }

    @Test
    void whatIsNotUtf8IsAnsweredAndUsesItsNumberUp() throws IOException {
        ByteString latin1 = ByteString.copyFrom(new byte[] {'c', 'a', 'f', (byte) 0xE9});
        try (Node node = node(1);
                TestClient alice = TestClient.welcomed(node, "alice")) {
            int room = alice.create("ops").getRoom();
            alice.useUdp();
            Publish.Builder text = Publish.newBuilder().setRoom(room).setN(1).setText(latin1);
            Publish.Builder label = Publish.newBuilder()
                    .setRoom(room)
                    .setN(2)
                    .setAboveBase(1)
                    .setText(ByteString.copyFromUtf8("cafe"))
                    .setLabel(latin1);
            for (Publish.Builder publish : List.of(text, label, text)) {
                alice.sendFrames(Frame.newBuilder().setPublish(publish).build());
                Ack refused = alice.readAck();
                assertThat(refused.getN()).isEqualTo(publish.getN());
                assertThat(refused.getRefusal()).isEqualTo(RefusalReason.BAD_REQUEST);
                assertThat(refused.getWaitMs()).isZero();
            }
            alice.sendFrames(TestClient.publish(room, 3, "café"));
            assertThat(alice.readDeliver().getText()).isEqualTo("café");
            assertThat(node.counters().get(Counter.MESSAGES)).isEqualTo(1);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 4})
    void aMessageTooLargeForADatagramComesByTcpAndIsAnnouncedOnUdp(int loops) throws IOException {
        try (Node node = node(loops);
                TestClient alice = TestClient.welcomed(node, "alice");
                TestClient bob = TestClient.welcomed(node, "bob")) {
            int room = alice.create("ops").getRoom();
            bob.join("ops");
            bob.useUdp();
            String text = "ü".repeat(2000);
            alice.sendFrameByTcp(TestClient.publish(room, 1, text));
            ServerMessage large =
                    bob.readUntil(m -> m.hasFrame() && m.getFrame().hasDeliver());
            assertThat(large.getFrame().getDeliver().getText()).isEqualTo(text);
            assertThat(bob.readFrame(Frame.KindCase.ELSEWHERE).getElsewhere().getSequence())
                    .isEqualTo(1);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 4})
    void deliveriesGoByTcpUntilAskedOtherwiseAndBackAgain(int loops) throws IOException {
        try (Node node = node(loops);
                TestClient alice = TestClient.welcomed(node, "alice")) {
            int room = alice.create("ops").getRoom();
            alice.sendFrameByTcp(TestClient.publish(room, 1, "tcp"));
            alice.readUntil(m -> m.getFrame().getDeliver().getText().equals("tcp"));
            alice.useUdp();
            alice.sendFrames(TestClient.publish(room, 2, "udp"));
            assertThat(alice.readDeliver().getText()).isEqualTo("udp");
            alice.send(ClientMessage.newBuilder()
                    .setUseTransport(UseTransport.newBuilder().setUdp(false)));
            alice.sendFrameByTcp(TestClient.publish(room, 3, "tcp again"));
            alice.readUntil(m -> m.getFrame().getDeliver().getText().equals("tcp again"));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 4})
    void aSessionMovesToANewPortOnceThatPortHasAnswered(int loops) throws IOException {
        try (Node node = node(loops);
                TestClient alice = TestClient.welcomed(node, "alice")) {
            int room = alice.create("ops").getRoom();
            alice.useUdp();
            DatagramSocket before = alice.udp;
            alice.move();
            alice.sendFrames(TestClient.ping(7));
            assertThat(alice.readFrame(Frame.KindCase.PONG).getPong().getId()).isEqualTo(7);
            alice.sendFrames(TestClient.publish(room, 1, "from the new port"));
            assertThat(alice.readDeliver().getText()).isEqualTo("from the new port");
            assertThat(node.counters().get(Counter.MOVES)).isEqualTo(1);
            before.close();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 4})
    void aCapturedDatagramFromElsewhereMovesNothing(int loops) throws IOException {
        try (Node node = node(loops);
                TestClient alice = TestClient.welcomed(node, "alice");
                DatagramSocket attacker = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
            int room = alice.create("ops").getRoom();
            alice.useUdp();
            long challenges = node.counters().get(Counter.CHALLENGES);
            // It overtakes its original, five times over with new ones, and none of the originals arrives.
            int captured = 0;
            for (int i = 0; i < 5; i++) {
                byte[] datagram = alice.seal(TestClient.ping(100 + i));
                captured += datagram.length;
                alice.sendDatagram(attacker, datagram);
            }
            await().atMost(Duration.ofSeconds(60))
                    .until(() -> node.counters().get(Counter.CHALLENGES) - challenges == 3);
            alice.sendFrames(TestClient.publish(room, 1, "still here"));
            assertThat(alice.readDeliver().getText()).isEqualTo("still here");
            assertThat(node.counters().get(Counter.MOVES)).isZero();
            assertThat(node.counters().get(Counter.CHALLENGES) - challenges).isEqualTo(3);

            attacker.setSoTimeout(200);
            int answers = 0;
            int bytes = 0;
            try {
                while (true) {
                    DatagramPacket packet = new DatagramPacket(new byte[2048], 2048);
                    attacker.receive(packet);
                    answers++;
                    bytes += packet.getLength();
                }
            } catch (SocketTimeoutException e) {
                assertThat(answers).isEqualTo(3);
                assertThat(bytes).isLessThanOrEqualTo(3 * captured);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 4})
    void aReplayedDatagramDoesNothing(int loops) throws IOException {
        try (Node node = node(loops);
                TestClient alice = TestClient.welcomed(node, "alice")) {
            int room = alice.create("ops").getRoom();
            alice.useUdp();
            byte[] datagram = alice.seal(TestClient.publish(room, 1, "once"));
            alice.sendDatagram(datagram);
            alice.readDeliver();
            for (int i = 0; i < 10; i++) {
                alice.sendDatagram(datagram);
            }
            await().atMost(Duration.ofSeconds(60)).until(() -> node.counters().get(Counter.DATAGRAMS_REPLAYED) == 10);
            assertThat(node.counters().get(Counter.MESSAGES)).isEqualTo(1);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 4})
    void whatWasMissedIsBroughtAgain(int loops) throws IOException {
        try (Node node = node(loops);
                TestClient alice = TestClient.welcomed(node, "alice")) {
            int room = alice.create("ops").getRoom();
            alice.useUdp();
            for (int n = 1; n <= 5; n++) {
                alice.sendFrames(TestClient.publish(room, n, "m" + n));
                alice.readDeliver();
            }
            alice.sendFrames(Frame.newBuilder()
                    .setNack(Nack.newBuilder()
                            .setRoom(room)
                            .addRanges(2)
                            .addRanges(2)
                            .addRanges(1)
                            .addRanges(1))
                    .build());
            assertThat(alice.readDeliver().getText()).isEqualTo("m2");
            Deliver third = alice.readDeliver();
            assertThat(third.getText()).isEqualTo("m3");
            assertThat(third.getTimeMs()).isPositive();
            assertThat(alice.readDeliver().getText()).isEqualTo("m5");
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 4})
    void theEndOfARoomIsToldWhenItFallsSilent(int loops) throws IOException {
        try (Node node = node(loops);
                TestClient alice = TestClient.welcomed(node, "alice")) {
            int room = alice.create("ops").getRoom();
            alice.useUdp();
            alice.sendFrames(TestClient.publish(room, 1, "last words"));
            alice.readDeliver();
            assertThat(alice.readFrame(Frame.KindCase.LATEST).getLatest().getSequence())
                    .isEqualTo(1);
            assertThat(alice.readFrame(Frame.KindCase.LATEST).getLatest().getSequence())
                    .isEqualTo(1);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 4})
    void whoGoesBackToTcpIsToldThereHowFarItsRoomsAre(int loops) throws IOException {
        try (Node node = node(loops);
                TestClient alice = TestClient.welcomed(node, "alice")) {
            int room = alice.create("ops").getRoom();
            alice.useUdp();
            alice.sendFrames(TestClient.publish(room, 1, "nobody reads this datagram"));
            await().atMost(Duration.ofSeconds(60)).until(() -> node.counters().get(Counter.DELIVERIES_UDP) == 1);
            alice.send(ClientMessage.newBuilder()
                    .setUseTransport(UseTransport.newBuilder().setUdp(false)));
            ServerMessage told = alice.readUntil(m -> m.getFrame().hasLatest());
            assertThat(told.getFrame().getLatest().getSequence()).isEqualTo(1);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 4})
    void aSessionThatEndedIsUnknownToTheRelay(int loops) throws IOException {
        try (Node node = node(loops)) {
            TestClient alice = TestClient.welcomed(node, "alice");
            alice.useUdp();
            alice.tcp.close();
            await().atMost(Duration.ofSeconds(60)).until(() -> {
                alice.sendFrames(TestClient.ping(9));
                return node.counters().get(Counter.DATAGRAMS_UNKNOWN) > 0;
            });
            alice.close();
        }
    }
}
