package dev.roomtalk.client;

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
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * What lies between a client and a server on 127.0.0.1: the same port on 127.0.0.2, TCP and UDP, with losses to order.
 * Threads of its own carry the bytes.
 */
final class BadNetwork implements AutoCloseable {
    static final String HOST = "127.0.0.2";

    private final InetSocketAddress server;
    private final ServerSocket listening;
    private final DatagramSocket datagrams;
    private final List<Socket> connections = new CopyOnWriteArrayList<>();
    private final Map<InetSocketAddress, DatagramSocket> upstream = new ConcurrentHashMap<>();
    private final Random random;
    private volatile double udpLoss;
    private volatile boolean tcpRefused;
    private volatile boolean duplicate;
    private volatile long longest = Long.MAX_VALUE;
    private final AtomicInteger cuts = new AtomicInteger();

    BadNetwork(int port, long seed) {
        random = new Random(seed);
        try {
            server = new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), port);
            listening = new ServerSocket(port, 50, InetAddress.ofLiteral(HOST));
            datagrams = new DatagramSocket(new InetSocketAddress(InetAddress.ofLiteral(HOST), port));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        thread(this::accept);
        thread(this::fromClients);
    }

    /** @param loss from 0 to 1, in each direction */
    void loseUdp(double loss) {
        udpLoss = loss;
    }

    /** Every datagram that arrives arrives twice. */
    void duplicateUdp() {
        duplicate = true;
    }

    /** Cuts every connection. */
    void cutTcp() {
        connections.forEach(BadNetwork::close);
        connections.clear();
    }

    /** Each connection is cut that has carried so many bytes in one direction. */
    void cutTcpAfter(long bytes) {
        longest = bytes;
    }

    /** How many connections were cut because of what they have carried. */
    int cuts() {
        return cuts.get();
    }

    /** New connections are closed at once. */
    void refuseTcp(boolean refuse) {
        tcpRefused = refuse;
    }

    /** Clients' datagrams come from new ports from now on, as after a NAT has forgotten them. */
    void moveClients() {
        upstream.values().forEach(DatagramSocket::close);
        upstream.clear();
    }

    private void accept() {
        while (!listening.isClosed()) {
            try {
                Socket client = listening.accept();
                if (tcpRefused) {
                    client.close();
                    continue;
                }
                Socket onward = new Socket(server.getAddress(), server.getPort());
                connections.add(client);
                connections.add(onward);
                thread(() -> copy(client, onward));
                thread(() -> copy(onward, client));
            } catch (IOException e) {
                // Closed, or the server is not there.
            }
        }
    }

    private void copy(Socket from, Socket to) {
        try (from;
                to) {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            byte[] bytes = new byte[16 << 10];
            long carried = 0;
            for (int read = in.read(bytes); read >= 0; read = in.read(bytes)) {
                out.write(bytes, 0, read);
                carried += read;
                if (carried > longest) {
                    cuts.incrementAndGet();
                    return;
                }
            }
        } catch (IOException e) {
            // Cut.
        }
    }

    private void fromClients() {
        byte[] bytes = new byte[2048];
        while (!datagrams.isClosed()) {
            try {
                DatagramPacket packet = new DatagramPacket(bytes, bytes.length);
                datagrams.receive(packet);
                InetSocketAddress client = (InetSocketAddress) packet.getSocketAddress();
                DatagramSocket onward = upstream.computeIfAbsent(client, this::open);
                carry(onward, Arrays.copyOf(bytes, packet.getLength()), server);
            } catch (IOException e) {
                // Closed.
            }
        }
    }

    private DatagramSocket open(InetSocketAddress client) {
        try {
            DatagramSocket socket = new DatagramSocket(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0));
            thread(() -> toClient(socket, client));
            return socket;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void toClient(DatagramSocket socket, InetSocketAddress client) {
        byte[] bytes = new byte[2048];
        while (!socket.isClosed()) {
            try {
                DatagramPacket packet = new DatagramPacket(bytes, bytes.length);
                socket.receive(packet);
                carry(datagrams, Arrays.copyOf(bytes, packet.getLength()), client);
            } catch (IOException e) {
                // Closed.
            }
        }
    }

    private void carry(DatagramSocket via, byte[] bytes, InetSocketAddress to) throws IOException {
        boolean lost;
        synchronized (random) {
            lost = random.nextDouble() < udpLoss;
        }
        for (int i = 0; i < (duplicate ? 2 : 1) && !lost; i++) {
            via.send(new DatagramPacket(bytes, bytes.length, to));
        }
    }

    private static void thread(Runnable task) {
        Thread.ofPlatform().daemon().name("bad-network").start(task);
    }

    private static void close(AutoCloseable closeable) {
        try {
            closeable.close();
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    @Override
    public void close() {
        close(listening);
        close(datagrams);
        cutTcp();
        moveClients();
    }
}
