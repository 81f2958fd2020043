package dev.roomtalk.server.relay;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.roomtalk.proto.Frame;
import dev.roomtalk.proto.Response;
import dev.roomtalk.proto.ServerMessage;
import dev.roomtalk.server.app.TestClient;
import dev.roomtalk.server.base.Counters;
import dev.roomtalk.server.rooms.ControlLink;
import dev.roomtalk.server.rooms.KnownRooms;
import dev.roomtalk.server.rooms.Memberships;
import dev.roomtalk.server.rooms.PublishLimit;
import dev.roomtalk.server.rooms.RateLimit;
import dev.roomtalk.server.rooms.RoomDirectory;
import dev.roomtalk.wire.AeadProvider;
import dev.roomtalk.wire.DatagramOpener;
import dev.roomtalk.wire.DatagramSealer;
import dev.roomtalk.wire.FrameReader;
import dev.roomtalk.wire.Protocol;
import dev.roomtalk.wire.RelayKeys;
import java.io.ByteArrayOutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/** A relay loop on the test's own thread, with clocks that move when the test says so and peers without a network. */
final class LoneLoop {
    // One for each session ever: no two have the same keys.
    private static final AtomicLong IDS = new AtomicLong(1000);

    final Counters counters = new Counters();
    final RoomDirectory rooms = new RoomDirectory();
    final Memberships memberships = new Memberships();
    /** What the server seals with: each loop counts its own. */
    final AeadProvider ciphers = AeadProvider.find();

    final RelayLoop loop;
    /** Whether peers take what is sent to them. */
    boolean listening = true;

    /** Of the wall clock. */
    Instant wall = Instant.EPOCH;

    // Overflows after two minutes, as the real one may.
    private static final long BEGIN = Long.MAX_VALUE - Duration.ofMinutes(2).toNanos();

    private final TestExecutor executor = new TestExecutor();
    private final List<Peer> peers = new ArrayList<>();
    /** Whom each datagram went to, in their order. */
    final List<Peer> datagrams = new ArrayList<>();

    private final RelaySocket socket = new ArraySocket() {
        @Override
        public void commit(int length, PeerAddress to) {
            if (listening) {
                super.commit(length, to);
            }
        }

        @Override
        void sent(byte[] datagram, PeerAddress to) {
            Peer peer = peers.get(to.name().getPort() - 1);
            datagrams.add(peer);
            peer.receive(datagram);
        }
    };

    LoneLoop() {
        loop = new RelayLoop(
                0,
                executor,
                new KnownRooms(rooms, memberships),
                () -> BEGIN + executor.nanos(),
                () -> wall,
                () -> 7L,
                counters);
        loop.meet(List.of(loop), session -> peers.forEach(peer -> peer.wantsKeys |= peer.session == session));
        loop.addSocket(socket);
    }

    /** Time passes, and the loop ticks once a second. */
    void pass(Duration time) {
        for (long millis = time.toMillis(); millis > 0; millis -= 1000) {
            executor.pass(Duration.ofMillis(Math.min(millis, 1000)).toNanos());
            loop.tick();
        }
    }

    /** So little time passes that the loop does not tick. */
    void passQuickly(Duration time) {
        executor.pass(time.toNanos());
    }

    Peer peer() {
        return new Peer();
    }

    /** A session and its client. */
    final class Peer implements ControlLink {
        private final PeerAddress address =
                PeerAddress.of(new InetSocketAddress(InetAddress.getLoopbackAddress(), peers.size() + 1));
        private DatagramSealer sealer;
        private DatagramOpener opener;
        final Session session;
        /** What came over TCP. */
        final List<ServerMessage> records = new ArrayList<>();
        /** What came over UDP. */
        final List<Frame> frames = new ArrayList<>();

        boolean writable = true;
        boolean wantsKeys;
        /** In datagrams. */
        long bytesSent;

        /** In datagrams. */
        long bytesReceived;

        private Peer() {
            byte[] secret = new byte[Protocol.SECRET_LENGTH];
            long connectionId = IDS.incrementAndGet();
            RelayKeys keys = RelayKeys.derive(secret, connectionId);
            sealer = keys.clientSealer(connectionId);
            opener = keys.serverOpener();
            session = new Session(
                    1,
                    "alice",
                    peers.size(),
                    this,
                    loop,
                    new RelayKeyring(connectionId, secret, ciphers),
                    new PublishLimit(
                            new RateLimit(50, 100, BEGIN + executor.nanos()),
                            new RateLimit(1 << 30, 1 << 20, BEGIN + executor.nanos()),
                            null));
            peers.add(this);
            loop.add(session.relay());
        }

        /** The next datagram of the client is under new keys. */
        void rekey() {
            byte[] secret = new byte[Protocol.SECRET_LENGTH];
            long connectionId = IDS.incrementAndGet();
            loop.accept(session.relay(), new RelayKeyring(connectionId, secret, ciphers));
            RelayKeys keys = RelayKeys.derive(secret, connectionId);
            sealer = keys.clientSealer(connectionId);
            opener = keys.serverOpener();
            send(TestClient.ping(2));
        }

        /** Shows where it is, and asks to be served over UDP. */
        Peer onUdp() {
            send(TestClient.ping(1));
            long data = frames.stream()
                    .filter(Frame::hasChallenge)
                    .findFirst()
                    .orElseThrow()
                    .getChallenge()
                    .getData();
            send(Frame.newBuilder()
                    .setResponse(Response.newBuilder().setData(data))
                    .build());
            session.relay().useUdp(true);
            frames.clear();
            return this;
        }

        /** Sends the frames in one datagram. */
        void send(Frame... together) {
            byte[] datagram = seal(together);
            bytesSent += datagram.length;
            arrives(datagram);
        }

        /** The loop receives a datagram, and nothing else in this turn. */
        void arrives(byte[] datagram) {
            loop.ingress().onDatagram(socket, datagram, datagram.length, address);
            loop.ingress().onBatchEnd();
        }

        byte[] seal(Frame... together) {
            ByteArrayOutputStream plain = new ByteArrayOutputStream();
            for (Frame frame : together) {
                plain.writeBytes(frame.toByteArray());
            }
            byte[] plaintext = plain.toByteArray();
            byte[] datagram = new byte[Protocol.MAX_DATAGRAM];
            int length = sealer.seal(plaintext, 0, plaintext.length, datagram, 0);
            return Arrays.copyOf(datagram, length);
        }

        private void receive(byte[] datagram) {
            if (datagram.length > Protocol.MAX_DATAGRAM) {
                throw new AssertionError("a datagram of " + datagram.length + " bytes");
            }
            bytesReceived += datagram.length;
            byte[] plaintext = new byte[Protocol.MAX_DATAGRAM];
            FrameReader reader = new FrameReader();
            reader.reset(plaintext, 0, opener.open(datagram, 0, datagram.length, plaintext));
            try {
                while (reader.next()) {
                    frames.add(Frame.parseFrom(ByteBuffer.wrap(plaintext, reader.start(), reader.length())));
                }
            } catch (InvalidProtocolBufferException e) {
                throw new AssertionError(e);
            }
        }

        @Override
        public void send(ServerMessage message) {
            records.add(message);
        }

        @Override
        public boolean answer(byte[] record) {
            return offer(record);
        }

        @Override
        public boolean offer(byte[] record) {
            if (writable) {
                sendEncoded(record);
            }
            return writable;
        }

        @Override
        public void sendEncoded(byte[] record) {
            try {
                records.add(ServerMessage.parseFrom(ByteBuffer.wrap(record, 4, record.length - 4)));
            } catch (InvalidProtocolBufferException e) {
                throw new AssertionError(e);
            }
        }
    }
}
