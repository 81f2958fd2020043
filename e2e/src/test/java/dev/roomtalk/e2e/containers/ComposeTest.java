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
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
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
    private static final Path ROOT = Path.of(System.getProperty("roomtalk.root", ".."));
    private static final int OTHER_USER = 4321;
    private static final Duration PATIENCE = Duration.ofMinutes(3);

    @TempDir
    Path home;

    @TempDir
    Path shared;

    private final Map<String, String> environment = new HashMap<>();
    private final List<String> compose = new ArrayList<>();
    private int port;

    /** Where the test may, one who has nothing here: any may be the bridge's. */
    private int bridgeUser;

    private int prometheusPort;

    @BeforeEach
    void up() throws IOException {
        String image = Image.tag();
        bridgeUser = own("uid") == 0 ? OTHER_USER : own("uid");
        port = freePort();
        prometheusPort = freePort();
        compose.addAll(composeCommand());
        compose.addAll(List.of("--project-name", "roomtalk-test", "--file", "docker/compose.yaml"));
        environment.putAll(Map.of(
                "ROOMTALK_IMAGE", image,
                "ROOMTALK_PORT", Integer.toString(port),
                "ROOMTALK_PROMETHEUS_PORT", Integer.toString(prometheusPort),
                "ROOMTALK_UID", Integer.toString(bridgeUser),
                "ROOMTALK_GID", Integer.toString(bridgeUser == OTHER_USER ? OTHER_USER : own("gid")),
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

    private static int own(String attribute) throws IOException {
        return (int) Files.getAttribute(Path.of("/proc/self"), "unix:" + attribute);
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
        Path pidFile = ROOT.resolve("docker/run/bridge.pid");
        await().atMost(PATIENCE)
                .until(() ->
                        !pid(pidFile).isEmpty() && compose("logs", "bridge").contains(pid(pidFile)));

        asTheBridgesUser(script(), pid(pidFile), "said with nothing but kill 🎉");
        chat("send", "lobby", "--trust-first-use", "said by a person");

        assertThat(chat("history", "lobby", "--json"))
                .contains("said with nothing but kill 🎉", "signal-send.sh", "said by a person");
        await().atMost(PATIENCE).until(() -> queried("roomtalk_messages_total") == 2);
        double datagrams = queried("roomtalk_datagrams_received_total");
        // A thousand bytes fill a datagram, and what the bridge sends to show that it lives is far less.
        // Slowly, because the first go over TCP until UDP is known to work.
        String fifty = "for i in $(seq 50); do printf '%01000d\\n' $i; sleep 0.05; done | bin/chat send lobby";
        run(List.of("sh", "-c", fifty));
        await().atMost(PATIENCE).until(() -> queried("roomtalk_messages_total") == 52);
        assertThat(queried("roomtalk_datagrams_received_total") - datagrams)
                .as("datagrams that came through the published port")
                .isGreaterThan(40);
        assertThat(queried("up{job=\"roomtalk\"}")).isEqualTo(1);
        assertThat(queried("roomtalk_rooms")).isEqualTo(1);
        // None of them has been looked at before its first minute.
        assertThat(answered("rules")).contains("RoomtalkNotStored").doesNotContain("\"health\":\"err\"");
        assertThat(compose(
                        "run",
                        "--rm",
                        "-T",
                        "--no-deps",
                        "--entrypoint",
                        "/bin/promtool",
                        "--volume",
                        ROOT.resolve("docker").toRealPath() + ":/rules:ro",
                        "prometheus",
                        "test",
                        "rules",
                        "/rules/alerts-test.yml"))
                .contains("SUCCESS");
    }

    /** The script where every user can read it. */
    private String script() throws IOException {
        Set<PosixFilePermission> forAll = PosixFilePermissions.fromString("rwxr-xr-x");
        Path copy = Files.copy(ROOT.resolve("signal-bridge/signal-send.sh"), shared.resolve("signal-send.sh"));
        Files.setPosixFilePermissions(shared, forAll);
        Files.setPosixFilePermissions(copy, forAll);
        return copy.toString();
    }

    private void asTheBridgesUser(String... command) throws IOException {
        List<String> prefix = bridgeUser == own("uid")
                ? List.of()
                : List.of("setpriv", "--reuid=" + bridgeUser, "--regid=" + bridgeUser, "--clear-groups");
        run(prefix, command);
    }

    private static String pid(Path file) throws IOException {
        return Files.exists(file) ? Files.readString(file).strip() : "";
    }

    /** What Prometheus answers to a query, 0 where it knows nothing yet. */
    private double queried(String query) throws IOException, InterruptedException {
        String body = answered("query?query=" + URLEncoder.encode(query, StandardCharsets.UTF_8));
        Matcher value = Pattern.compile("\"value\":\\[[0-9.]+,\"([^\"]+)\"]").matcher(body);
        return value.find() ? Double.parseDouble(value.group(1)) : 0;
    }

    /** What Prometheus answers. */
    private String answered(String request) throws IOException, InterruptedException {
        try (HttpClient client = HttpClient.newHttpClient()) {
            URI uri = URI.create("http://127.0.0.1:" + prometheusPort + "/api/v1/" + request);
            return client.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString())
                    .body();
        }
    }
}
