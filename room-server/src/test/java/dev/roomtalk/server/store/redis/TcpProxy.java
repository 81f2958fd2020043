package dev.roomtalk.server.store.redis;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;

/** Stands between an engine and its Redis: refuses connections, or swallows what one of them brings. */
final class TcpProxy implements AutoCloseable {
    private static final int BUFFER = 16 << 10;

    private final ServerSocket server;
    private final int target;
    private final List<Pair> pairs = new ArrayList<>();
    private final AtomicInteger refusing = new AtomicInteger();

    private static final class Pair {
        final Socket client;
        final Socket server;
        volatile boolean swallows;

        Pair(Socket client, Socket server) {
            this.client = client;
            this.server = server;
        }

        void close() {
            try (client;
                    server) {
                swallows = true;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    TcpProxy(RedisServer redis) {
        target = redis.port();
        try {
            server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Thread.ofVirtual().start(this::accept);
    }

    RedisSettings settings() {
        return Objects.requireNonNull(RedisSettings.parse("redis://127.0.0.1:" + server.getLocalPort() + "/0"));
    }

    /** Ends the next so many connections at once. */
    void refuse(int connections) {
        refusing.set(connections);
    }

    /** How many are still to be refused. */
    int refusing() {
        return refusing.get();
    }

    /** From now on nothing is heard of Redis over the latest connection, which stays open. */
    synchronized void swallowLatest() {
        pairs.getLast().swallows = true;
    }

    /** Ends the latest connection. */
    synchronized void cutLatest() {
        pairs.getLast().close();
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                Socket client = server.accept();
                if (refusing.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
                    client.close();
                } else {
                    begin(new Pair(client, new Socket(InetAddress.getLoopbackAddress(), target)));
                }
            } catch (IOException e) {
                // It is closed, or there is no Redis.
            }
        }
    }

    private synchronized void begin(Pair pair) {
        pairs.add(pair);
        Thread.ofVirtual().start(() -> carry(pair, pair.client, pair.server, false));
        Thread.ofVirtual().start(() -> carry(pair, pair.server, pair.client, true));
    }

    private static void carry(Pair pair, Socket from, Socket to, boolean swallowable) {
        byte[] buffer = new byte[BUFFER];
        try (from;
                to) {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            for (int length = in.read(buffer); length >= 0; length = in.read(buffer)) {
                if (!swallowable || !pair.swallows) {
                    out.write(buffer, 0, length);
                }
            }
        } catch (IOException e) {
            // One of them ended.
        }
    }

    @Override
    public synchronized void close() {
        try {
            server.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        pairs.forEach(Pair::close);
    }
}
