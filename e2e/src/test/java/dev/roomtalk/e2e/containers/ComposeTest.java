package dev.roomtalk.e2e.containers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.roomtalk.e2e.Missing;
import dev.roomtalk.e2e.Shell;
import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.SocketException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * {@code docker/compose.yaml}: a server, a bridge and Prometheus beside each other, and people and processes of this
 * machine that use them. Prometheus' own image is used, or {@value #LOCAL_PROMETHEUS} where that exists.
 */
final class ComposeTest {
    private static final String LOCAL_PROMETHEUS = "roomtalk-prometheus:test";
    private static final Duration PATIENCE = Duration.ofMinutes(3);

    @TempDir
    Path home;

    private final Map<String, String> environment = new HashMap<>();
    private final List<String> compose = new ArrayList<>();
    private int port;
    private int prometheusPort;

    @BeforeEach
    void up() throws IOException {
        String image = Image.tag();
        port = freePort();
        prometheusPort = freePort();
        compose.addAll(composeCommand());
        compose.addAll(List.of("--project-name", "roomtalk-test", "--file", "docker/compose.yaml"));
        environment.putAll(Map.of(
                "ROOMTALK_IMAGE", image,
                "ROOMTALK_PORT", Integer.toString(port),
                "ROOMTALK_PROMETHEUS_PORT", Integer.toString(prometheusPort),
                "ROOMTALK_UID",
                        Files.getAttribute(Path.of("/proc/self"), "unix:uid").toString(),
                "ROOMTALK_GID",
                        Files.getAttribute(Path.of("/proc/self"), "unix:gid").toString(),
                "ROOMTALK_NAME", "alice",
                "ROOMTALK_SERVER", "localhost:" + port,
                "XDG_CONFIG_HOME", home.toString(),
                "XDG_STATE_HOME", home.toString()));
        if (!Image.engine()
                .listImagesCmd()
                .withReferenceFilter(LOCAL_PROMETHEUS)
                .exec()
                .isEmpty()) {
            environment.put("ROOMTALK_PROMETHEUS_IMAGE", LOCAL_PROMETHEUS);
        }
        compose("up", "--detach", "server", "bridge", "prometheus");
    }

    @AfterEach
    void down() {
        if (!compose.isEmpty()) {
            compose("down", "--volumes");
        }
    }

    private static List<String> composeCommand() {
        try {
            Shell.run(Map.of(), List.of("docker", "compose", "version"));
            return List.of("docker", "compose");
        } catch (AssertionError e) {
            return List.of(Missing.unlessOnPath("docker-compose", "or the compose plugin of docker, for compose.yaml")
                    .toString());
        }
    }

    /** A port that the kernel chose, free for TCP and UDP. */
    private static int freePort() throws IOException {
        while (true) {
            try (ServerSocket tcp = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                    DatagramSocket udp = new DatagramSocket(null)) {
                udp.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), tcp.getLocalPort()));
                return tcp.getLocalPort();
            } catch (SocketException e) {
                // Somebody has the one without the other: another.
            }
        }
    }

    private String compose(String... arguments) {
        return run(new ArrayList<>(compose), arguments);
    }

    private String run(List<String> command, String... arguments) {
        List<String> whole = new ArrayList<>(command);
        whole.addAll(List.of(arguments));
        return Shell.run(environment, whole);
    }

    private String chat(String... arguments) {
        return run(List.of("bin/chat"), arguments);
    }

    @Test
    void peopleAndProcessesOfThisMachineMeetThereAndPrometheusSeesIt() throws IOException, InterruptedException {
        Path pidFile = Path.of(System.getProperty("roomtalk.root", ".."), "docker/run/bridge.pid");
        await().atMost(PATIENCE)
                .until(() ->
                        !pid(pidFile).isEmpty() && compose("logs", "bridge").contains(pid(pidFile)));

        run(List.of("signal-bridge/signal-send.sh"), pid(pidFile), "said with nothing but kill 🎉");
        chat("send", "lobby", "--trust-first-use", "said by a person");

        assertThat(chat("history", "lobby", "--json"))
                .contains("said with nothing but kill 🎉", "signal-send.sh", "said by a person");
        await().atMost(PATIENCE).until(() -> queried("roomtalk_messages_total") == 2);
        double datagrams = queried("roomtalk_datagrams_received_total");
        // A thousand bytes fill a datagram, and what the bridge sends to show that it lives is far less.
        String fifty = "for i in $(seq 50); do printf '%01000d\\n' $i; done | bin/chat send lobby";
        run(List.of("sh", "-c", fifty));
        await().atMost(PATIENCE).until(() -> queried("roomtalk_messages_total") == 52);
        assertThat(queried("roomtalk_datagrams_received_total") - datagrams)
                .as("datagrams that came through the published port")
                .isGreaterThan(40);
        assertThat(queried("up{job=\"roomtalk\"}")).isEqualTo(1);
        assertThat(queried("roomtalk_rooms")).isEqualTo(1);
    }

    private static String pid(Path file) throws IOException {
        return Files.exists(file) ? Files.readString(file).strip() : "";
    }

    /** What Prometheus answers to a query, 0 where it knows nothing yet. */
    private double queried(String query) throws IOException, InterruptedException {
        try (HttpClient client = HttpClient.newHttpClient()) {
            URI uri = URI.create("http://127.0.0.1:" + prometheusPort + "/api/v1/query?query="
                    + URLEncoder.encode(query, StandardCharsets.UTF_8));
            String body = client.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString())
                    .body();
            Matcher value =
                    Pattern.compile("\"value\":\\[[0-9.]+,\"([^\"]+)\"]").matcher(body);
            return value.find() ? Double.parseDouble(value.group(1)) : 0;
        }
    }
}
