package dev.roomtalk.chat.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.roomtalk.client.ExitCode;
import dev.roomtalk.client.TestNode;
import dev.roomtalk.server.app.Node;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A connection that is cut while Welcome is on its way costs nobody the name: the next one is the same user. */
class LostWelcomeTest {
    @TempDir
    Path home;

    /** Passes connections on to a server; of the first it passes on so many of the server's bytes. */
    private static final class Cut implements AutoCloseable {
        private final ServerSocket listening = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        private final AtomicInteger accepted = new AtomicInteger();
        private final int server;
        private final int bytes;

        Cut(int server, int bytes) throws IOException {
            this.server = server;
            this.bytes = bytes;
            Thread.ofPlatform().daemon().start(this::accept);
        }

        private void accept() {
            while (!listening.isClosed()) {
                try {
                    Socket client = listening.accept();
                    Socket there = new Socket(InetAddress.getLoopbackAddress(), server);
                    boolean cut = accepted.getAndIncrement() == 0;
                    pass(client, there, Long.MAX_VALUE);
                    pass(there, client, cut ? bytes : Long.MAX_VALUE);
                } catch (IOException e) {
                    // The test has ended.
                }
            }
        }

        private static void pass(Socket from, Socket to, long most) {
            Thread.ofPlatform().daemon().start(() -> {
                try (from;
                        to) {
                    InputStream in = from.getInputStream();
                    byte[] read = new byte[4096];
                    long left = most;
                    for (int length = in.read(read); length >= 0; length = in.read(read)) {
                        to.getOutputStream().write(read, 0, (int) Math.min(left, length));
                        left -= length;
                        if (left < 0) {
                            return;
                        }
                    }
                } catch (IOException e) {
                    // One side has closed.
                }
            });
        }

        @Override
        public void close() throws IOException {
            listening.close();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 4, 20})
    void theSameTokenComesBackAsTheSameUser(int bytes) throws Exception {
        try (Node node = TestNode.start(home.resolve("server"), "PLAIN", "true")) {
            new ChatRun(home, node.port(), "alice", new byte[0], "create-room", "lobby", "--plain").ends(ExitCode.DONE);
            try (Cut cut = new Cut(node.port(), bytes)) {
                int port = cut.listening.getLocalPort();
                ChatRun first = new ChatRun(home, port, "bob", new byte[0], "send", "lobby", "hi", "--plain");
                first.ends(ExitCode.UNREACHABLE);
                // The server has made the user: the name is nobody else's.
                new ChatRun(home, port, "eve", new byte[0], "rooms", "--plain", "--name", "bob").ends(ExitCode.REFUSED);
                new ChatRun(home, port, "bob", new byte[0], "send", "lobby", "hi", "--plain").ends(ExitCode.DONE);
                new ChatRun(home, port, "bob", new byte[0], "send", "lobby", "again", "--plain").ends(ExitCode.DONE);
            }
            assertThat(new ChatRun(home, node.port(), "alice", new byte[0], "history", "lobby", "--plain")
                            .ends(ExitCode.DONE)
                            .out())
                    .contains(" bob: hi\n", " bob: again\n");
            Path kept = home.resolve("config of bob/roomtalk");
            assertThat(Files.readString(kept.resolve("tokens"))).containsOnlyOnce(" bob");
            assertThat(Files.readString(kept.resolve("tokens-unconfirmed"))).doesNotContain("bob");
        }
    }
}
