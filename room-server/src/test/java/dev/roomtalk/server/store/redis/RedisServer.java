package dev.roomtalk.server.store.redis;

import dev.roomtalk.server.base.AgeClock;
import dev.roomtalk.server.store.EngineLimits;
import dev.roomtalk.server.store.Retention;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.opentest4j.TestAbortedException;

/**
 * A redis-server of a test, on loopback, with its files in a directory of its own. Where redis-server is not installed
 * the test is not run, and says so; in continuous integration ({@code CI=true}) it fails.
 */
final class RedisServer implements AutoCloseable {
    private static final String PROGRAM = "redis-server";
    private static final Random IDS = new Random();

    private final Path directory;
    private final int port;
    private final List<String> command;
    private Process process;

    private RedisServer(Path directory, int port, List<String> command) {
        this.directory = directory;
        this.port = port;
        this.command = command;
        this.process = launch(List.of());
    }

    /** @param options as on its command line: {@code --appendonly yes} */
    static RedisServer start(Path directory, String... options) {
        require();
        int port = freePort();
        Path own = own(directory, port);
        List<String> command = new ArrayList<>(List.of(PROGRAM, "--port", Integer.toString(port)));
        command.addAll(List.of("--bind", "127.0.0.1", "--dir", own.toString(), "--save", ""));
        command.addAll(List.of(options));
        return new RedisServer(own, port, command).awaitStart();
    }

    /** A sentinel; {@code lines} of its configuration that follow its port and its directory. */
    static RedisServer startSentinel(Path directory, List<String> lines) {
        require();
        int port = freePort();
        Path own = own(directory, port);
        List<String> all = new ArrayList<>(List.of("port " + port, "bind 127.0.0.1", "dir " + own));
        all.addAll(lines);
        Path file = own.resolve("sentinel.conf");
        try {
            Files.write(file, all);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new RedisServer(own, port, List.of(PROGRAM, file.toString(), "--sentinel")).awaitStart();
    }

    private static void require() {
        if (Stream.of(System.getenv().getOrDefault("PATH", "").split(":", -1))
                .noneMatch(each -> Files.isExecutable(Path.of(each, PROGRAM)))) {
            String reason = "not run: needs " + PROGRAM + ", the engine on Redis is tested with";
            if ("true".equals(System.getenv("CI"))) {
                throw new IllegalStateException(reason);
            }
            System.err.println(reason);
            throw new TestAbortedException(reason);
        }
    }

    private static Path own(Path directory, int port) {
        try {
            return Files.createDirectories(directory.resolve(Integer.toString(port)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static int freePort() {
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return free.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Process launch(List<String> more) {
        List<String> all = new ArrayList<>(command);
        all.addAll(more);
        try {
            return new ProcessBuilder(all)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(
                            directory.resolve("log").toFile()))
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private RedisServer awaitStart() {
        // While it loads its data it answers that it does.
        Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> {
            String answer = answers();
            return answer.startsWith("+PONG") || answer.startsWith("-NOAUTH");
        });
        return this;
    }

    private String answers() {
        return command("PING");
    }

    /** The first line that it answers; empty: it is not there. */
    String command(String inline) {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1_000);
            socket.setSoTimeout(5_000);
            socket.getOutputStream().write((inline + "\r\n").getBytes(StandardCharsets.UTF_8));
            byte[] answer = new byte[512];
            int length = socket.getInputStream().read(answer);
            return length < 0 ? "" : new String(answer, 0, length, StandardCharsets.UTF_8);
        } catch (IOException e) {
            return "";
        }
    }

    int port() {
        return port;
    }

    /** Of one of a cluster. */
    String busPort() {
        return command.get(command.indexOf("--cluster-port") + 1);
    }

    RedisSettings settings() {
        return Objects.requireNonNull(RedisSettings.parse("redis://127.0.0.1:" + port + "/0"));
    }

    /** SIGKILL, and waits for the end. */
    void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    /** @param options that are given besides those of the first start */
    void startAgain(String... options) {
        process = launch(List.of(options));
        awaitStart();
    }

    /** SIGSTOP, or SIGCONT. */
    void signal(String name) throws IOException, InterruptedException {
        new ProcessBuilder("kill", "-" + name, Long.toString(process.pid()))
                .start()
                .waitFor();
    }

    RedisEngine open() {
        return open(new Retention(10_000, 8 << 20, 0), java.time.Instant::now);
    }

    RedisEngine open(Retention retention, AgeClock clock) {
        try {
            return RedisEngine.open(settings(), false, clock, System::nanoTime, IDS::nextLong, limits(retention));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static EngineLimits limits(Retention retention) {
        return new EngineLimits(100, Duration.ofDays(90), retention, Duration.ofDays(36_500));
    }

    @Override
    public void close() {
        process.destroyForcibly();
        try {
            process.waitFor(10, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
