package dev.roomtalk.server.base;

import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * The JDK's HTTP server with bounds: 64 connections, 10 s to send a request and as long to read the answer. Each
 * request has a virtual thread of its own, so that who is slow to ask or to read waits for itself alone. Any thread.
 */
public final class HttpListener implements AutoCloseable {
    private static final int MAX_CONNECTIONS = 64;
    private static final int MAX_HEADER_BYTES = 16 << 10;
    private static final int WAITING = 16;

    static {
        System.setProperty("jdk.httpserver.maxConnections", Integer.toString(MAX_CONNECTIONS));
        System.setProperty("jdk.http.maxHeaderSize", Integer.toString(MAX_HEADER_BYTES));
        // In seconds: a slow client does not hold its place for ever.
        System.setProperty("sun.net.httpserver.maxReqTime", "10");
        System.setProperty("sun.net.httpserver.maxRspTime", "10");
    }

    private final HttpServer server;
    private final ExecutorService threads;

    private HttpListener(HttpServer server, ExecutorService threads) {
        this.server = server;
        this.threads = threads;
    }

    /**
     * Takes the address; {@link #start} begins to serve.
     *
     * @param what it is for, as "metrics": its threads are named so
     * @param tls null: plain HTTP
     * @throws IOException in a sentence for the person: the address is taken
     */
    public static HttpListener open(String what, InetSocketAddress address, @Nullable SSLContext tls)
            throws IOException {
        HttpServer server;
        try {
            if (tls == null) {
                server = HttpServer.create(address, WAITING);
            } else {
                HttpsServer encrypted = HttpsServer.create(address, WAITING);
                encrypted.setHttpsConfigurator(new HttpsConfigurator(tls));
                server = encrypted;
            }
        } catch (IOException e) {
            throw new IOException(
                    "cannot listen for " + what + " on "
                            + address.getAddress().getHostAddress() + " port " + address.getPort() + ": "
                            + e.getMessage(),
                    e);
        }
        ExecutorService threads = Executors.newThreadPerTaskExecutor(
                Thread.ofVirtual().name(what.replace(' ', '-') + "-", 1).factory());
        server.setExecutor(threads);
        return new HttpListener(server, threads);
    }

    /** Gives requests of paths that begin so to a handler, which closes the exchange. To be called before the start. */
    public void handle(String path, HttpHandler handler) {
        server.createContext(path, handler);
    }

    public void start() {
        server.start();
    }

    public int port() {
        return server.getAddress().getPort();
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
