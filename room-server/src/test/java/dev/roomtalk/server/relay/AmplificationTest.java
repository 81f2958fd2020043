package dev.roomtalk.server.relay;

import static org.assertj.core.api.Assertions.assertThat;

import dev.roomtalk.proto.Deliver;
import dev.roomtalk.proto.Frame;
import dev.roomtalk.proto.Nack;
import dev.roomtalk.proto.Response;
import dev.roomtalk.proto.ServerMessage;
import dev.roomtalk.server.app.TestClient;
import java.time.Duration;
import java.util.Collections;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** A datagram is answered by about as much as it carries. */
class AmplificationTest {
    private static final int ROOMS = 200;
    private static final int PINGS = 291;

    private final LoneLoop lone = new LoneLoop();
    private final LoneLoop.Peer alice = lone.peer().onUdp();

    private static Frame[] pings(int count) {
        return Collections.nCopies(count, TestClient.ping(1)).toArray(Frame[]::new);
    }

    private static Nack nack(int room, int first) {
        return Nack.newBuilder().setRoom(room).addRanges(first).addRanges(1).build();
    }

    private long latest() {
        return alice.frames.stream().filter(Frame::hasLatest).count();
    }

    private long pongs() {
        return alice.frames.stream().filter(Frame::hasPong).count();
    }

    @Test
    void manyPingsInADatagramAreAnsweredByOnePong() {
        alice.send(pings(PINGS));
        assertThat(pongs()).isOne();
        alice.send(TestClient.ping(2));
        assertThat(pongs()).isEqualTo(2);
        assertThat(alice.frames.getLast().getPong().getId()).isEqualTo(2);
    }

    @Test
    void aMemberOfManyRoomsGetsTheLatestOfEachOnceASecond() {
        for (int room = 1; room <= ROOMS; room++) {
            lone.loop.fanOuts().join(room, alice.session, 1, 1_000_000, 1);
        }
        lone.pass(Duration.ofSeconds(1));
        alice.send(TestClient.ping(1));
        assertThat(alice.frames.stream()
                        .filter(Frame::hasLatest)
                        .map(frame -> frame.getLatest().getRoom())
                        .distinct())
                .hasSize(ROOMS);
        assertThat(latest()).isEqualTo(ROOMS);

        long sent = alice.bytesSent;
        long received = alice.bytesReceived;
        lone.pass(Duration.ofMillis(900));
        for (int i = 0; i < 100; i++) {
            alice.send(pings(i % 7 + 1));
        }
        assertThat(latest()).isEqualTo(ROOMS);
        assertThat(pongs()).isEqualTo(101);
        assertThat(alice.bytesReceived - received).isLessThanOrEqualTo(3 * (alice.bytesSent - sent));

        lone.pass(Duration.ofMillis(100));
        alice.send(TestClient.ping(3));
        assertThat(latest()).isEqualTo(2 * ROOMS);
    }

    @Test
    void aDatagramOfPingsReturnsOneSetOfLatestAndThreeTimesItsBytesAtMost() {
        for (int room = 1; room <= ROOMS; room++) {
            lone.loop.fanOuts().join(room, alice.session, 1, 1_000_000, 1);
        }
        lone.pass(Duration.ofSeconds(1));
        long sent = alice.bytesSent;
        long received = alice.bytesReceived;
        alice.send(pings(PINGS));
        assertThat(pongs()).isOne();
        assertThat(latest()).isEqualTo(ROOMS);
        long set = alice.frames.stream()
                .filter(Frame::hasLatest)
                .mapToInt(Frame::getSerializedSize)
                .sum();
        assertThat(alice.bytesReceived - received - set).isLessThanOrEqualTo(3 * (alice.bytesSent - sent));
    }

    @Test
    void aDatagramOfMessagesIsAnsweredByThreeTimesItsBytesAndTheRestComesOverTcp() {
        for (int burst = 0; burst < 20; burst++) {
            Frame[] unknown = new Frame[100];
            for (int n = 0; n < unknown.length; n++) {
                unknown[n] = TestClient.publish(1, n + 1, "");
            }
            alice.send(unknown);
        }
        assertThat(acks(alice.frames.stream()) + acks(alice.records.stream().map(ServerMessage::getFrame)))
                .isEqualTo(2000);
        assertThat(alice.bytesReceived).isLessThanOrEqualTo(3 * alice.bytesSent);
    }

    private static long acks(Stream<Frame> frames) {
        return frames.filter(Frame::hasAck).count();
    }

    @Test
    void messagesSentAgainArePaidByDatagramsAndByWhatWasDelivered() {
        byte[] large = Frame.newBuilder()
                .setDeliver(Deliver.newBuilder().setRoom(1).setSequence(7).setText("x".repeat(900)))
                .build()
                .toByteArray();
        lone.loop.fanOuts().join(1, alice.session, 1, 0, 1);
        for (int round = 0; round < 50; round++) {
            alice.send(TestClient.ping(round));
            for (int i = 0; i < 64; i++) {
                alice.session.relay().repair(large);
            }
            alice.session.relay().flush();
        }
        assertThat(alice.records).isNotEmpty();
        assertThat(alice.bytesReceived).isLessThanOrEqualTo(3 * alice.bytesSent);

        long before = alice.bytesReceived;
        for (int sequence = 1; sequence <= 8; sequence++) {
            lone.loop.fanOuts().deliver(1, large, 1, sequence, 1);
        }
        alice.session.relay().flush();
        long delivered = alice.bytesReceived - before;
        for (int i = 0; i < 64; i++) {
            alice.session.relay().repair(large);
        }
        alice.session.relay().flush();
        assertThat(alice.bytesReceived)
                .isGreaterThanOrEqualTo(before + delivered + large.length)
                .isLessThanOrEqualTo(3 * alice.bytesSent + delivered + delivered / 4);
    }

    @Test
    void anAnswerToAChallengeIsNotChallengedAgain() {
        LoneLoop.Peer bob = lone.peer();
        bob.send(TestClient.ping(1));
        assertThat(bob.frames).singleElement().matches(Frame::hasChallenge);
        long data = bob.frames.getFirst().getChallenge().getData();
        bob.send(Frame.newBuilder()
                .setResponse(Response.newBuilder().setData(data))
                .build());
        assertThat(bob.frames.stream().filter(Frame::hasChallenge)).hasSize(1);
        assertThat(bob.frames.getLast().getPong().getId()).isEqualTo(1);
    }

    /** A client measures its way by the ping that comes with its answer to a challenge. */
    @Test
    void ofSeveralPingsTheLastIsAnsweredAlsoBehindAnAnswerToAChallenge() {
        LoneLoop.Peer bob = lone.peer();
        bob.send(TestClient.ping(1));
        long data = bob.frames.getFirst().getChallenge().getData();
        bob.send(
                Frame.newBuilder()
                        .setResponse(Response.newBuilder().setData(data))
                        .build(),
                TestClient.ping(2));
        assertThat(bob.frames.stream()
                        .filter(Frame::hasPong)
                        .map(frame -> frame.getPong().getId()))
                .containsExactly(2);
        bob.send(TestClient.ping(3), TestClient.ping(4));
        assertThat(bob.frames.getLast().getPong().getId()).isEqualTo(4);
    }

    @Test
    void theSameNackWithin60MillisecondsIsAnsweredOnce() {
        assertThat(alice.session.takesRepair(nack(1, 5))).isTrue();
        assertThat(alice.session.takesRepair(nack(1, 5))).isFalse();
        assertThat(alice.session.takesRepair(nack(2, 5))).isTrue();
        assertThat(alice.session.takesRepair(nack(1, 6))).isTrue();
        lone.pass(Duration.ofMillis(59));
        assertThat(alice.session.takesRepair(nack(1, 5))).isFalse();
        lone.pass(Duration.ofMillis(1));
        assertThat(alice.session.takesRepair(nack(1, 5))).isTrue();
        for (int first = 10; first < 100; first++) {
            assertThat(alice.session.takesRepair(nack(1, first))).isTrue();
            assertThat(alice.session.takesRepair(nack(1, first))).isFalse();
        }
    }
}
