package dev.roomtalk.server.metrics;

import com.sun.net.httpserver.HttpExchange;
import dev.roomtalk.server.base.Health;
import dev.roomtalk.server.base.HttpListener;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;

/**
 * {@code /metrics}, {@code /live} and {@code /ready} over plain HTTP. It needs no authentication: its port is for the
 * operator's own network.
 */
public final class MetricsEndpoint implements AutoCloseable {
    private static final String METRICS_FORMAT = "text/plain; version=0.0.4; charset=utf-8";
    private static final String TEXT = "text/plain; charset=utf-8";

    private final HttpListener listener;
    private final Metrics metrics;

    private MetricsEndpoint(HttpListener listener, Metrics metrics) {
        this.listener = listener;
        this.metrics = metrics;
    }

    /**
     * Serves these metrics, which it closes at its end.
     *
     * @throws IOException in a sentence for the person: the address is taken
     */
    public static MetricsEndpoint open(InetSocketAddress address, Metrics metrics, Health health) throws IOException {
        HttpListener listener;
        try {
            listener = HttpListener.open("metrics", address, null);
        } catch (IOException e) {
            metrics.close();
            throw e;
        }
        listener.handle("/metrics", exchange -> answer(exchange, "/metrics", 200, METRICS_FORMAT, metrics.text()));
        listener.handle("/live", exchange -> {
            String stuck = health.stuck();
            answer(exchange, "/live", stuck == null ? 200 : 503, TEXT, (stuck == null ? "live" : stuck) + "\n");
        });
        listener.handle("/ready", exchange -> {
            String late = health.lateness();
            String trouble = health.trouble();
            boolean ready = health.serves() && late == null;
            String text = ready
                    ? trouble == null ? "ready" : "ready, but " + trouble
                    : late == null ? "not ready" : "not ready: " + late;
            answer(exchange, "/ready", ready ? 200 : 503, TEXT, text + "\n");
        });
        listener.start();
        return new MetricsEndpoint(listener, metrics);
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
        return listener.port();
    }

    @Override
    public void close() {
        listener.close();
        metrics.close();
    }
}
