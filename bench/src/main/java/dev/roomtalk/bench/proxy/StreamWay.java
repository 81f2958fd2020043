package dev.roomtalk.bench.proxy;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Arrays;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Carries TCP connections between clients and a server: whole, in order, and later. */
final class StreamWay implements AutoCloseable {
    private static final int CHUNK_BYTES = 16_384;
    private static final int CHUNKS_UNDER_WAY = 64;
    private static final byte[] END = {};

    private final InetSocketAddress server;
    private final Duration delay;
    private final ServerSocket front;
    private final Thread acceptor;
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();

    StreamWay(InetSocketAddress front, InetSocketAddress server, Duration delay) throws IOException {
        this.server = server;
        this.delay = delay;
        this.front = new ServerSocket(front.getPort(), 50, front.getAddress());
        this.acceptor = start(this::accept);
    }

    private void accept() {
        while (!front.isClosed()) {
            try {
                Socket client = keep(front.accept());
                start(() -> connect(client));
            } catch (IOException _) {
                // Closed.
            }
        }
    }

    private void connect(Socket client) {
        try {
            Socket onward = keep(new Socket(server.getAddress(), server.getPort()));
            client.setTcpNoDelay(true);
            onward.setTcpNoDelay(true);
            carry(client, onward);
            carry(onward, client);
        } catch (IOException _) {
            close(client);
        }
    }

    private Socket keep(Socket socket) {
        sockets.add(socket);
        return socket;
    }

    private void carry(Socket from, Socket to) {
        DelayLine<byte[]> line = new DelayLine<>(delay, CHUNKS_UNDER_WAY);
        Thread reader = start(() -> read(from, line));
        start(() -> {
            write(line, to);
            reader.interrupt();
            close(from);
        });
    }

    private static void read(Socket from, DelayLine<byte[]> line) {
        byte[] chunk = new byte[CHUNK_BYTES];
        try {
            try {
                InputStream in = from.getInputStream();
                for (int length = in.read(chunk); length >= 0; length = in.read(chunk)) {
                    line.put(Arrays.copyOf(chunk, length));
                }
            } catch (IOException _) {
                // What was read before still arrives.
            }
            line.put(END);
        } catch (InterruptedException _) {
            // The other end is gone.
        }
    }

    private void write(DelayLine<byte[]> line, Socket to) {
        try {
            for (byte[] chunk = line.take(); chunk.length > 0; chunk = line.take()) {
                to.getOutputStream().write(chunk);
            }
        } catch (IOException | InterruptedException _) {
            // Gone.
        }
        close(to);
    }

    private void close(Socket socket) {
        sockets.remove(socket);
        try {
            socket.close();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() throws IOException {
        front.close();
        // Until it has let go of the socket, the address is taken.
        LossyPath.join(acceptor);
        sockets.forEach(this::close);
    }

    /** Not virtual: those wait for each other where the processor's threads are few and some read from pipes. */
    private static Thread start(Runnable work) {
        return Thread.ofPlatform().daemon().name("path-stream").start(work);
    }
}
