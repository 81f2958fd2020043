package dev.roomtalk.server.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The server as a process of its own: signals, exit codes, and what it tells who started it. */
class ProcessTest {
    @TempDir
    Path directory;

    private final List<Process> started = new ArrayList<>();

    @AfterEach
    void end() {
        started.forEach(Process::destroyForcibly);
    }

    private Path conf() {
        return directory.resolve("server.conf");
    }

    private Path log() {
        return directory.resolve("log");
    }

    private List<String> java(String... options) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1"));
        command.addAll(List.of(options));
        command.addAll(List.of(
                "-cp",
                System.getProperty("java.class.path"),
                "dev.roomtalk.server.app.RoomServer",
                "--host",
                "127.0.0.1",
                "--port",
                "0",
                "--data-dir",
                directory.resolve("data").toString(),
                "--config",
                conf().toString()));
        return command;
    }

    private Process start(Map<String, String> environment, List<String> command) throws IOException {
        if (!Files.exists(conf())) {
            Files.writeString(conf(), "max-rooms = 100\n");
        }
        ProcessBuilder builder = new ProcessBuilder(command).redirectError(log().toFile());
        builder.environment().putAll(environment);
        Process process = builder.start();
        started.add(process);
        return process;
    }

    private static List<String> shell(String script, List<String> command) {
        List<String> all = new ArrayList<>(List.of("sh", "-c", script, "sh"));
        all.addAll(command);
        return all;
    }

    private static String firstLine(Process process) throws IOException {
        BufferedReader out = process.inputReader();
        String line = out.readLine();
        return line == null ? "" : line;
    }

    private void awaitLog(String text) throws IOException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (!Files.readString(log()).contains(text)) {
            assertThat(System.nanoTime())
                    .as("%s in %s", text, Files.readString(log()))
                    .isLessThan(deadline);
            Thread.onSpinWait();
        }
    }

    private static void signal(Process process, String name) throws IOException, InterruptedException {
        assertThat(new ProcessBuilder("kill", "-" + name, Long.toString(process.pid()))
                        .start()
                        .waitFor())
                .isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"TERM", "INT"})
    void endsWellWhenItIsToldTo(String name) throws IOException, InterruptedException {
        Process server = start(Map.of(), java());
        assertThat(firstLine(server)).contains("ready");
        signal(server, name);
        assertThat(server.waitFor()).isZero();
        assertThat(log()).content().contains("stopped");
    }

    /** As under nohup, where SIGHUP is ignored before Java starts; and as it is usually. */
    @ParameterizedTest
    @ValueSource(strings = {"trap '' HUP; exec \"$@\"", "exec \"$@\""})
    void loadsItsConfigurationOnHangUp(String script) throws IOException, InterruptedException {
        Process server = start(Map.of(), shell(script, java()));
        assertThat(firstLine(server)).contains("ready");
        Files.writeString(conf(), "max-rooms = 50\n");
        signal(server, "HUP");
        awaitLog("max-rooms: 100 -> 50");
        assertThat(server.isAlive()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(ints = {60, 128})
    void refusesToStartWithTooFewFiles(int files) throws IOException, InterruptedException {
        Process server = start(Map.of(), shell("ulimit -n " + files + "; exec \"$@\"", java()));
        assertThat(server.waitFor()).isEqualTo(2);
        assertThat(log()).content().contains("open files: this process may have " + files + ", and a server needs ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"-Xmx8m", "-Xmx16m"})
    void refusesToStartWithTooLittleMemory(String heap) throws IOException, InterruptedException {
        Process server = start(Map.of(), java(heap));
        assertThat(server.waitFor()).isEqualTo(2);
        assertThat(log()).content().contains("memory: the heap may have ", "needs 32 at least");
    }

    @Test
    void startsWithWhatItAsksFor() throws IOException {
        Process server = start(Map.of(), shell("ulimit -n 300; exec \"$@\"", java("-Xmx32m")));
        assertThat(firstLine(server)).contains("ready");
    }

    /** Sockets of clients take no file that the operator needs. */
    @Test
    void isLookedAfterWhereFilesAreFew() throws IOException, InterruptedException {
        Process server = start(Map.of(), shell("ulimit -n 400; exec \"$@\"", java()));
        String line = firstLine(server);
        int port = Integer.parseInt(line.replaceFirst(".*tcp [^ ]*:(\\d+),.*", "$1"));
        List<java.net.Socket> sockets = new ArrayList<>();
        try (AutoCloseable _ = () -> sockets.forEach(ProcessTest::close)) {
            for (int i = 0; i < 300; i++) {
                sockets.add(new java.net.Socket(java.net.InetAddress.getLoopbackAddress(), port));
            }
            try (var console = dev.roomtalk.server.console.ConsoleClient.connect(directory.resolve("data"))) {
                assertThat(console.ask(new dev.roomtalk.server.console.ConsoleRequest(
                                        dev.roomtalk.server.console.ConsoleCommand.STATUS))
                                .text())
                        .startsWith("room-server ");
            }
        } catch (Exception e) {
            throw new AssertionError(e);
        }
        assertThat(log()).content().doesNotContain("Too many open files");
    }

    private static String get(int port, String path) throws IOException, InterruptedException {
        try (HttpClient http = HttpClient.newHttpClient()) {
            HttpResponse<String> answer = http.send(
                    HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                            .timeout(Duration.ofSeconds(20))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
            return answer.statusCode() + " " + answer.body();
        }
    }

    /** At the limit of connections, and beyond what its files allow, who looks after it gets an answer. */
    @ParameterizedTest
    @CsvSource({"400, 20000, 350", "2000, 20, 120"})
    void isAliveAndReadyAtTheLimitOfConnections(int files, int connections, int attempts) throws Exception {
        int metrics;
        try (java.net.ServerSocket free = new java.net.ServerSocket(0)) {
            metrics = free.getLocalPort();
        }
        Files.writeString(
                conf(),
                "metrics-port = " + metrics + "\nmetrics-host = 127.0.0.1\nmax-connections = " + connections + "\n");
        Process server = start(Map.of(), shell("ulimit -n " + files + "; exec \"$@\"", java()));
        int port = Integer.parseInt(firstLine(server).replaceFirst(".*tcp [^ ]*:(\\d+),.*", "$1"));
        List<java.net.Socket> sockets = new ArrayList<>();
        try (AutoCloseable _ = () -> sockets.forEach(ProcessTest::close)) {
            for (int i = 0; i < attempts; i++) {
                sockets.add(new java.net.Socket(java.net.InetAddress.getLoopbackAddress(), port));
            }
            assertThat(get(metrics, "/live")).startsWith("200 ");
            assertThat(get(metrics, "/ready")).startsWith("200 ");
            assertThat(get(metrics, "/metrics")).startsWith("200 ").contains("roomtalk_connections ");
        }
    }

    private static void close(java.net.Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void warnsThatItsFilesAreFewerThanItsConnections() throws IOException, InterruptedException {
        Process server = start(Map.of(), shell("ulimit -n 1000; exec \"$@\"", java()));
        assertThat(firstLine(server)).contains("ready");
        awaitLog("max-connections: it is 20000, and the 1000 files");
    }

    @Test
    void aStartThatCannotBeEnds() throws IOException, InterruptedException {
        Files.createFile(directory.resolve("data"));
        Process server = start(Map.of(), java());
        assertThat(server.waitFor()).isEqualTo(2);
        assertThat(log()).content().contains("is a file, not a directory");
    }

    /** A socket of whoever started it, by its path and in the abstract namespace. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void tellsWhoStartedIt(boolean isAbstract) throws IOException, InterruptedException {
        String name = isAbstract
                ? "@roomtalk-test-" + directory.getFileName()
                : directory.resolve("notify").toString();
        Process listener = new ProcessBuilder("python3", "-u", "-c", """
                        import socket, sys
                        s = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
                        s.bind(sys.argv[1].replace('@', '\\0'))
                        print('bound')
                        while True:
                            print(s.recv(4096).decode().replace('\\n', ' '))
                        """, name).start();
        started.add(listener);
        BufferedReader told = listener.inputReader();
        assertThat(told.readLine()).isEqualTo("bound");
        Process server = start(Map.of("NOTIFY_SOCKET", name), java());
        assertThat(told.readLine()).startsWith("READY=1 STATUS=tcp 127.0.0.1:");
        signal(server, "HUP");
        assertThat(told.readLine()).matches("RELOADING=1 MONOTONIC_USEC=\\d+");
        assertThat(told.readLine()).startsWith("READY=1 ");
        signal(server, "TERM");
        assertThat(told.readLine()).isEqualTo("STOPPING=1");
        assertThat(server.waitFor()).isZero();
    }
}
