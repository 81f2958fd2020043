package dev.roomtalk.server.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.roomtalk.wire.Protocol;
import io.netty.channel.IoEventLoop;
import io.netty.channel.epoll.Epoll;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a relay loop expects of its socket, whatever makes it: real datagrams on the loopback interface. */
abstract class RelaySocketContract {
    static final String LOOPBACK = "127.0.0.1";
    private static final int BUFFER = 4 << 20;
    private static final int WINDOW = 50;

    private final RelaySockets sockets = sockets();
    private final IoEventLoop eventLoop = sockets.eventLoops().getFirst();
    private final KernelFilter filter = new KernelFilter(new ConnectionIds(new SplittableRandom(1)));

    /** Those of one loop. */
    abstract RelaySockets sockets();

    @AfterEach
    void closeAll() {
        sockets.close();
    }

    /** A datagram that came. */
    @SuppressWarnings("ArrayRecordComponent") // two are never compared
    record Arrived(byte[] bytes, int length, PeerAddress from) {}

    /** Keeps what comes. */
    static final class Collector implements RelaySocket.Receiver {
        private final BlockingQueue<Arrived> arrived = new LinkedBlockingQueue<>();
        volatile boolean batchEnded;

        @Override
        public void onDatagram(RelaySocket via, byte[] bytes, int length, Sender from) {
            assertThat(from.is(from.address())).isTrue();
            assertThat(from.is(null)).isFalse();
            arrived.add(new Arrived(Arrays.copyOf(bytes, Math.min(length, bytes.length)), length, from.address()));
        }

        @Override
        public void onBatchEnd() {
            batchEnded = true;
        }

        Arrived next() throws InterruptedException {
            Arrived next = arrived.poll(10, TimeUnit.SECONDS);
            assertThat(next).as("a datagram within 10 s").isNotNull();
            return next;
        }
    }

    /** Sends back what comes. */
    static final class Echo implements RelaySocket.Receiver {
        @SuppressWarnings("NullAway.Init") // Set by the first datagram.
        private PeerAddress peer;

        @SuppressWarnings("NullAway.Init") // Set by the first datagram.
        private RelaySocket socket;

        @Override
        public void onDatagram(RelaySocket via, byte[] bytes, int length, Sender from) {
            if (!from.is(peer)) {
                peer = from.address();
            }
            socket = via;
            if (!ArraySocket.send(via, bytes, length, peer)) {
                throw new AssertionError("not sent");
            }
        }

        @Override
        public void onBatchEnd() {
            socket.flush();
        }
    }

    /** An address of this machine that has no UDP socket. */
    static InetSocketAddress free(String host) throws IOException {
        try (DatagramSocket socket = new DatagramSocket(0, InetAddress.ofLiteral(host))) {
            return new InetSocketAddress(InetAddress.ofLiteral(host), socket.getLocalPort());
        }
    }

    static DatagramSocket peer(String host) throws IOException {
        DatagramSocket peer = new DatagramSocket(0, InetAddress.ofLiteral(host));
        peer.setReceiveBufferSize(BUFFER);
        peer.setSoTimeout(10_000);
        return peer;
    }

    static PeerAddress address(DatagramSocket peer) {
        return PeerAddress.of((InetSocketAddress) peer.getLocalSocketAddress());
    }

    static void send(DatagramSocket from, InetSocketAddress to, byte[] bytes) throws IOException {
        from.send(new DatagramPacket(bytes, bytes.length, to));
    }

    static byte[] receive(DatagramSocket peer) throws IOException {
        DatagramPacket packet = new DatagramPacket(new byte[4096], 4096);
        peer.receive(packet);
        return Arrays.copyOf(packet.getData(), packet.getLength());
    }

    RelaySocket open(RelaySocket.Receiver receiver, InetSocketAddress address) throws IOException {
        return sockets.open(eventLoop, receiver, address, 3, filter, BUFFER);
    }

    void onLoop(Runnable what) {
        assertThat(eventLoop.submit(what).awaitUninterruptibly().cause()).isNull();
    }

    @Test
    void handsOverWhatArrivesOfAnyLength() throws Exception {
        Collector collector = new Collector();
        InetSocketAddress address = free(LOOPBACK);
        RelaySocket socket = open(collector, address);
        assertThat(socket.slot()).isEqualTo(3);
        try (DatagramSocket peer = peer(LOOPBACK)) {
            Random random = new Random(5);
            for (int length = 0; length <= Protocol.MAX_DATAGRAM; length += length < 20 ? 1 : 59) {
                byte[] bytes = new byte[length];
                random.nextBytes(bytes);
                send(peer, address, bytes);
                Arrived arrived = collector.next();
                assertThat(arrived.length).isEqualTo(length);
                assertThat(arrived.bytes).isEqualTo(bytes);
                assertThat(arrived.from.name()).isEqualTo(peer.getLocalSocketAddress());
            }
            for (int length : new int[] {Protocol.MAX_DATAGRAM + 1, 1500, 2048, 3000}) {
                send(peer, address, new byte[length]);
                assertThat(collector.next().length).isGreaterThan(Protocol.MAX_DATAGRAM);
            }
        }
        await().until(() -> collector.batchEnded);
    }

    @Test
    void sendsACopyInTheOrderOfSending() throws Exception {
        RelaySocket socket = open(new Collector(), free(LOOPBACK));
        try (DatagramSocket peer = peer(LOOPBACK);
                DatagramSocket other = peer(LOOPBACK)) {
            byte[] bytes = new byte[Protocol.MAX_DATAGRAM];
            // More than go to the kernel at once.
            int count = 700;
            onLoop(() -> {
                for (int i = 0; i < count; i++) {
                    ByteBuffer.wrap(bytes).putInt(i);
                    assertThat(ArraySocket.send(socket, bytes, 4 + i, address(i % 3 == 0 ? other : peer)))
                            .isTrue();
                }
                Arrays.fill(bytes, (byte) 77);
                socket.flush();
            });
            for (int i = 0; i < count; i++) {
                byte[] got = receive(i % 3 == 0 ? other : peer);
                assertThat(got).hasSize(4 + i);
                assertThat(ByteBuffer.wrap(got).getInt()).isEqualTo(i);
            }
        }
    }

    @Test
    void whatIsReservedLeavesWhenItIsCommitted() throws Exception {
        RelaySocket socket = open(new Collector(), free(LOOPBACK));
        try (DatagramSocket peer = peer(LOOPBACK)) {
            onLoop(() -> {
                for (byte n = 0; n < 3; n++) {
                    assertThat(socket.reserve()).isNotNull();
                    socket.flush();
                    MemorySegment memory = Objects.requireNonNull(socket.reserve());
                    assertThat(memory.isNative()).isTrue();
                    assertThat(memory.byteSize()).isGreaterThanOrEqualTo(Protocol.MAX_DATAGRAM);
                    memory.fill(n);
                    socket.commit(10 + n, address(peer));
                }
                assertThat(socket.reserve()).isNotNull();
                socket.flush();
            });
            for (byte n = 0; n < 3; n++) {
                byte[] expected = new byte[10 + n];
                Arrays.fill(expected, n);
                assertThat(receive(peer)).isEqualTo(expected);
            }
        }
    }

    @Test
    void whatFollowsForOnePeerArrivesAsTheDatagramsThatItWas() throws Exception {
        RelaySocket socket = open(new Collector(), free(LOOPBACK));
        try (DatagramSocket peer = peer(LOOPBACK);
                DatagramSocket other = peer(LOOPBACK)) {
            List<Integer> lengths = new ArrayList<>();
            Random random = new Random(8);
            for (int i = 0; i < 100; i++) {
                int length = 1 + random.nextInt(Protocol.MAX_DATAGRAM);
                for (int n = random.nextInt(20); n >= 0; n--) {
                    lengths.add(n == 0 ? 1 + random.nextInt(length) : length);
                }
            }
            byte[] bytes = new byte[Protocol.MAX_DATAGRAM];
            onLoop(() -> {
                for (DatagramSocket to : List.of(peer, other)) {
                    for (int i = 0; i < lengths.size(); i++) {
                        bytes[0] = (byte) i;
                        assertThat(ArraySocket.send(socket, bytes, lengths.get(i), address(to)))
                                .isTrue();
                    }
                }
                socket.flush();
            });
            for (DatagramSocket to : List.of(peer, other)) {
                for (int i = 0; i < lengths.size(); i++) {
                    byte[] got = receive(to);
                    assertThat(got).hasSize(lengths.get(i));
                    assertThat(got[0]).isEqualTo((byte) i);
                }
            }
        }
    }

    @Test
    void aHundredThousandDatagramsGoThereAndBackWhole() throws Exception {
        InetSocketAddress address = free(LOOPBACK);
        open(new Echo(), address);
        try (DatagramSocket peer = peer(LOOPBACK)) {
            Random random = new Random(6);
            byte[] back = new byte[2048];
            DatagramPacket packet = new DatagramPacket(back, back.length);
            for (int n = 0; n < 100_000; n += WINDOW) {
                for (int i = 0; i < WINDOW; i++) {
                    byte[] bytes = new byte[8 + random.nextInt(Protocol.MAX_DATAGRAM - 8)];
                    random.nextBytes(bytes);
                    ByteBuffer.wrap(bytes).putInt(n + i).putInt(checksum(bytes, bytes.length));
                    send(peer, address, bytes);
                }
                for (int i = 0; i < WINDOW; i++) {
                    packet.setLength(back.length);
                    peer.receive(packet);
                    assertThat(ByteBuffer.wrap(back).getInt()).isEqualTo(n + i);
                    assertThat(ByteBuffer.wrap(back).getInt(4)).isEqualTo(checksum(back, packet.getLength()));
                }
            }
        }
    }

    private static int checksum(byte[] bytes, int length) {
        CRC32C sum = new CRC32C();
        sum.update(bytes, 8, length - 8);
        sum.update(length);
        return (int) sum.getValue();
    }

    @Test
    void whatOnePeerDoesNotTakeCostsTheOthersNothing() throws Exception {
        RelaySocket socket = open(new Collector(), free(LOOPBACK));
        PeerAddress closed = PeerAddress.of(free(LOOPBACK));
        // Nobody may send to all without asking for it first, and nobody to port 0.
        PeerAddress forbidden = PeerAddress.of(new InetSocketAddress(InetAddress.ofLiteral("255.255.255.255"), 4242));
        PeerAddress nowhere = PeerAddress.of(new InetSocketAddress(InetAddress.ofLiteral(LOOPBACK), 0));
        List<PeerAddress> bad = List.of(closed, forbidden, nowhere);
        try (DatagramSocket peer = peer(LOOPBACK)) {
            for (int round = 0; round < 20; round++) {
                int first = round * 5;
                onLoop(() -> {
                    for (int i = first; i < first + 5; i++) {
                        ArraySocket.send(socket, new byte[] {1}, 1, bad.get(i % 3));
                        ArraySocket.send(socket, new byte[] {(byte) i}, 1, address(peer));
                        ArraySocket.send(socket, new byte[] {1}, 1, bad.get((i + 1) % 3));
                    }
                    socket.flush();
                });
                for (int i = first; i < first + 5; i++) {
                    assertThat(receive(peer)).containsExactly(i);
                }
            }
        }
    }

    @Test
    void aBurstBeyondThePeersBufferIsLostAndNothingElse() throws Exception {
        Collector collector = new Collector();
        InetSocketAddress address = free(LOOPBACK);
        RelaySocket socket = open(collector, address);
        try (DatagramSocket deaf = new DatagramSocket(0, InetAddress.ofLiteral(LOOPBACK));
                DatagramSocket peer = peer(LOOPBACK)) {
            byte[] bytes = new byte[Protocol.MAX_DATAGRAM];
            for (int i = 0; i < 20; i++) {
                onLoop(() -> {
                    for (int n = 0; n < 1000; n++) {
                        assertThat(ArraySocket.send(socket, bytes, bytes.length, address(deaf)))
                                .isTrue();
                    }
                    socket.flush();
                });
            }
            onLoop(() -> {
                ArraySocket.send(socket, bytes, 9, address(peer));
                socket.flush();
            });
            assertThat(receive(peer)).hasSize(9);
            send(peer, address, new byte[7]);
            assertThat(collector.next().length).isEqualTo(7);
        }
    }

    @ParameterizedTest
    @CsvSource({"127.0.0.1, 127.0.0.1", "0.0.0.0, 127.0.0.1", "::1, ::1", "::, ::1", "::, 127.0.0.1"})
    void servesBothFamilies(String bound, String from) throws Exception {
        InetSocketAddress address = free(bound);
        open(new Echo(), address);
        try (DatagramSocket one = peer(from);
                DatagramSocket two = peer(from)) {
            InetSocketAddress to = new InetSocketAddress(InetAddress.ofLiteral(from), address.getPort());
            for (byte n = 0; n < 20; n++) {
                send(one, to, new byte[] {n, 1});
                send(two, to, new byte[] {n, 2});
                assertThat(receive(one)).containsExactly(n, 1);
                assertThat(receive(two)).containsExactly(n, 2);
            }
        }
    }

    @Test
    void addressesAreEqualWhereAllOfThemIs() throws Exception {
        InetSocketAddress address = free("::");
        Collector collector = new Collector();
        open(collector, address);
        List<PeerAddress> seen = new ArrayList<>();
        for (String from : List.of(LOOPBACK, "127.0.0.2", "::1")) {
            InetAddress host = InetAddress.ofLiteral(from.equals("::1") ? from : LOOPBACK);
            InetSocketAddress to = new InetSocketAddress(host, address.getPort());
            try (DatagramSocket one = peer(from);
                    DatagramSocket two = peer(from)) {
                for (DatagramSocket peer : List.of(one, two)) {
                    send(peer, to, new byte[1]);
                    PeerAddress first = collector.next().from;
                    send(peer, to, new byte[1]);
                    PeerAddress second = collector.next().from;
                    assertThat(first).isEqualTo(second).hasSameHashCodeAs(second);
                    assertThat(first.is(second)).isTrue();
                    assertThat(first.name()).isEqualTo(peer.getLocalSocketAddress());
                    assertThat(seen).doesNotContain(first);
                    seen.add(first);
                }
            }
        }
    }

    @Test
    void descriptorsAreClosedAlsoAfterAFailure() throws Exception {
        InetSocketAddress taken = free(LOOPBACK);
        open(new Collector(), taken);
        openAndFail(taken);
        long before = descriptors();
        for (int i = 0; i < 50; i++) {
            openAndFail(taken);
        }
        await().untilAsserted(() -> assertThat(descriptors()).isLessThanOrEqualTo(before));
    }

    private void openAndFail(InetSocketAddress taken) throws IOException {
        try (RelaySockets others = sockets()) {
            IoEventLoop loop = others.eventLoops().getFirst();
            others.open(loop, new Collector(), free(LOOPBACK), 0, filter, BUFFER);
            assertThatThrownBy(() -> others.open(loop, new Collector(), taken, 1, filter, BUFFER))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("cannot bind UDP " + taken)
                    .hasMessageContaining("Address already in use");
        }
    }

    private static long descriptors() throws IOException {
        Path open = Path.of("/proc/self/fd");
        assumeTrue(Files.exists(open), "only Linux lists open descriptors there");
        try (Stream<Path> all = Files.list(open)) {
            return all.count();
        }
    }

    @Test
    void theKernelDropsWhatTheFilterRefuses() throws Exception {
        assumeTrue(Epoll.isAvailable(), "only Linux filters the datagrams of a socket");
        Collector collector = new Collector();
        InetSocketAddress address = free(LOOPBACK);
        RelaySocket socket = open(collector, address);
        long[] drops = new long[1];
        onLoop(() -> socket.guard(true));
        try (DatagramSocket peer = peer(LOOPBACK)) {
            for (int i = 0; i < 10; i++) {
                send(peer, address, new byte[3]);
            }
            await().until(() -> {
                onLoop(() -> drops[0] += socket.takeDrops());
                return drops[0] == 10;
            });
            onLoop(() -> socket.guard(false));
            send(peer, address, new byte[4]);
            assertThat(collector.next().length).isEqualTo(4);
        }
    }
}
