package dev.roomtalk.client;

import static dev.roomtalk.client.TestClient.PATIENCE;
import static dev.roomtalk.client.TestClient.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.roomtalk.server.app.Node;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A client of a server that has several addresses, over real sockets. */
class SeveralAddressesTest {
    @TempDir
    Path data;

    private final List<AutoCloseable> open = new ArrayList<>();

    @AfterEach
    void stop() throws Exception {
        for (AutoCloseable each : open.reversed()) {
            each.close();
        }
    }

    /** The server is another process each time, and has everything that the one before had: so do the nodes of one. */
    @Test
    void goesToTheAddressThatIsThereWithWhatItMissedAndNothingTwice() throws Exception {
        int first = free();
        int second = free();
        Node node = TestNode.start(data, first);
        TestClient alice = client("alice", first, second);
        TestClient bob = client("bob", second, first);
        get(alice.client.connected());
        get(bob.client.connected());
        assertThat(alice.client.status().server()).isEqualTo("127.0.0.1:" + first);
        alice.create("hall");
        bob.join("hall");
        alice.say("hall", "one");
        bob.awaitHeard("alice: one");

        List<String> said = new ArrayList<>(List.of("alice: one"));
        for (int port : new int[] {second, first}) {
            node.close();
            Publication meanwhile = alice.client.publish("hall", "at " + port, null);
            node = TestNode.start(data, port);
            assertThat(get(meanwhile.answered())).isInstanceOf(Receipt.Delivered.class);
            await().atMost(PATIENCE)
                    .until(() -> bob.client.status().server().equals("127.0.0.1:" + port)
                            && bob.client.status().connected());
            said.add("alice: at " + port);
            bob.awaitHeard(said.toArray(String[]::new));
        }
        node.close();
        assertThat(bob.events(ChatEvent.Disconnected.class)).hasSizeGreaterThanOrEqualTo(2);
    }

    @Test
    void anAddressThatDoesNotAnswerHoldsNobodyUpForLong() throws Exception {
        Node node = TestNode.start(data);
        open.add(node);
        // A queue of one that is full: the kernel leaves out what comes now.
        ServerSocket deaf = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"));
        open.add(deaf);
        for (int i = 0; i < 3; i++) {
            Socket fills = new Socket();
            open.add(fills);
            try {
                fills.connect(deaf.getLocalSocketAddress(), 200);
            } catch (java.net.SocketTimeoutException e) {
                break;
            }
        }
        for (int i = 0; i < 4; i++) {
            TestClient alice = client("alice" + i, deaf.getLocalPort(), node.port());
            get(alice.client.connected());
            assertThat(alice.client.status().server()).isEqualTo("127.0.0.1:" + node.port());
        }
    }

    private TestClient client(String name, int... ports) {
        List<InetSocketAddress> servers = new ArrayList<>();
        for (int port : ports) {
            servers.add(InetSocketAddress.createUnresolved("127.0.0.1", port));
        }
        TestClient client = TestClient.start(name, servers);
        open.add(client);
        return client;
    }

    private static int free() throws Exception {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"))) {
            return socket.getLocalPort();
        }
    }
}
