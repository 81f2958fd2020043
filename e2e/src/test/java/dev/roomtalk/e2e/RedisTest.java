package dev.roomtalk.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A server whose engine is a Redis. */
final class RedisTest {
    private static final int TALKERS = 4;
    private static final int KILLS = 3;
    private static final int ANSWERS = 40;
    private static final Duration LONG = Duration.ofSeconds(60);

    @RegisterExtension
    final Stage stage = new Stage();

    /** A redis-server that ends with the test. */
    private record Redis(Process process, int port) implements AutoCloseable {
        String address() {
            return "redis://127.0.0.1:" + port + "/0";
        }

        boolean answers() {
            try (Socket socket = new Socket()) {
                socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1_000);
                return true;
            } catch (IOException e) {
                return false;
            }
        }

        @Override
        public void close() {
            process.destroyForcibly().onExit().join();
        }
    }

    private Redis redis() throws IOException {
        Path program = Missing.unlessOnPath("redis-server", "which the engine is");
        int port;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        Path directory = Files.createDirectories(stage.directory().resolve("redis"));
        File log = directory.resolve("log").toFile();
        Process process = new ProcessBuilder(
                        program.toString(),
                        "--port",
                        Integer.toString(port),
                        "--bind",
                        "127.0.0.1",
                        "--dir",
                        directory.toString(),
                        "--save",
                        "",
                        "--appendonly",
                        "yes")
                .redirectErrorStream(true)
                .redirectOutput(log)
                .start();
        Redis redis = stage.keep(new Redis(process, port));
        await().atMost(LONG).until(redis::answers);
        return redis;
    }

    @Test
    void whatWasAcknowledgedIsThereAfterTheServerWasKilled() throws IOException {
        Redis redis = redis();
        Server server = stage.server(Map.of("ROOM_SERVER_ENGINE", redis.address()));
        List<Talker> talkers = IntStream.range(0, TALKERS)
                .mapToObj(i -> stage.keep(new Talker("talker" + i, server.port())))
                .toList();
        talkers.getFirst().makeRoom();
        talkers.stream().skip(1).forEach(Talker::join);
        Books books = new Books(talkers);
        talkers.forEach(Talker::talk);
        for (int kill = 0; kill < KILLS; kill++) {
            int enough = answered(talkers) + ANSWERS;
            await().atMost(LONG).until(() -> answered(talkers) >= enough);
            server.kill();
            server.startAgain();
            books.takeIn();
        }
        talkers.forEach(Talker::fallSilent);
        await().atMost(LONG).until(() -> talkers.stream().allMatch(Talker::everythingIsAnswered));
        books.takeIn();
        Set<String> stored = books.promised().texts();
        assertThat(stored).hasSizeGreaterThanOrEqualTo(KILLS * ANSWERS);
        await().atMost(LONG).until(() -> books.everybodyHasSeen(stored));
        String kept = stage.chat(stage.person("alice"), server, "history", Talker.ROOM, "--last", "100000");
        assertThat(stored).allSatisfy(text -> assertThat(kept).contains(text));
    }

    private static int answered(List<Talker> talkers) {
        return talkers.stream().mapToInt(Talker::answered).sum();
    }

    @Test
    void aSecondServerOnTheSameDatabaseIsRefusedInOneLine() throws IOException {
        Redis redis = redis();
        Server first = stage.server("--engine", redis.address());
        Outcome second = stage.run(
                stage.person("eve"),
                "room-server",
                "--host",
                "127.0.0.1",
                "--port",
                "0",
                "--engine",
                redis.address(),
                "--data-dir",
                stage.directory().resolve("other").toString());
        assertThat(second.exitCode()).isEqualTo(1);
        assertThat(second.out()).isEmpty();
        assertThat(second.err().lines().filter(line -> line.startsWith("room-server: ")))
                .singleElement()
                .asString()
                .contains(redis.address(), "another server uses this database");
        assertThat(first.program().alive()).isTrue();
    }
}
