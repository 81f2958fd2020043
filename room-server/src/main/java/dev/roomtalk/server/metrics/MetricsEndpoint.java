package dev.roomtalk.server.metrics;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.roomtalk.server.base.Health;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * {@code /metrics}, {@code /live} and {@code /ready} over plain HTTP. It needs no authentication: its port is for the
 * operator's own network.
 */
public final class MetricsEndpoint implements AutoCloseable {
    private static final int MAX_CONNECTIONS = 64;
    private static final int WAITING = 16;
    private static final String METRICS_FORMAT = "text/plain; version=0.0.4; charset=utf-8";
    private static final String TEXT = "text/plain; charset=utf-8";

    static {
        System.setProperty("jdk.httpserver.maxConnections", Integer.toString(MAX_CONNECTIONS));
        // In seconds: a slow client does not hold its place for ever.
        System.setProperty("sun.net.httpserver.maxReqTime", "10");
        System.setProperty("sun.net.httpserver.maxRspTime", "10");
    }

    private final HttpServer server;
    private final ExecutorService threads;
    private final Metrics metrics;

    private MetricsEndpoint(HttpServer server, ExecutorService threads, Metrics metrics) {
        this.server = server;
        this.threads = threads;
        this.metrics = metrics;
    }

    /**
     * Serves these metrics, which it closes at its end.
     *
     * @throws IOException in a sentence for the person: the address is taken
     */
    public static MetricsEndpoint open(InetSocketAddress address, Metrics metrics, Health health) throws IOException {
        HttpServer server;
        try {
            server = HttpServer.create(address, WAITING);
        } catch (IOException e) {
            metrics.close();
            throw new IOException(
                    "cannot listen for metrics on " + address.getAddress().getHostAddress() + " port "
                            + address.getPort() + ": " + e.getMessage(),
                    e);
        }
        // One for each exchange: who is slow to ask or to read waits for itself alone.
        ExecutorService threads = Executors.newThreadPerTaskExecutor(
                Thread.ofVirtual().name("metrics-", 1).factory());
        server.setExecutor(threads);
        server.createContext("/metrics", exchange -> answer(exchange, "/metrics", 200, METRICS_FORMAT, metrics.text()));
        server.createContext("/live", exchange -> {
            String stuck = health.stuck();
            answer(exchange, "/live", stuck == null ? 200 : 503, TEXT, (stuck == null ? "live" : stuck) + "\n");
        });
        server.createContext("/ready", exchange -> {
            String late = health.lateness();
            String trouble = health.trouble();
            boolean ready = health.serves() && late == null;
            String text = ready
                    ? trouble == null ? "ready" : "ready, but " + trouble
                    : late == null ? "not ready" : "not ready: " + late;
            answer(exchange, "/ready", ready ? 200 : 503, TEXT, text + "\n");
        });
        server.start();
        return new MetricsEndpoint(server, threads, metrics);
    }

    private static void answer(HttpExchange exchange, String path, int status, String type, String text)
            throws IOException {
        try (exchange) {
            String method = exchange.getRequestMethod();
            // A context answers for every path that begins like it.
            boolean found = exchange.getRequestURI().getPath().equals(path);
            boolean reads = method.equals("GET") || method.equals("HEAD");
            byte[] body = (found && reads ? text : "this answers GET /metrics, /live and /ready\n")
                    .getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", found && reads ? type : TEXT);
            boolean head = method.equals("HEAD");
            exchange.sendResponseHeaders(found ? reads ? status : 405 : 404, head ? -1 : body.length);
            if (!head) {
                exchange.getResponseBody().write(body);
            }
        }
    }

    public int port() {
        return server.getAddress().getPort();
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
        metrics.close();
    }
}
