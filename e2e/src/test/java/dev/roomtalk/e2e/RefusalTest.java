package dev.roomtalk.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Wrong input of every kind: one line that says what is wrong, and the documented exit code. */
final class RefusalTest {
    private static final int USAGE = 2;
    private static final int NOT_REACHED = 3;
    private static final int REFUSED = 4;

    @RegisterExtension
    final Stage stage = new Stage();

    @ParameterizedTest(name = "{0} {1}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "chat          | frob                                     | frob",
                "chat          | send                                     | ROOM",
                "chat          | send hall hello --frob                   | --frob",
                "chat          | rooms --server localhost:99999           | localhost:99999",
                "chat          | rooms --fingerprint SHA256:short         | SHA256:short",
                "chat          | rooms --name \u001b[31mred               | U+001B",
                "chat          | join hall                                | terminal",
                "chat          | tail hall --count 0                      | --count",
                "room-server   | --port 99999                             | port",
                "room-server   | --relay-loops 0                          | relay-loops",
                "room-server   | --config /nowhere                        | /nowhere",
                "room-server   | --frob                                   | --frob",
                "signal-bridge | --server localhost:1                     | --room",
                "signal-bridge | --room a\u0007b                          | U+0007",
                "signal-bridge | --room hall --dialect M9                 | M9",
                "signal-send   | 0 hello                                  | 0",
                "signal-send   | -1 hello                                 | -1",
                "signal-send   | abc hello                                | abc",
                "signal-send   | 1 hello                                  | 1",
                "bench         | --frob                                   | --frob",
                "demo          | quickly                                  | quickly",
            })
    void wrongUseIsOneLineAndTwo(String launcher, String arguments, String named) {
        Outcome outcome = stage.run(stage.person("alice"), launcher, arguments.split(" ", -1));

        assertOneLine(outcome, launcher, USAGE, named);
    }

    @Test
    void withoutArgumentsAndWithoutATerminalItSaysHowItIsUsed() {
        Outcome outcome = stage.run(stage.person("alice"), "chat");

        assertThat(outcome.exitCode()).isEqualTo(USAGE);
        assertThat(outcome.out()).isEmpty();
        assertThat(outcome.err()).startsWith("Usage: chat").contains("join", "send", "tail");
    }

    @Test
    void aServerThatIsNotThere() throws IOException {
        int port;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }

        Outcome chat = stage.run(stage.person("alice"), "chat", "rooms", "--server", "127.0.0.1:" + port);
        Outcome bridge =
                stage.run(stage.person("alice"), "signal-bridge", "--room", "hall", "--server", "127.0.0.1:" + port);

        assertOneLine(chat, "chat", NOT_REACHED, "127.0.0.1:" + port);
        assertOneLine(bridge, "signal-bridge", NOT_REACHED, "127.0.0.1:" + port);
    }

    @Test
    void aServerThatSpeaksSomethingElse() throws IOException {
        try (ServerSocket web = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Thread.ofVirtual().start(() -> {
                try (var client = web.accept()) {
                    client.getOutputStream()
                            .write("HTTP/1.1 400 Bad Request\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
                } catch (IOException e) {
                    // the test has ended
                }
            });

            Outcome outcome =
                    stage.run(stage.person("alice"), "chat", "rooms", "--server", "127.0.0.1:" + web.getLocalPort());

            assertThat(outcome.exitCode()).isNotZero();
            assertThat(outcome.err()).hasLineCount(1).doesNotContain("Exception", "at io.netty");
        }
    }

    @Test
    void whatTheServerRefuses() throws IOException {
        Server server = stage.server();
        Person alice = stage.person("alice");
        Person bob = stage.person("bob");
        Person other = new Person("alice", bob.home());
        Path password = Files.writeString(stage.directory().resolve("password"), "correct horse\n");
        Path wrong = Files.writeString(stage.directory().resolve("wrong"), "battery staple\n");
        stage.chat(alice, server, "create-room", "hall");
        stage.chat(alice, server, "create-room", "vault", "--password-file", password.toString());

        assertOneLine(
                stage.run(alice, "chat", server.command(alice, "send", "nowhere", "hello")),
                "chat",
                REFUSED,
                "nowhere");
        assertOneLine(stage.run(alice, "chat", server.command(alice, "create-room", "HALL")), "chat", REFUSED, "HALL");
        assertOneLine(stage.run(other, "chat", server.command(other, "rooms")), "chat", REFUSED, "alice");
        assertOneLine(
                stage.run(bob, "chat", server.command(bob, "send", "vault", "hello")), "chat", REFUSED, "password");
        assertOneLine(
                stage.run(
                        bob,
                        "chat",
                        server.command(bob, "send", "vault", "hello", "--password-file", wrong.toString())),
                "chat",
                REFUSED,
                "password");
        stage.chat(bob, server, "send", "vault", "hello", "--password-file", password.toString());
        assertOneLine(
                stage.run(
                        bob,
                        "signal-bridge",
                        "--room",
                        "nowhere",
                        "--server",
                        server.address(),
                        "--fingerprint",
                        server.fingerprint(),
                        "--name",
                        "bob"),
                "signal-bridge",
                REFUSED,
                "nowhere");
    }

    @Test
    void whatNoServerWouldTake() {
        Server server = stage.server();
        Person alice = stage.person("alice");
        stage.chat(alice, server, "create-room", "hall");

        assertOneLine(
                stage.run(alice, "chat", server.command(alice, "create-room", "a\u202eb")), "chat", USAGE, "U+202E");
        assertOneLine(
                stage.run(alice, "chat", server.command(alice, "create-room", "\u200b")), "chat", USAGE, "U+200B");
        assertOneLine(
                stage.run(alice, "chat", server.command(alice, "create-room", "x".repeat(65))), "chat", USAGE, "64");
        assertOneLine(
                stage.run(alice, "chat", server.command(alice, "send", "hall", "hello", "--password-file", "/nowhere")),
                "chat",
                USAGE,
                "/nowhere");

        assertOneLine(stage.run(alice, "chat", server.command(alice, "send", "hall", "")), "chat", USAGE, "message");
        assertOneLine(
                stage.run(alice, "chat", server.command(alice, "send", "hall", "x".repeat(4001))),
                "chat",
                USAGE,
                "4000");
    }

    private static void assertOneLine(Outcome outcome, String launcher, int exitCode, String named) {
        assertThat(outcome.err()).startsWith(launcher + ": ").contains(named).hasLineCount(1);
        assertThat(outcome.err()).doesNotContain("Exception", "\u001b");
        assertThat(outcome.out()).isEmpty();
        assertThat(outcome.exitCode()).isEqualTo(exitCode);
    }
}
