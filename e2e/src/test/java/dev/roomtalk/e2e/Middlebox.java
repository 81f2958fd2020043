package dev.roomtalk.e2e;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketAddress;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What stands between a client and a server on 127.0.0.1: it is reached at 127.0.0.2 on the same port, passes TCP on, and passes
 * UDP on only while it is told to. Like an address translator it has a port of its own towards the server for each client.
 * Its methods may be called from any thread.
 */
final class Middlebox implements AutoCloseable {
    private static final byte[] OUTSIDE = {127, 0, 0, 2};
    private static final byte[] INSIDE = {127, 0, 0, 1};

    private final InetSocketAddress server;
    private final ServerSocket streams;
    private final DatagramSocket datagrams;
    private final Map<SocketAddress, DatagramSocket> ports = new ConcurrentHashMap<>();
    private final AtomicLong swallowed = new AtomicLong();
    private final AtomicLong passed = new AtomicLong();
    private volatile boolean passesUdp;

    Middlebox(Server server) throws IOException {
        this.server = new InetSocketAddress(InetAddress.getByAddress(INSIDE), server.port());
        streams = new ServerSocket(server.port(), 50, InetAddress.getByAddress(OUTSIDE));
        datagrams = new DatagramSocket(server.port(), InetAddress.getByAddress(OUTSIDE));
        background(this::acceptStreams);
        background(this::readDatagrams);
    }

    String address() {
        return "127.0.0.2:" + server.getPort();
    }

    void passUdp(boolean pass) {
        passesUdp = pass;
    }

    /** Datagrams from clients that went no further. */
    long swallowed() {
        return swallowed.get();
    }

    /** Datagrams passed on, in both directions. */
    long passed() {
        return passed.get();
    }

    /** As an address translator does that restarts: from now on the server sees the clients' datagrams come from new ports. */
    void changePorts() {
        ports.values().forEach(DatagramSocket::close);
        ports.clear();
    }

    private void acceptStreams() throws IOException {
        while (true) {
            Socket client = streams.accept();
            Socket upstream = new Socket(server.getAddress(), server.getPort());
            background(() -> copy(client, upstream));
            background(() -> copy(upstream, client));
        }
    }

    private static void copy(Socket from, Socket to) throws IOException {
        try (from;
                to;
                InputStream in = from.getInputStream();
                OutputStream out = to.getOutputStream()) {
            in.transferTo(out);
        }
    }

    private void readDatagrams() throws IOException {
        while (true) {
            DatagramPacket packet = new DatagramPacket(new byte[65_536], 65_536);
            datagrams.receive(packet);
            if (passesUdp) {
                DatagramSocket port = ports.computeIfAbsent(packet.getSocketAddress(), this::openPort);
                port.send(new DatagramPacket(packet.getData(), packet.getLength(), server));
                passed.incrementAndGet();
            } else {
                swallowed.incrementAndGet();
            }
        }
    }

    private DatagramSocket openPort(SocketAddress client) {
        try {
            DatagramSocket port = new DatagramSocket(0, InetAddress.getByAddress(INSIDE));
            background(() -> {
                while (true) {
                    DatagramPacket packet = new DatagramPacket(new byte[65_536], 65_536);
                    port.receive(packet);
                    if (passesUdp) {
                        byte[] bytes = Arrays.copyOf(packet.getData(), packet.getLength());
                        datagrams.send(new DatagramPacket(bytes, bytes.length, client));
                        passed.incrementAndGet();
                    }
                }
            });
            return port;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Runs until a socket it uses is closed. */
    private static void background(Work work) {
        Thread.ofVirtual().start(() -> {
            try {
                work.run();
            } catch (IOException closed) {
                // one of its ends is gone, and with it what there was to do
            }
        });
    }

    private interface Work {
        void run() throws IOException;
    }

    @Override
    public void close() throws IOException {
        streams.close();
        datagrams.close();
        changePorts();
    }
}
