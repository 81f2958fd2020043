package dev.roomtalk.server.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.roomtalk.server.app.Node;
import dev.roomtalk.server.base.Counter;
import dev.roomtalk.server.base.Counters;
import dev.roomtalk.server.base.Gauge;
import dev.roomtalk.server.base.Health;
import dev.roomtalk.server.base.Latency;
import dev.roomtalk.server.base.LatencyHistogram;
import dev.roomtalk.server.settings.ServerSettings;
import dev.roomtalk.server.settings.Setting;
import dev.roomtalk.server.settings.SettingException;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class MetricsTest {
    @TempDir
    Path directory;

    private Node node() throws IOException, SettingException {
        return Node.start(ServerSettings.of(Map.of(
                Setting.HOST, "127.0.0.1",
                Setting.PORT, "0",
                Setting.METRICS_PORT, "0",
                Setting.DATA_DIR, directory.toString())));
    }

    @Test
    void whoAsksSlowlyKeepsNobodyElseWaiting() throws Exception {
        try (Node node = node();
                Closer slow = new Closer()) {
            for (int i = 0; i < 8; i++) {
                Socket socket = new Socket(InetAddress.getLoopbackAddress(), node.metricsPort());
                slow.sockets.add(socket);
                socket.getOutputStream().write("GET /live HTTP/1.1\r\nHost: ".getBytes(StandardCharsets.US_ASCII));
            }
            // An exchange has ten seconds to be asked for: all eight still wait when this one is answered.
            assertThat(get(node, "/live").statusCode()).isEqualTo(200);
            for (Socket socket : slow.sockets) {
                socket.setSoTimeout(1);
                assertThatThrownBy(() -> socket.getInputStream().read()).isInstanceOf(SocketTimeoutException.class);
            }
        }
    }

    private static final class Closer implements AutoCloseable {
        final List<Socket> sockets = new ArrayList<>();

        @Override
        public void close() throws IOException {
            for (Socket socket : sockets) {
                socket.close();
            }
        }
    }

    private static HttpResponse<String> get(Node node, String path) throws IOException, InterruptedException {
        return get(node.metricsPort(), path, "GET");
    }

    private static HttpResponse<String> get(int port, String path, String method)
            throws IOException, InterruptedException {
        try (HttpClient client = HttpClient.newHttpClient()) {
            return client.send(
                    HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                            .method(method, HttpRequest.BodyPublishers.noBody())
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
        }
    }

    /** The value of a line that begins with this name and these labels. */
    private static double value(String text, String name) {
        return Arrays.stream(text.split("\n"))
                .filter(line -> line.startsWith(name + " "))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' '))))
                .findFirst()
                .orElseThrow(() -> new AssertionError(name + " is not in " + text));
    }

    private static String name(Counter counter) {
        String name = (Metrics.PREFIX + counter.metric()).replace('.', '_') + "_total";
        return counter.label().isEmpty() ? name : name + "{" + counter.label() + "=\"" + counter.value() + "\"}";
    }

    @Test
    void everythingThatIsCountedIsThere() throws IOException, SettingException, InterruptedException {
        try (Node node = node()) {
            String text = get(node, "/metrics").body();
            for (Counter counter : Counter.values()) {
                assertThat(value(text, name(counter))).isNotNegative();
            }
            for (Gauge gauge : Gauge.values()) {
                assertThat(value(text, (Metrics.PREFIX + gauge.metric()).replace('.', '_')))
                        .isNotNegative();
            }
            for (Latency latency : Latency.values()) {
                assertThat(value(text, Metrics.name(latency) + "_count")).isNotNegative();
                assertThat(text)
                        .containsPattern(Pattern.quote(Metrics.name(latency)) + "_bucket\\{le=\"0.005\"\\} \\d");
            }
            assertThat(text).contains("jvm_gc_", "process_files_open_files", "roomtalk_build_info{version=\"");
        }
    }

    @Test
    void everythingThatTheDashboardDrawsIsThere() throws IOException, SettingException, InterruptedException {
        String dashboard = Files.readString(Path.of("../docker/grafana/dashboards/roomtalk.json"));
        Set<String> drawn = Pattern.compile("\\b(?:roomtalk|jvm|process|system)_\\w+")
                .matcher(dashboard)
                .results()
                .map(MatchResult::group)
                .collect(Collectors.toSet());
        assertThat(drawn).hasSizeGreaterThan(30);
        try (Node node = node()) {
            // What Java tells of collections is there after the first.
            System.gc();
            await().untilAsserted(() -> assertThat(get(node, "/metrics").body()).contains("jvm_gc_pause_seconds_sum"));
            Set<String> told = get(node, "/metrics")
                    .body()
                    .lines()
                    .filter(line -> !line.startsWith("#"))
                    .map(line -> line.split("[ {]", 2)[0])
                    .collect(Collectors.toSet());
            assertThat(told).containsAll(drawn);
        }
    }

    @Test
    void aForgedDatagramShowsAsOneWithItsReason() throws IOException, SettingException, InterruptedException {
        try (Node node = node();
                DatagramSocket socket = new DatagramSocket()) {
            byte[] noise = new byte[64];
            socket.send(new DatagramPacket(noise, noise.length, InetAddress.getLoopbackAddress(), node.port()));
            await().until(() -> value(get(node, "/metrics").body(), name(Counter.DATAGRAMS_IN)) == 1);
            await().until(() -> value(get(node, "/metrics").body(), name(Counter.DATAGRAMS_IMPLAUSIBLE)) == 1);
        }
    }

    @Test
    void tellsHowTheNodeIs() throws IOException, SettingException, InterruptedException {
        try (Node node = node()) {
            HttpResponse<String> live = get(node, "/live");
            assertThat(live.statusCode()).isEqualTo(200);
            assertThat(live.body()).isEqualTo("live\n");
            HttpResponse<String> ready = get(node, "/ready");
            assertThat(ready.statusCode()).isEqualTo(200);
            assertThat(ready.body()).isEqualTo("ready\n");
            assertThat(get(node, "/metricsx").statusCode()).isEqualTo(404);
            assertThat(get(node.metricsPort(), "/metrics", "POST").statusCode()).isEqualTo(405);
            assertThat(get(node.metricsPort(), "/ready", "HEAD").body()).isEmpty();
        }
    }

    private record Told(
            @Nullable String stuck,
            boolean serves,
            @Nullable String lateness,
            @Nullable String trouble) implements Health {}

    @Test
    void saysWhatIsWrong() throws IOException, InterruptedException {
        Health health = new Told("a loop stands still", false, null, null);
        try (MetricsEndpoint endpoint = open(health, 0)) {
            HttpResponse<String> live = get(endpoint.port(), "/live", "GET");
            assertThat(live.statusCode()).isEqualTo(503);
            assertThat(live.body()).isEqualTo("a loop stands still\n");
            assertThat(get(endpoint.port(), "/ready", "GET").statusCode()).isEqualTo(503);
        }
        try (MetricsEndpoint endpoint = open(new Told(null, true, null, "nothing is stored: its disk is full"), 0)) {
            HttpResponse<String> ready = get(endpoint.port(), "/ready", "GET");
            assertThat(ready.statusCode()).isEqualTo(200);
            assertThat(ready.body()).isEqualTo("ready, but nothing is stored: its disk is full\n");
        }
        try (MetricsEndpoint endpoint = open(new Told(null, true, "it hears nothing", null), 0)) {
            HttpResponse<String> ready = get(endpoint.port(), "/ready", "GET");
            assertThat(ready.statusCode()).isEqualTo(503);
            assertThat(ready.body()).isEqualTo("not ready: it hears nothing\n");
        }
    }

    private static MetricsEndpoint open(Health health, int port) throws IOException {
        Map<Gauge, java.util.function.DoubleSupplier> gauges = new java.util.EnumMap<>(Gauge.class);
        for (Gauge gauge : Gauge.values()) {
            gauges.put(gauge, () -> 0);
        }
        return MetricsEndpoint.open(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), port),
                new Metrics(new Counters(), gauges, "test"),
                health);
    }

    @Test
    void namesThePortThatIsTaken() throws IOException {
        Health health = new Told(null, true, null, null);
        try (MetricsEndpoint first = open(health, 0)) {
            assertThatThrownBy(() -> open(health, first.port()))
                    .isInstanceOf(IOException.class)
                    .hasMessageStartingWith("cannot listen for metrics on 127.0.0.1 port " + first.port() + ": ");
        }
    }

    @ParameterizedTest
    @EnumSource(Latency.class)
    void aLatencyIsInTheBucketThatItFitsInto(Latency latency) {
        Counters counters = new Counters();
        counters.took(latency, 50_000);
        counters.took(latency, 50_001);
        counters.took(latency, 3_600_000_000_000L);
        LatencyHistogram histogram = counters.latency(latency);
        long[] counts = histogram.counts();
        assertThat(counts[0]).isEqualTo(1);
        assertThat(counts[1]).isEqualTo(1);
        assertThat(counts[counts.length - 1]).isEqualTo(1);
        assertThat(counts).hasSameSizeAs(LatencyHistogram.bounds());
        assertThat(histogram.seconds()).isEqualTo(3600.000100001);
    }
}
