package dev.roomtalk.bench.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A path to sockets of this test. What a thread waits for in a socket comes, or the test ends by its limit. */
@NullUnmarked // the fields are set before each test
@Timeout(60)
class LossyPathTest {
    private static final String FRONT = "127.0.0.4";

    private ServerSocket listening;
    private DatagramSocket server;
    private DatagramSocket client;

    @BeforeEach
    void serverOnBothTransports() throws IOException {
        listening = new ServerSocket(0, 5, InetAddress.ofLiteral("127.0.0.1"));
        server =
                new DatagramSocket(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), listening.getLocalPort()));
        client = new DatagramSocket(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0));
    }

    @AfterEach
    void close() throws IOException {
        listening.close();
        server.close();
        client.close();
    }

    private LossyPath path(Duration delay, double loss) throws IOException {
        return LossyPath.open(FRONT, listening.getLocalPort(), delay, loss, 42);
    }

    private static void send(DatagramSocket from, String text, InetSocketAddress to) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        from.send(new DatagramPacket(bytes, bytes.length, to));
    }

    private static DatagramPacket receive(DatagramSocket at) throws IOException {
        DatagramPacket packet = new DatagramPacket(new byte[100], 100);
        at.receive(packet);
        return packet;
    }

    private static String text(DatagramPacket packet) {
        return new String(packet.getData(), 0, packet.getLength(), StandardCharsets.UTF_8);
    }

    private static InetSocketAddress from(DatagramPacket packet) {
        return (InetSocketAddress) packet.getSocketAddress();
    }

    @Test
    void datagramsGoThereAndBackInTheirOrder() throws IOException {
        try (LossyPath path = path(Duration.ofMillis(5), 0)) {
            for (int i = 0; i < 20; i++) {
                send(client, "there " + i, path.address());
            }
            for (int i = 0; i < 20; i++) {
                DatagramPacket arrived = receive(server);
                assertThat(text(arrived)).isEqualTo("there " + i);
                send(server, "back " + i, from(arrived));
            }
            for (int i = 0; i < 20; i++) {
                DatagramPacket arrived = receive(client);
                assertThat(text(arrived)).isEqualTo("back " + i);
                assertThat(from(arrived)).isEqualTo(path.address());
            }
            assertThat(path.up()).isEqualTo(new DatagramCounts(20, 0, 0));
            assertThat(path.down()).isEqualTo(new DatagramCounts(20, 0, 0));
        }
    }

    @Test
    void everythingTakesTheDelayEachWay() throws IOException {
        Duration delay = Duration.ofMillis(30);
        try (LossyPath path = path(delay, 0);
                Socket stream =
                        new Socket(path.address().getAddress(), path.address().getPort());
                Socket accepted = listening.accept()) {
            long left = System.nanoTime();
            send(client, "there", path.address());
            send(server, "back", from(receive(server)));
            receive(client);
            assertThat(System.nanoTime() - left).isGreaterThanOrEqualTo(2 * delay.toNanos());

            left = System.nanoTime();
            stream.getOutputStream().write(1);
            accepted.getOutputStream().write(accepted.getInputStream().read());
            stream.getInputStream().read();
            assertThat(System.nanoTime() - left).isGreaterThanOrEqualTo(2 * delay.toNanos());
        }
    }

    @Test
    void theSeedRepeatsWhatIsLost() throws IOException {
        long first = lostOf200();
        assertThat(first).isBetween(40L, 160L);
        assertThat(lostOf200()).isEqualTo(first);
    }

    private long lostOf200() throws IOException {
        try (LossyPath path = path(Duration.ZERO, .5)) {
            for (int i = 0; i < 200; i++) {
                send(client, "datagram", path.address());
            }
            await().atMost(Duration.ofSeconds(60)).until(() -> path.up().sent() == 200);
            path.lose(0);
            send(client, "last", path.address());
            while (!text(receive(server)).equals("last")) {
                // Those before it.
            }
            return 201 - path.up().passed();
        }
    }

    @Test
    void blockedDatagramsAreCountedAndComeToNothing() throws IOException {
        try (LossyPath path = path(Duration.ZERO, 0)) {
            path.passUdp(false);
            send(client, "blocked", path.address());
            await().atMost(Duration.ofSeconds(60)).until(() -> path.up().blocked() == 1);
            path.passUdp(true);
            send(client, "passed", path.address());
            assertThat(text(receive(server))).isEqualTo("passed");
        }
    }

    @Test
    void changedPortsAreNewToTheServerAndLeadBackToTheClient() throws IOException {
        try (LossyPath path = path(Duration.ZERO, 0)) {
            send(client, "one", path.address());
            InetSocketAddress before = from(receive(server));
            path.changePorts();
            send(client, "two", path.address());
            InetSocketAddress after = from(receive(server));
            assertThat(after).isNotEqualTo(before);
            send(server, "back", after);
            assertThat(text(receive(client))).isEqualTo("back");
        }
    }

    @Test
    void aStreamArrivesWholeAndEndsAtBothEnds() throws IOException {
        byte[] sent = new byte[3_000_000];
        for (int i = 0; i < sent.length; i++) {
            sent[i] = (byte) (i * 31 + i / 1000);
        }
        try (LossyPath path = path(Duration.ofMillis(2), .9);
                Socket stream =
                        new Socket(path.address().getAddress(), path.address().getPort());
                Socket accepted = listening.accept()) {
            Thread writer = Thread.ofVirtual().start(() -> {
                try {
                    accepted.getOutputStream().write(sent);
                    accepted.shutdownOutput();
                } catch (IOException e) {
                    throw new AssertionError(e);
                }
            });
            assertThat(stream.getInputStream().readAllBytes()).isEqualTo(sent);
            LossyPath.join(writer);
        }
    }

    @Test
    void itsAddressIsFreeWhenItIsClosed() throws IOException {
        for (int i = 0; i < 20; i++) {
            try (LossyPath path = path(Duration.ofMillis(1), 0);
                    Socket stream = new Socket(
                            path.address().getAddress(), path.address().getPort())) {
                send(client, "round " + i, path.address());
                stream.getOutputStream().write(i);
                assertThat(text(receive(server))).isEqualTo("round " + i);
            }
        }
    }
}
