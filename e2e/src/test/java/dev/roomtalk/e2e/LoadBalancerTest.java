package dev.roomtalk.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A server behind a load balancer for TCP, which names the client in a header, and passes no UDP. */
final class LoadBalancerTest {
    /** PROXY protocol 2: 203.0.113.7 port 50000 to 10.0.0.1 port 4242. */
    private static final String HEADER = "0d0a0d0a000d0a515549540a" + "2111000c" + "cb007107" + "0a000001" + "c3501092";

    @RegisterExtension
    final Stage stage = new Stage();

    @Test
    void theServerKnowsTheClientAndTheClientFindsTheRelay() throws IOException {
        Server server = stage.server("--trusted-proxies", "127.0.0.1", "--advertise", "127.0.0.1");
        Person alice = stage.person("alice");
        ServerSocket front = stage.keep(new ServerSocket(server.port(), 50, InetAddress.ofLiteral("127.0.0.2")));
        Thread.ofPlatform().daemon().start(() -> balance(front, server.port()));
        String address = "127.0.0.2:" + server.port();
        assertThat(stage.run(alice, "chat", server.command(address, alice, "create-room", "hall"))
                        .exitCode())
                .isZero();
        Program tail = stage.start(alice, "chat", server.command(address, alice, "tail", "hall"));

        tail.awaitUntil(
                "alice from 203.0.113.7 by UDP",
                () -> ask(server, "admin", "who")
                        .out()
                        .lines()
                        .anyMatch(line ->
                                line.contains("alice") && line.contains("203.0.113.7") && line.contains("udp")));
        assertThat(ask(server, "admin", "ban-address", "203.0.113.7").exitCode())
                .isZero();
        assertThat(tail.awaitEnd().err()).contains("your address is banned");
    }

    /** What it says would otherwise count: whose connection it is. */
    @Test
    void aHeaderOfAnybodyElseIsRefusedAndTheLogSaysWhy() throws IOException {
        Server server = stage.server();
        try (Socket somebody = new Socket(InetAddress.ofLiteral("127.0.0.1"), server.port())) {
            somebody.getOutputStream().write(HexFormat.of().parseHex(HEADER));
            assertThat(somebody.getInputStream().read()).isNegative();
        }
        server.program()
                .awaitUntil(
                        "a line",
                        () -> server.program()
                                .err()
                                .contains("begins with a PROXY header and is not of one of trusted-proxies"));
    }

    private Outcome ask(Server server, String... command) {
        return stage.run(
                stage.person("operator"),
                "room-server",
                Stage.concat(command, "--data-dir", server.directory().toString()));
    }

    private static void balance(ServerSocket front, int port) {
        while (!front.isClosed()) {
            try {
                Socket client = front.accept();
                Socket onward = new Socket(InetAddress.ofLiteral("127.0.0.1"), port);
                onward.getOutputStream().write(HexFormat.of().parseHex(HEADER));
                Thread.ofPlatform().daemon().start(() -> carry(client, onward));
                Thread.ofPlatform().daemon().start(() -> carry(onward, client));
            } catch (IOException _) {
                // Closed.
            }
        }
    }

    private static void carry(Socket from, Socket to) {
        try (from;
                to;
                OutputStream out = to.getOutputStream()) {
            from.getInputStream().transferTo(out);
        } catch (IOException _) {
            // Gone.
        }
    }
}
