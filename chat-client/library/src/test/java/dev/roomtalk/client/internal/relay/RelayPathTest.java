package dev.roomtalk.client.internal.relay;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.roomtalk.client.internal.base.FakeLoop;
import dev.roomtalk.client.internal.base.RoundTrip;
import dev.roomtalk.proto.Challenge;
import dev.roomtalk.proto.Deliver;
import dev.roomtalk.proto.Frame;
import dev.roomtalk.proto.Ping;
import dev.roomtalk.proto.Pong;
import dev.roomtalk.proto.Publish;
import dev.roomtalk.wire.DatagramHeader;
import dev.roomtalk.wire.DatagramOpener;
import dev.roomtalk.wire.DatagramSealer;
import dev.roomtalk.wire.FrameReader;
import dev.roomtalk.wire.Protocol;
import dev.roomtalk.wire.RelayKeys;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class RelayPathTest {
    // One for each test: a cipher of this thread remembers the last nonce of a key.
    private static final AtomicLong IDS = new AtomicLong(0x0123456789ABCDEFL);
    private static final byte[] SECRET = new byte[Protocol.SECRET_LENGTH];

    private final long id = IDS.addAndGet(2);
    private final FakeLoop loop = new FakeLoop();
    private final RoundTrip roundTrip = new RoundTrip();
    private final List<Port> ports = new ArrayList<>();
    private final List<Frame> frames = new ArrayList<>();
    private final List<Boolean> told = new ArrayList<>();
    private final List<byte[]> datagrams = new ArrayList<>();
    private DatagramOpener opener = RelayKeys.derive(SECRET, id).clientOpener();
    private DatagramSealer sealer = RelayKeys.derive(SECRET, id).serverSealer(id);
    private int exhausted;
    private final RelayPath.Listener listener = new RelayPath.Listener() {
        @Override
        public void onFrame(Frame frame) {
            frames.add(frame);
        }

        @Override
        public void onUsable(boolean usable) {
            told.add(usable);
        }

        @Override
        public void onMeasured() {
            assertThat(roundTrip.smoothed()).isNotNull();
        }

        @Override
        public void onKeyExhausted() {
            exhausted++;
        }
    };
    private final RelayPath path = new RelayPath(loop, new Random(1), Port::new, roundTrip, listener, SECRET, id);

    /** A socket whose other end is this test. */
    private final class Port implements DatagramPort {
        final Receiver receiver;
        boolean closed;

        Port(int attempt, Receiver receiver) {
            assertThat(attempt).isEqualTo(ports.size());
            this.receiver = receiver;
            ports.add(this);
        }

        @Override
        public void send(byte[] bytes, int length) {
            assertThat(closed).isFalse();
            datagrams.add(Arrays.copyOf(bytes, length));
        }

        @Override
        public void close() {
            closed = true;
        }
    }

    @Test
    void aKeyThatTheServerDoesNotRenewIsNotUsedBeyondItsLimit() {
        ports.clear();
        RelayPath limited =
                new RelayPath(loop, new Random(1), Port::new, roundTrip, listener, SECRET, id + (1L << 40), 5);
        limited.start();
        loop.advance(Duration.ofMinutes(5));
        assertThat(datagrams).hasSize(5);
        assertThat(exhausted).isOne();
        assertThat(limited.send(
                        Frame.newBuilder().setPing(Ping.newBuilder().setId(9)).build()))
                .isFalse();
        loop.advance(Duration.ofMinutes(5));
        assertThat(datagrams).hasSize(5);
        assertThat(exhausted).isOne();
        limited.rekey(SECRET, id + (1L << 40));
        assertThat(limited.send(
                        Frame.newBuilder().setPing(Ping.newBuilder().setId(9)).build()))
                .as("the same key again is no new one")
                .isFalse();
    }

    @Test
    void theSameKeyAgainSealsNoNumberTwice() {
        makeUsable();
        path.send(publish(1, 10));
        loop.run();
        long before = DatagramHeader.packetNumber(datagrams.getLast(), 0);
        path.rekey(SECRET, id);
        path.send(publish(2, 10));
        loop.run();
        assertThat(DatagramHeader.packetNumber(datagrams.getLast(), 0)).isGreaterThan(before);
        assertThat(take()).hasSize(2);
    }

    @Test
    void pingsUntilAnsweredAndThenNowAndThen() {
        path.start();
        assertThat(pings()).hasSize(1);
        assertThat(path.usable()).isFalse();
        loop.advanceMillis(260);
        List<Integer> ids = pings();
        assertThat(ids).hasSize(1);
        loop.advanceMillis(20);
        pong(ids.getFirst());
        assertThat(told).containsExactly(true);
        assertThat(path.usable()).isTrue();
        assertThat(roundTrip.smoothed()).isBetween(Duration.ofMillis(20), Duration.ofMillis(40));
        for (int i = 0; i < 20; i++) {
            loop.advanceMillis(3999);
            assertThat(datagrams).isEmpty();
            nextPing();
        }
        assertThat(told).containsExactly(true);
    }

    @Test
    void aSlowPathIsUsableThoughItsAnswersComeLate() {
        path.start();
        List<Integer> ids = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            ids.addAll(pings());
            loop.advanceMillis(100);
        }
        assertThat(ids).hasSizeGreaterThan(2);
        pong(ids.getFirst());
        assertThat(path.usable()).isTrue();
        assertThat(roundTrip.smoothed()).isEqualTo(Duration.ofMillis(800));
    }

    @Test
    void becomesUnusableAfterThreeUnansweredQuickPings() {
        makeUsable();
        path.doubt();
        assertThat(pings()).hasSize(1);
        for (int quick = 0; quick < 3; quick++) {
            loop.advanceMillis(200);
            assertThat(pings()).hasSize(1);
            assertThat(path.usable()).isTrue();
        }
        loop.advanceMillis(200);
        assertThat(told).containsExactly(true, false);
        assertThat(path.usable()).isFalse();
        assertThat(ports).hasSize(2);
        assertThat(ports.getFirst().closed).isTrue();
    }

    @Test
    void doubtIsNotRepeatedWhileAPingIsUnderWay() {
        makeUsable();
        for (int i = 0; i < 10; i++) {
            path.doubt();
        }
        assertThat(pings()).hasSize(1);
    }

    @Test
    void comesBackWithSecondsHoweverLongItWasAway() {
        makeUsable();
        path.doubt();
        loop.advance(Duration.ofMinutes(30));
        pings();
        loop.advance(RelayPath.SLOWEST_PROBE);
        List<Integer> ids = pings();
        assertThat(ids).hasSizeBetween(1, 2);
        pong(ids.getLast());
        assertThat(told).containsExactly(true, false, true);
    }

    @Test
    void aConversationThatIsOnlyReadGoesOverToTcpWithinThreeSeconds() {
        makeUsable();
        for (int i = 0; i < 30; i++) {
            receive(deliver());
            loop.advanceMillis(100);
            answerPings();
        }
        assertThat(path.usable()).isTrue();
        loop.advance(Duration.ofSeconds(3).minusMillis(100));
        assertThat(told).containsExactly(true, false);
    }

    @Test
    void aQuietSessionGoesOverToTcpSoonAfterItsNextPing() {
        makeUsable();
        loop.advance(RelayPath.REGULAR.plusMillis(800));
        assertThat(told).containsExactly(true, false);
    }

    @Test
    void aRoomThatFallsSilentCostsOnePingAndNoMore() {
        makeUsable();
        receive(deliver());
        loop.advanceMillis(1500);
        assertThat(answerPings()).isEqualTo(1);
        loop.advanceMillis(3900);
        assertThat(answerPings()).isZero();
    }

    @Test
    void whileDatagramsArriveNobodyAsksWhetherTheyDo() {
        makeUsable();
        for (int millis = 0; millis < 3900; millis += 100) {
            receive(deliver());
            loop.advanceMillis(100);
        }
        assertThat(answerPings()).isZero();
    }

    @Test
    void eachSlowProbeComesFromAnAddressThatTheServerHasNotChallengedYet() {
        path.start();
        loop.advance(Duration.ofMinutes(1));
        take();
        int before = ports.size();
        int probes = 0;
        for (int i = 0; i < 100; i++) {
            loop.advanceMillis(250);
            probes += pings().size();
        }
        assertThat(probes).isGreaterThanOrEqualTo(10);
        assertThat(ports.size() - before).isEqualTo(probes);
    }

    @Test
    void tellsTheLossOfWhatTheServerSends() {
        makeUsable();
        for (int i = 0; i < 100; i++) {
            byte[] datagram = seal(sealer, deliver());
            if (i % 10 != 0) {
                arrives(datagram);
            }
            loop.advanceMillis(50);
            answerPings();
        }
        assertThat(path.loss()).isBetween(0.05, 0.15);
        assertThat(told).containsExactly(true);
    }

    @Test
    void saysOnceThatItNeverWorked() {
        path.start();
        loop.advance(Duration.ofMinutes(1));
        assertThat(told).containsExactly(false);
    }

    @Test
    void opensAnotherPortNowAndThenWhileNothingAnswers() {
        path.start();
        loop.advance(Duration.ofMinutes(5));
        assertThat(ports).hasSizeBetween(100, 160);
        assertThat(ports.subList(0, ports.size() - 1)).allMatch(port -> port.closed);
    }

    @Test
    void framesOfOneTurnShareADatagram() {
        makeUsable();
        for (int i = 0; i < 10; i++) {
            assertThat(path.send(publish(i, 100))).isTrue();
        }
        assertThat(datagrams).isEmpty();
        loop.run();
        assertThat(datagrams).hasSize(1);
        assertThat(datagrams.getFirst().length).isLessThanOrEqualTo(Protocol.MAX_DATAGRAM);
        assertThat(take()).hasSize(10);
    }

    @Test
    void aFullDatagramMakesWayForTheNext() {
        makeUsable();
        for (int i = 0; i < 5; i++) {
            assertThat(path.send(publish(i, 500))).isTrue();
        }
        loop.run();
        assertThat(datagrams).hasSize(3);
        assertThat(take()).extracting(frame -> frame.getPublish().getN()).containsExactly(0L, 1L, 2L, 3L, 4L);
    }

    @Test
    void refusesAFrameThatFitsNoDatagram() {
        makeUsable();
        assertThat(path.send(publish(1, Protocol.MAX_PLAINTEXT))).isFalse();
        loop.run();
        assertThat(datagrams).isEmpty();
        int room = Protocol.MAX_PLAINTEXT - publish(1, 1000).getSerializedSize() + 1000;
        assertThat(path.send(publish(1, room))).isTrue();
        loop.run();
        assertThat(datagrams.getFirst()).hasSize(Protocol.MAX_DATAGRAM);
    }

    @Test
    void passesOnWhatIsForTheRooms() {
        Frame deliver = Frame.newBuilder()
                .setDeliver(Deliver.newBuilder().setRoom(3).setSequence(4))
                .build();
        receive(deliver, deliver);
        assertThat(frames).containsExactly(deliver, deliver);
    }

    @Test
    void answersAChallengeAndPingsAgain() {
        path.start();
        take();
        receive(Frame.newBuilder()
                .setChallenge(Challenge.newBuilder().setData(42))
                .build());
        List<Frame> answer = take();
        assertThat(answer.getFirst().getResponse().getData()).isEqualTo(42);
        assertThat(answer.get(1).hasPing()).isTrue();
    }

    @Test
    void answersOnlySoManyChallenges() {
        for (int i = 0; i < 1000; i++) {
            receive(Frame.newBuilder()
                    .setChallenge(Challenge.newBuilder().setData(i))
                    .build());
        }
        assertThat(take().stream().filter(Frame::hasResponse)).hasSize(10);
    }

    @Test
    void answersAPing() {
        receive(Frame.newBuilder().setPing(Ping.newBuilder().setId(9)).build());
        loop.run();
        assertThat(take())
                .containsExactly(
                        Frame.newBuilder().setPong(Pong.newBuilder().setId(9)).build());
    }

    @Test
    void reportsWhatArrived() {
        makeUsable();
        while (datagrams.isEmpty()) {
            loop.advanceMillis(10);
        }
        assertThat(take()).filteredOn(Frame::hasReport).singleElement().satisfies(frame -> {
            assertThat(frame.getReport().getHighest()).isEqualTo(1);
            assertThat(frame.getReport().getReceived()).isEqualTo(1);
        });
    }

    @Test
    void dropsAndCountsWhatDoesNotAuthenticate() {
        Frame deliver =
                Frame.newBuilder().setDeliver(Deliver.newBuilder().setRoom(3)).build();
        byte[] good = seal(sealer, deliver);
        int wrong = 0;
        for (int i = 0; i < good.length; i++) {
            byte[] bad = good.clone();
            bad[i] ^= 1;
            arrives(bad);
            wrong++;
        }
        for (int length = 0; length < good.length; length++) {
            arrives(Arrays.copyOf(good, length));
            wrong++;
        }
        arrives(new byte[2048]);
        assertThat(frames).isEmpty();
        assertThat(path.dropped()).isEqualTo(wrong + 1);
        arrives(good);
        arrives(good);
        assertThat(frames).hasSize(1);
        assertThat(path.dropped()).isEqualTo(wrong + 2);
        assertThat(take()).isEmpty();
    }

    @Test
    void whatAuthenticatesAndIsNoFrameIsDropped() {
        byte[] nonsense = {(byte) 0xff, 0, 1};
        byte[] out = new byte[Protocol.MAX_DATAGRAM];
        int length = sealer.seal(nonsense, 0, nonsense.length, out, 0);
        arrives(Arrays.copyOf(out, length));
        // A known kind whose body is none, and a kind of a later version.
        byte[] broken = {(3 << 3) | 2, 1, 0x0f, (15 << 3) | 2, 0};
        length = sealer.seal(broken, 0, broken.length, out, 0);
        arrives(Arrays.copyOf(out, length));
        assertThat(frames).isEmpty();
        // What follows them counts.
        Frame deliver =
                Frame.newBuilder().setDeliver(Deliver.newBuilder().setRoom(3)).build();
        byte[] behind =
                ByteString.copyFrom(broken).concat(deliver.toByteString()).toByteArray();
        length = sealer.seal(behind, 0, behind.length, out, 0);
        arrives(Arrays.copyOf(out, length));
        assertThat(frames).containsExactly(deliver);
    }

    @Test
    void newKeysAreUsedAtOnceAndTheOldOnesAcceptedForAMinute() {
        makeUsable();
        byte[] secret = new byte[32];
        secret[0] = 1;
        path.rekey(secret, id + 1);
        DatagramSealer old = sealer;
        opener = RelayKeys.derive(secret, id + 1).clientOpener();
        sealer = RelayKeys.derive(secret, id + 1).serverSealer(id + 1);
        path.send(publish(1, 10));
        loop.run();
        assertThat(DatagramHeader.connectionId(datagrams.getFirst(), 0)).isEqualTo(id + 1);
        assertThat(take()).hasSize(1);
        Frame deliver =
                Frame.newBuilder().setDeliver(Deliver.newBuilder().setRoom(3)).build();
        arrives(seal(old, deliver));
        arrives(seal(sealer, deliver));
        assertThat(frames).hasSize(2);
        loop.advance(Duration.ofSeconds(60));
        arrives(seal(old, deliver));
        assertThat(frames).hasSize(2);
        arrives(seal(sealer, deliver));
        assertThat(frames).hasSize(3);
    }

    @Test
    void nothingHappensAfterItWasClosed() {
        makeUsable();
        path.send(publish(1, 10));
        path.close();
        // What was bundled still leaves.
        assertThat(take()).hasSize(1);
        loop.advance(Duration.ofMinutes(1));
        assertThat(datagrams).isEmpty();
        assertThat(loop.timers()).isZero();
        assertThat(path.usable()).isFalse();
    }

    private void makeUsable() {
        path.start();
        pong(pings().getFirst());
        assertThat(path.usable()).isTrue();
        datagrams.clear();
    }

    /** Waits for the next one and answers it. */
    private void nextPing() {
        for (int millis = 0; datagrams.isEmpty(); millis++) {
            assertThat(millis).isLessThan(1002);
            loop.advanceMillis(1);
        }
        pong(pings().getFirst());
    }

    private static Frame deliver() {
        return Frame.newBuilder()
                .setDeliver(Deliver.newBuilder().setRoom(3).setSequence(4))
                .build();
    }

    /** Answers the pings since the last call; how many there were. */
    private int answerPings() {
        List<Integer> ids = pings();
        ids.forEach(this::pong);
        return ids.size();
    }

    private void pong(int id) {
        receive(Frame.newBuilder().setPong(Pong.newBuilder().setId(id)).build());
    }

    private void receive(Frame... received) {
        arrives(seal(sealer, received));
    }

    private void arrives(byte[] datagram) {
        ports.getLast().receiver.onDatagram(datagram, datagram.length);
    }

    private static byte[] seal(DatagramSealer sealer, Frame... frames) {
        ByteString plaintext = ByteString.EMPTY;
        for (Frame frame : frames) {
            plaintext = plaintext.concat(frame.toByteString());
        }
        byte[] out = new byte[Protocol.MAX_DATAGRAM];
        int length = sealer.seal(plaintext.toByteArray(), 0, plaintext.size(), out, 0);
        return Arrays.copyOf(out, length);
    }

    private static Frame publish(long n, int size) {
        return Frame.newBuilder()
                .setPublish(Publish.newBuilder().setRoom(1).setN(n).setText(ByteString.copyFromUtf8("x".repeat(size))))
                .build();
    }

    private List<Integer> pings() {
        return take().stream()
                .filter(Frame::hasPing)
                .map(frame -> frame.getPing().getId())
                .toList();
    }

    /** The frames of every datagram since the last call, opened as the server does. */
    private List<Frame> take() {
        List<Frame> taken = new ArrayList<>();
        FrameReader reader = new FrameReader();
        byte[] plaintext = new byte[Protocol.MAX_PLAINTEXT];
        for (byte[] datagram : datagrams) {
            int length = opener.open(datagram, 0, datagram.length, plaintext);
            assertThat(length).isPositive();
            reader.reset(plaintext, 0, length);
            while (reader.next()) {
                try {
                    taken.add(Frame.parser().parseFrom(plaintext, reader.start(), reader.length()));
                } catch (InvalidProtocolBufferException e) {
                    throw new AssertionError(e);
                }
            }
        }
        datagrams.clear();
        return taken;
    }
}
