package dev.roomtalk.server.relay;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.roomtalk.proto.Frame;
import dev.roomtalk.proto.Ping;
import dev.roomtalk.proto.Response;
import dev.roomtalk.proto.ServerMessage;
import dev.roomtalk.server.base.Counter;
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
import dev.roomtalk.wire.Protocol;
import dev.roomtalk.wire.RelayKeys;
import io.netty.channel.embedded.EmbeddedChannel;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.InstantSource;
import java.util.List;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * Bringing a message of 100 bytes to all members of a room: into the bundle of each, sealed into the memory of a socket
 * that sends nothing.
 */
@State(Scope.Thread)
@SuppressWarnings("NullAway.Init") // by JMH, before each trial
public class FanOutBenchmark {
    private static final int ROOM = 70_000;
    private static final long EPOCH = 1;

    @Param({"2", "50", "1000"})
    public int members;

    private final byte[] frame = new byte[115];
    private EmbeddedChannel executor;
    private Counters counters;
    private RelayLoop loop;
    private SilentSocket socket;
    private long sequence;

    /** A socket that keeps what is sent last. */
    private static final class SilentSocket implements RelaySocket {
        private final MemorySegment memory = Arena.ofAuto().allocate(Protocol.MAX_DATAGRAM);
        private int length;

        @Override
        public MemorySegment reserve() {
            return memory;
        }

        @Override
        public void commit(int committed, PeerAddress to) {
            length = committed;
        }

        byte[] last() {
            return memory.asSlice(0, length).toArray(ValueLayout.JAVA_BYTE);
        }

        @Override
        public void flush() {}

        @Override
        public int slot() {
            return 0;
        }
    }

    /** A connection that nothing is sent over. */
    private static final class SilentLink implements ControlLink {
        @Override
        public void send(ServerMessage message) {}

        @Override
        public boolean offer(byte[] record) {
            return true;
        }

        @Override
        public boolean answer(byte[] record) {
            return true;
        }

        @Override
        public void sendEncoded(byte[] record) {}
    }

    @Setup
    public void gather() throws InvalidProtocolBufferException {
        executor = new EmbeddedChannel();
        counters = new Counters();
        socket = new SilentSocket();
        loop = new RelayLoop(
                0,
                executor.eventLoop(),
                new KnownRooms(new RoomDirectory(), new Memberships()),
                System::nanoTime,
                InstantSource.system(),
                () -> 7L,
                counters);
        loop.meet(List.of(loop), session -> {});
        loop.addSocket(socket);
        AeadProvider ciphers = AeadProvider.find();
        for (int i = 0; i < members; i++) {
            member(i, ciphers);
        }
        sequence = 0;
    }

    /** A session that has shown where it is, and is in the room. */
    private void member(int index, AeadProvider ciphers) throws InvalidProtocolBufferException {
        byte[] secret = new byte[Protocol.SECRET_LENGTH];
        long connectionId = 1000L + index;
        RateLimit unused = new RateLimit(1 << 20, 1 << 20, 0);
        Session session = new Session(
                index,
                "alice",
                7,
                new SilentLink(),
                loop,
                new RelayKeyring(connectionId, secret, ciphers),
                new PublishLimit(unused, unused, null));
        loop.add(session.relay());
        RelayKeys keys = RelayKeys.derive(secret, connectionId);
        PeerAddress address = PeerAddress.of(new InetSocketAddress(InetAddress.getLoopbackAddress(), 1 + index));
        try (DatagramSealer sealer = keys.clientSealer(connectionId);
                DatagramOpener opener = keys.serverOpener()) {
            arrives(
                    sealer,
                    Frame.newBuilder().setPing(Ping.newBuilder().setId(1)).build(),
                    address);
            byte[] plaintext = new byte[Protocol.MAX_DATAGRAM];
            byte[] challenge = socket.last();
            int length = opener.open(challenge, 0, challenge.length, plaintext);
            long data = Frame.parseFrom(ByteBuffer.wrap(plaintext, 0, length))
                    .getChallenge()
                    .getData();
            arrives(
                    sealer,
                    Frame.newBuilder()
                            .setResponse(Response.newBuilder().setData(data))
                            .build(),
                    address);
        }
        session.relay().useUdp(true);
        loop.fanOuts().join(ROOM, session, EPOCH, 0, 1);
    }

    private void arrives(DatagramSealer sealer, Frame what, PeerAddress from) {
        byte[] plaintext = what.toByteArray();
        byte[] datagram = new byte[Protocol.MAX_DATAGRAM];
        int length = sealer.seal(plaintext, 0, plaintext.length, datagram, 0);
        loop.ingress().onDatagram(socket, datagram, length, from);
        loop.ingress().onBatchEnd();
        executor.runPendingTasks();
    }

    @Benchmark
    public void fanOut() {
        sequence++;
        loop.thread().execute(() -> loop.fanOuts().deliver(ROOM, frame, EPOCH, sequence, 1));
        executor.runPendingTasks();
    }

    /** Fails unless every member has got every message. */
    @TearDown
    public void close() {
        long delivered = counters.get(Counter.DELIVERIES_UDP);
        loop.removeAll();
        executor.close();
        if (delivered != sequence * members) {
            throw new IllegalStateException(
                    "of " + sequence + " messages to " + members + " members " + delivered + " were delivered");
        }
    }
}
