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
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Real processes, real signals and a real server: what a sender calls delivered is in the room, once, whatever becomes
 * of the bridge.
 */
@Execution(ExecutionMode.CONCURRENT)
final class ExactlyOnceTest {
    /** How often each sender's bridge is killed. */
    private static final int ROUNDS = Integer.getInteger("roomtalk.bridge.restarts", 1);

    private static final String SCRIPT =
            Path.of("signal-send.sh").toAbsolutePath().toString();

    @TempDir
    private Path directory;

    private final List<ChatEvent.Message> seen = new CopyOnWriteArrayList<>();
    private Node node;
    private ChatClient listener;
    private Path pidFile;

    @BeforeEach
    void startServer() throws Exception {
        Map<Setting, String> settings = new EnumMap<>(Setting.class);
        settings.put(Setting.HOST, "127.0.0.1");
        settings.put(Setting.PORT, "0");
        settings.put(Setting.DATA_DIR, directory.resolve("server").toString());
        node = Node.start(ServerSettings.of(settings));
        pidFile = directory.resolve("bridge.pid");
        listener = SocketClient.start(
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
        listener.connected().join();
        listener.createRoom(new RoomOptions("ops", "", null, false, false, false))
                .join();
    }

    @AfterEach
    void stopServer() {
        listener.close();
        node.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"dash", "bash", "java", "java bits"})
    void aBridgeThatIsKilledAndStartedAgainInMidMessageHasItOnce(String sender) throws Exception {
        long seed = sender.hashCode();
        Random random = new Random(seed);
        List<StartedProgram> all = new ArrayList<>();
        try {
            StartedProgram bridge = bridge();
            for (int round = 0; round < ROUNDS; round++) {
                String text = "round %d 🎉 ".formatted(round) + "naïve ".repeat(sender.startsWith("java") ? 100 : 10);
                StartedProgram sending = send(sender, text.strip());
                all.add(sending);
                LockSupport.parkNanos(random.nextLong(1_500_000_000L));
                bridge.process().destroyForcibly();
                assertThat(bridge.exitStatus()).isEqualTo(128 + 9);
                bridge = bridge();
                all.add(bridge);
                assertThat(sending.exitStatus())
                        .as("%s, round %d: %s; the bridge: %s", sender, round, sending.errors(), bridge.errors())
                        .isZero();
                await().atMost(StartedProgram.PATIENCE)
                        .until(() -> seen.stream().anyMatch(m -> m.text().equals(text.strip())));
            }
        } finally {
            all.forEach(StartedProgram::close);
        }
        // One more, behind which nothing can still be on its way.
        listener.publish("ops", "the end", null).answered().join();
        await().atMost(StartedProgram.PATIENCE)
                .until(() -> seen.stream().anyMatch(m -> m.text().equals("the end")));
        assertThat(seen).extracting(ChatEvent.Message::text).hasSize(ROUNDS + 1).doesNotHaveDuplicates();
    }

    @ParameterizedTest
    @ValueSource(strings = {"dash", "java", "java bits"})
    void aBridgeThatIsStoppedForSecondsGoesOnWhereItWas(String sender) throws Exception {
        try (StartedProgram bridge = bridge()) {
            String text = "stopped 🎉 " + "é".repeat(sender.startsWith("java") ? 1_500 : 60);
            StartedProgram sending = send(sender, text);
            LockSupport.parkNanos(700_000_000L);
            signal("-STOP", bridge);
            LockSupport.parkNanos(3_000_000_000L);
            signal("-CONT", bridge);
            assertThat(sending.exitStatus()).as("%s", sending.errors()).isZero();
            await().atMost(StartedProgram.PATIENCE).until(() -> !seen.isEmpty());
            assertThat(seen).extracting(ChatEvent.Message::text).containsExactly(text);
        }
    }

    @Test
    void eightAtOnceAreAllInTheRoomOnce() throws Exception {
        try (StartedProgram bridge = bridge()) {
            List<StartedProgram> all = new ArrayList<>();
            List<String> texts = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                String text = "sender " + i + " 🎉 " + "ü".repeat(20 * i);
                texts.add(text);
                all.add(send(List.of("dash", "java", "java bits", "bash").get(i % 4), text));
            }
            for (StartedProgram sending : all) {
                assertThat(sending.exitStatus())
                        .as("%s, the bridge: %s", sending.errors(), bridge.errors())
                        .isZero();
            }
            await().atMost(StartedProgram.PATIENCE).until(() -> seen.size() >= 8);
            assertThat(seen).extracting(ChatEvent.Message::text).containsExactlyInAnyOrderElementsOf(texts);
        }
    }

    @Test
    void whatTheRoomHadNotAnsweredIsSaidAgainByTheNextBridge() throws Exception {
        StartedProgram bridge = bridge();
        // The server is away, so the bridge holds the message; then it is killed with it.
        int port = node.port();
        node.close();
        StartedProgram sending = send("java", "--timeout", "4", "kept over a restart");
        assertThat(sending.exitStatus()).as("%s", sending.errors()).isEqualTo(6);
        assertThat(sending.errors()).singleElement().asString().contains("has the text, and waits for the room");
        bridge.process().destroyForcibly();
        bridge.exitStatus();
        Map<Setting, String> settings = new EnumMap<>(Setting.class);
        settings.put(Setting.HOST, "127.0.0.1");
        settings.put(Setting.PORT, Integer.toString(port));
        settings.put(Setting.DATA_DIR, directory.resolve("server").toString());
        node = Node.start(ServerSettings.of(settings));
        try (StartedProgram next = bridge()) {
            await().atMost(StartedProgram.PATIENCE)
                    .until(() -> seen.stream().anyMatch(m -> m.text().equals("kept over a restart")));
            assertThat(next.errors()).anyMatch(line -> line.contains("says 1 messages again"));
        }
        assertThat(seen).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"dash", "java"})
    void aBridgeThatIsNotThereIsNotASuccess(String sender) throws Exception {
        Files.writeString(pidFile, "999999999\n");
        StartedProgram sending = sender.equals("java") ? send("java", "--timeout", "1", "nobody") : gone();
        assertThat(sending.exitStatus()).isEqualTo(3);
        assertThat(sending.errors()).singleElement().asString().contains("not delivered");
    }

    /** The script waits a minute for a bridge; here for a moment. */
    private StartedProgram gone() throws Exception {
        Path impatient = directory.resolve("signal-send.sh");
        Files.writeString(impatient, Files.readString(Path.of(SCRIPT)).replace("\ntimeout=60 ", "\ntimeout=1 "));
        return StartedProgram.start("dash", impatient.toString(), "--pid-file", pidFile.toString(), "nobody");
    }

    private StartedProgram send(String sender, String... arguments) throws Exception {
        List<String> command = new ArrayList<>();
        if (sender.startsWith("java")) {
            command.addAll(StartedProgram.maskedJava(SignalSend.class));
            if (sender.endsWith("bits")) {
                command.addAll(List.of("--lane", "bits"));
            }
            command.addAll(List.of("--pid-file", pidFile.toString()));
        } else {
            if (!CPrograms.isOnPath(sender)) {
                CPrograms.missing("there is no " + sender + " to run signal-send.sh in");
            }
            command.addAll(List.of(sender, SCRIPT, "--pid-file", pidFile.toString()));
        }
        command.addAll(List.of(arguments));
        return new StartedProgram(command, Map.of());
    }

    private static void signal(String signal, StartedProgram process) throws Exception {
        assertThat(StartedProgram.start("kill", signal, Long.toString(process.pid()))
                        .exitStatus())
                .isZero();
    }

    private StartedProgram bridge() throws Exception {
        List<String> command = new ArrayList<>(StartedProgram.maskedJava(SignalBridge.class));
        command.addAll(List.of("--room", "ops", "--name", "ops-bridge", "--pid-file", pidFile.toString()));
        Path config = Files.createDirectories(directory.resolve("config"));
        Path state = Files.createDirectories(directory.resolve("state"));
        StartedProgram bridge = new StartedProgram(
                command,
                Map.of(
                        "XDG_CONFIG_HOME",
                        config.toString(),
                        "XDG_STATE_HOME",
                        state.toString(),
                        "ROOMTALK_SERVER",
                        "127.0.0.1:" + node.port()));
        bridge.firstLine();
        return bridge;
    }
}
