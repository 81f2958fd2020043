package dev.roomtalk.server.relay;

import static org.assertj.core.api.Assertions.assertThat;

import dev.roomtalk.proto.ServerMessage;
import dev.roomtalk.server.base.Counter;
import dev.roomtalk.server.base.Counters;
import dev.roomtalk.server.rooms.ControlLink;
import dev.roomtalk.server.rooms.FrameEncoder;
import dev.roomtalk.server.rooms.KnownRooms;
import dev.roomtalk.server.rooms.Memberships;
import dev.roomtalk.server.rooms.PublishLimit;
import dev.roomtalk.server.rooms.RateLimit;
import dev.roomtalk.server.rooms.RoomDirectory;
import dev.roomtalk.wire.AeadProvider;
import dev.roomtalk.wire.DatagramSealer;
import dev.roomtalk.wire.Protocol;
import dev.roomtalk.wire.RelayKeys;
import io.netty.util.concurrent.ImmediateEventExecutor;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** A million datagrams that nobody sealed: none is answered, none leaves any state. */
class ForgeryTest {
    private static final int DATAGRAMS = 1_000_000;
    private static final long SEED = 42;
    private static final long CONNECTION = 0x00123456789abcdeL;

    private final Counters counters = new Counters();
    private final List<byte[]> answers = new ArrayList<>();
    private final RelaySocket socket = new ArraySocket() {
        @Override
        void sent(byte[] datagram, PeerAddress to) {
            answers.add(datagram);
        }
    };

    @Test
    void nothingUnauthenticatedIsAnsweredOrRemembered() {
        RelayLoop loop = new RelayLoop(
                0,
                ImmediateEventExecutor.INSTANCE,
                new KnownRooms(new RoomDirectory(), new Memberships()),
                System::nanoTime,
                InstantSource.system(),
                () -> 7L,
                counters);
        loop.meet(List.of(loop), session -> {});
        loop.addSocket(socket);
        byte[] secret = new byte[Protocol.SECRET_LENGTH];
        Session session = new Session(
                1,
                "alice",
                1,
                new NoLink(),
                loop,
                new RelayKeyring(CONNECTION, secret, AeadProvider.find()),
                new PublishLimit(new RateLimit(1, 1, 0), new RateLimit(1, 1, 0), null));
        loop.add(session.relay());
        DatagramSealer sealer = RelayKeys.derive(secret, CONNECTION).clientSealer(CONNECTION);
        byte[] genuine = new byte[Protocol.MAX_DATAGRAM];
        byte[] ping = FrameEncoder.pong(1);
        int genuineLength = sealer.seal(ping, 0, ping.length, genuine, 0);

        Random random = new Random(SEED);
        byte[] datagram = new byte[2048];
        PeerAddress from = PeerAddress.of(new InetSocketAddress(InetAddress.getLoopbackAddress(), 9999));
        for (int i = 0; i < DATAGRAMS; i++) {
            int length;
            if (i % 2 == 0) {
                length = random.nextInt(1300);
                random.nextBytes(datagram);
                if (i % 4 == 0) {
                    datagram[0] = 0x10;
                }
            } else {
                length = mutate(genuine, genuineLength, datagram, random);
            }
            loop.ingress().onDatagram(socket, datagram, length, from);
        }
        loop.ingress().onBatchEnd();

        assertThat(answers).isEmpty();
        assertThat(loop.sessionCount()).isEqualTo(1);
        assertThat(session.relay().udp()).isFalse();
        assertThat(counters.get(Counter.DATAGRAMS_IN)).isEqualTo(DATAGRAMS);
        assertThat(counters.get(Counter.DATAGRAMS_IMPLAUSIBLE)
                        + counters.get(Counter.DATAGRAMS_UNKNOWN)
                        + counters.get(Counter.DATAGRAMS_FORGED)
                        + counters.get(Counter.DATAGRAMS_REPLAYED))
                .isEqualTo(DATAGRAMS);
        assertThat(counters.get(Counter.CHALLENGES)).isZero();
        assertThat(counters.get(Counter.DATAGRAMS_FORGED)).isGreaterThan(100_000);

        // The genuine one still passes: none of the others moved its window. From a new address it earns a challenge.
        loop.ingress().onDatagram(socket, genuine, genuineLength, from);
        loop.ingress().onBatchEnd();
        assertThat(answers).hasSize(1);
        assertThat(counters.get(Counter.CHALLENGES)).isEqualTo(1);
    }

    /** Flips a bit, cuts, or lengthens. */
    private static int mutate(byte[] genuine, int length, byte[] out, Random random) {
        System.arraycopy(genuine, 0, out, 0, length);
        return switch (random.nextInt(4)) {
            case 0 -> random.nextInt(length);
            case 1 -> length + 1 + random.nextInt(20);
            default -> {
                out[random.nextInt(length)] ^= (byte) (1 << random.nextInt(8));
                yield length;
            }
        };
    }

    private static final class NoLink implements ControlLink {
        @Override
        public void send(ServerMessage message) {
            throw new AssertionError("nothing is to be said: " + message);
        }

        @Override
        public boolean answer(byte[] record) {
            return offer(record);
        }

        @Override
        public boolean offer(byte[] record) {
            throw new AssertionError("nothing is to be said");
        }

        @Override
        public void sendEncoded(byte[] record) {
            throw new AssertionError("nothing is to be said");
        }
    }
}
