package dev.roomtalk.bridge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.roomtalk.client.ChatClient;
import dev.roomtalk.client.ChatEvent;
import dev.roomtalk.client.ClientSettings;
import dev.roomtalk.client.RoomOptions;
import dev.roomtalk.client.sockets.SocketClient;
import dev.roomtalk.server.app.Node;
import dev.roomtalk.server.settings.ServerSettings;
import dev.roomtalk.server.settings.Setting;
import java.io.BufferedReader;
import java.io.Writer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** The whole way: a process sends signals to a bridge, which speaks in a room of a server, where somebody listens. */
@Execution(ExecutionMode.CONCURRENT)
final class SignalBridgeTest {
    @TempDir
    private Path directory;

    private Node node;

    @BeforeEach
    void startServer() throws Exception {
        Map<Setting, String> settings = new EnumMap<>(Setting.class);
        settings.put(Setting.HOST, "127.0.0.1");
        settings.put(Setting.PORT, "0");
        settings.put(Setting.DATA_DIR, directory.resolve("server").toString());
        node = Node.start(ServerSettings.of(settings));
    }

    @AfterEach
    void stopServer() {
        node.close();
    }

    @Test
    void aProcessSpeaksInARoom() throws Exception {
        List<ChatEvent.Message> seen = new CopyOnWriteArrayList<>();
        try (ChatClient listener = listener(seen)) {
            listener.createRoom(new RoomOptions("ops", "", null, false, false, false))
                    .join();
            Path pidFile = directory.resolve("bridge.pid");
            try (StartedProgram bridge =
                    bridge("--room", "ops", "--name", "ops-bridge", "--pid-file", pidFile.toString())) {
                String pid = bridge.firstLine();
                assertThat(pid).isEqualTo(Long.toString(bridge.pid()));
                assertThat(pidFile).hasContent(pid + "\n");

                StartedProgram sender = StartedProgram.start(CPrograms.program("waits"), pid, "disk is full 🎉");
                assertThat(sender.exitStatus()).isZero();
                await().atMost(StartedProgram.PATIENCE).until(() -> !seen.isEmpty());

                ChatEvent.Message message = seen.getFirst();
                assertThat(message.author()).isEqualTo("ops-bridge");
                assertThat(message.label())
                        .isEqualTo(System.getProperty("user.name") + "/" + sender.pid() + " \"waits\"");
                assertThat(message.text()).isEqualTo("disk is full 🎉");

                bridge.terminate();
                assertThat(bridge.exitStatus()).isEqualTo(128 + 15);
                assertThat(pidFile).doesNotExist();
                assertThat(bridge.output()).containsExactly(pid);
                assertThat(bridge.errors())
                        .hasSize(2)
                        .allSatisfy(line -> assertThat(line).contains(" INFO  signal-bridge: "))
                        .last()
                        .asString()
                        .contains("1 messages heard", "1 delivered");
            }
        }
    }

    @Test
    void standardInputSpeaksAndTheBridgeEndsWithIt() throws Exception {
        List<ChatEvent.Message> seen = new CopyOnWriteArrayList<>();
        try (ChatClient listener = listener(seen)) {
            listener.createRoom(new RoomOptions("ops", "", null, false, false, false))
                    .join();
            try (StartedProgram bridge = bridge("--room", "ops", "--name", "ops-bridge", "--stdin")) {
                Writer typed = bridge.process().outputWriter();
                typed.append("one\n").flush();
                await().atMost(StartedProgram.PATIENCE).until(() -> seen.size() == 1);
                typed.append("\ntwo 🎉").close();
                assertThat(bridge.exitStatus()).as("%s", bridge.errors()).isZero();
            }
            await().atMost(StartedProgram.PATIENCE).until(() -> seen.size() == 2);
            assertThat(seen).extracting(ChatEvent.Message::text).containsExactly("one", "two 🎉");
            assertThat(seen.getFirst().label())
                    .startsWith(System.getProperty("user.name") + "/"
                            + ProcessHandle.current().pid() + " \"");
        }
    }

    @Test
    void aLineThatIsNoMessageShowsInTheExitStatus() throws Exception {
        try (StartedProgram bridge = bridge("--room", "ops", "--create", "--stdin")) {
            bridge.process().outputWriter().append("x".repeat(4_001) + "\nok\n").close();
            assertThat(bridge.exitStatus()).isEqualTo(6);
            assertThat(bridge.errors())
                    .anyMatch(line -> line.contains("it has 4001 bytes, and a message at most 4000"));
        }
    }

    @Test
    void aPipeAndASocketSpeakToo() throws Exception {
        List<ChatEvent.Message> seen = new CopyOnWriteArrayList<>();
        Path fifo = directory.resolve("ops.fifo");
        Path socket = directory.resolve("ops.sock");
        try (ChatClient listener = listener(seen)) {
            listener.createRoom(new RoomOptions("ops", "", null, false, false, false))
                    .join();
            try (StartedProgram bridge =
                    bridge("--room", "ops", "--fifo", fifo.toString(), "--socket", socket.toString())) {
                bridge.firstLine();
                Files.writeString(fifo, "by pipe\n", StandardOpenOption.WRITE);
                await().atMost(StartedProgram.PATIENCE).until(() -> seen.size() == 1);
                try (SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(socket))) {
                    channel.write(ByteBuffer.wrap("by socket\n".getBytes(StandardCharsets.UTF_8)));
                    assertThat(new BufferedReader(Channels.newReader(channel, StandardCharsets.UTF_8)).readLine())
                            .isEqualTo("ok");
                }
                await().atMost(StartedProgram.PATIENCE).until(() -> seen.size() == 2);
                bridge.terminate();
                assertThat(bridge.exitStatus()).isEqualTo(128 + 15);
            }
            assertThat(seen).extracting(ChatEvent.Message::text).containsExactly("by pipe", "by socket");
            assertThat(fifo).doesNotExist();
            assertThat(socket).doesNotExist();
        }
    }

    @Test
    void aRoomIsMadeOnlyWhenThatIsAskedFor() throws Exception {
        try (StartedProgram bridge = bridge("--room", "nowhere")) {
            assertThat(bridge.exitStatus()).isEqualTo(4);
            assertThat(bridge.output()).isEmpty();
            assertThat(bridge.errors()).singleElement().asString().startsWith("signal-bridge: ");
        }
        try (StartedProgram bridge = bridge("--room", "somewhere", "--create")) {
            assertThat(bridge.firstLine()).isEqualTo(Long.toString(bridge.pid()));
        }
    }

    @Test
    void aRoomWithAPasswordIsJoinedWithTheOneFromTheFile() throws Exception {
        try (ChatClient host = listener(new ArrayList<>())) {
            host.createRoom(new RoomOptions("secret", "", "open sesame", false, false, false))
                    .join();
            Path password = Files.writeString(directory.resolve("password"), "open sesame\nnot this\n");
            try (StartedProgram bridge = bridge("--room", "secret")) {
                assertThat(bridge.exitStatus()).isEqualTo(4);
                assertThat(bridge.errors()).singleElement().asString().startsWith("signal-bridge: ");
            }
            try (StartedProgram bridge = bridge("--room", "secret", "--password-file", password.toString())) {
                assertThat(bridge.firstLine()).isEqualTo(Long.toString(bridge.pid()));
            }
        }
    }

    @Test
    void aServerWithAnotherKeyIsNotTrusted() throws Exception {
        try (StartedProgram bridge = bridge("--room", "ops", "--fingerprint", "SHA256:" + "A".repeat(43))) {
            assertThat(bridge.exitStatus()).isEqualTo(5);
            assertThat(bridge.errors()).singleElement().asString().startsWith("signal-bridge: ");
        }
    }

    @Test
    void theRoomIsClosedAndTheBridgeEnds() throws Exception {
        try (ChatClient host = listener(new ArrayList<>())) {
            host.createRoom(new RoomOptions("ops", "", null, false, false, false))
                    .join();
            try (StartedProgram bridge = bridge("--room", "ops")) {
                bridge.firstLine();
                host.closeRoom("ops").join();

                assertThat(bridge.exitStatus()).isEqualTo(4);
                assertThat(bridge.errors()).anyMatch(line -> line.contains("ERROR signal-bridge: ends: "));
            }
        }
    }

    @Test
    void aServerThatIsNotThereIsReportedInOneLine() throws Exception {
        int freePort;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            freePort = socket.getLocalPort();
        }
        try (StartedProgram bridge = bridgeOf(freePort, "--room", "ops")) {
            assertThat(bridge.exitStatus()).isEqualTo(3);
            assertThat(bridge.errors()).singleElement().asString().startsWith("signal-bridge: ");
        }
    }

    @Test
    void wrongUseIsReportedInOneLine() throws Exception {
        String gone = directory.resolve("gone/bridge.pid").toString();
        List<List<String>> all = List.of(
                List.of(),
                List.of("--room", "ops", "--dialect", "M3"),
                List.of("--room", "ops", "--classic-server"),
                List.of("--room", "two\nlines"),
                List.of("--room", "ops", "--pid-file", gone),
                List.of("--room", "ops", "--name", "two\nlines"),
                List.of("--room", "ops", "--server", "localhost:port"),
                List.of("--room", "ops", "--fingerprint", "SHA256:short"),
                List.of("--room", "ops", "--plain", "--server", "192.0.2.1"),
                List.of("--room", "ops", "--password-file", gone),
                List.of("--room", "ops", "--socket-mode", "999"),
                List.of("--room", "ops", "--rate", "0"),
                List.of("--room", "ops", "--unknown"));
        List<StartedProgram> bridges = new ArrayList<>();
        for (List<String> arguments : all) {
            bridges.add(bridge(arguments.toArray(String[]::new)));
        }
        for (int i = 0; i < all.size(); i++) {
            try (StartedProgram bridge = bridges.get(i)) {
                assertThat(bridge.exitStatus()).as("status of %s", all.get(i)).isEqualTo(2);
                assertThat(bridge.output()).isEmpty();
                assertThat(bridge.errors())
                        .singleElement()
                        .asString()
                        .startsWith("signal-bridge: ")
                        .doesNotContain("Exception");
            }
        }
    }

    @Test
    void aloneItPrintsWhatItHearsShowsEachSignalAndRemembersTheProgram() throws Exception {
        try (StartedProgram bridge = bridge("--classic-server", "--trace")) {
            String pid = bridge.firstLine();
            assertThat(ClientKind.waits("dialect=L1 signal=1")
                            .say(bridge.pid(), "heard without a room", 1)
                            .exitStatus())
                    .isZero();
            await().atMost(StartedProgram.PATIENCE).until(() -> bridge.output().contains("heard without a room"));
            assertThat(bridge.output()).containsExactly(pid, "heard without a room");
            assertThat(bridge.errors())
                    .anyMatch(line -> line.contains("took USR"))
                    .anyMatch(line -> line.contains("sent USR1"))
                    .anyMatch(line -> line.contains("is 0x72 'r'"))
                    .anyMatch(line -> line.contains("message: heard without a room"));
            Path learned = directory.resolve("state/roomtalk/signal-dialects");
            await().atMost(StartedProgram.PATIENCE).until(() -> Files.exists(learned));
            assertThat(learned).content().contains("\tL1\tUSR1\t1\t");
        }
        try (StartedProgram dialects = bridge("dialects")) {
            assertThat(dialects.exitStatus()).isZero();
            assertThat(dialects.output())
                    .anyMatch(line -> line.matches("M2 +highest +USR2 .*"))
                    .anyMatch(line -> line.matches(" +L1 +answered with USR1: .*/client_dialect=L1_signal=1"));
            assertThat(dialects.errors()).isEmpty();
        }
    }

    private ChatClient listener(List<ChatEvent.Message> seen) {
        ChatClient client = SocketClient.start(
                new ClientSettings(
                        InetSocketAddress.createUnresolved("127.0.0.1", node.port()),
                        "listener",
                        () -> null,
                        (host, port, pin, verified, chain) -> "",
                        false,
                        true,
                        "test"),
                (name, token) -> {},
                event -> {
                    if (event instanceof ChatEvent.Message message) {
                        seen.add(message);
                    }
                });
        client.connected().join();
        return client;
    }

    private StartedProgram bridge(String... arguments) throws Exception {
        return bridgeOf(node.port(), arguments);
    }

    private StartedProgram bridgeOf(int port, String... arguments) throws Exception {
        List<String> command = new ArrayList<>(StartedProgram.maskedJava(SignalBridge.class));
        command.addAll(List.of(arguments));
        Path config = Files.createDirectories(directory.resolve("config"));
        Path state = Files.createDirectories(directory.resolve("state"));
        return new StartedProgram(
                command,
                Map.of(
                        "XDG_CONFIG_HOME",
                        config.toString(),
                        "XDG_STATE_HOME",
                        state.toString(),
                        "ROOMTALK_SERVER",
                        "127.0.0.1:" + port));
    }
}
