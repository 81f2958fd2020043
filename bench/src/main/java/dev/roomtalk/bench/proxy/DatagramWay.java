package dev.roomtalk.bench.proxy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.time.Duration;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Carries datagrams between clients and a server, from a port of its own towards the server for each client. One thread
 * reads every socket and decides what is lost, a second sends what is due; the rest may be called from any thread.
 */
final class DatagramWay implements AutoCloseable {
    private static final int BUFFER_BYTES = 4 << 20;
    private static final int UNDER_WAY = 100_000;

    private record Parcel(ByteBuffer bytes, DatagramChannel via, SocketAddress to) {}

    private final InetSocketAddress server;
    private final Selector selector = Selector.open();
    private final DatagramChannel front;
    private final Map<SocketAddress, DatagramChannel> ports = new ConcurrentHashMap<>();
    private final DelayLine<Parcel> line;
    private final Direction up;
    private final Direction down;
    private final ByteBuffer received = ByteBuffer.allocateDirect(65_536);
    private final Thread reader;
    private final Thread sender;
    private volatile double loss;
    private volatile boolean open = true;

    DatagramWay(InetSocketAddress front, InetSocketAddress server, Duration delay, double loss, long seed)
            throws IOException {
        SplittableRandom random = new SplittableRandom(seed);
        this.server = server;
        this.loss = loss;
        this.line = new DelayLine<>(delay, UNDER_WAY);
        this.up = new Direction(random.split());
        this.down = new Direction(random.split());
        this.front = open(front, null);
        this.reader = Thread.ofPlatform().daemon().name("path-reads").start(this::read);
        this.sender = Thread.ofPlatform().daemon().name("path-sends").start(this::send);
    }

    /** @param client whose datagrams leave by the new socket; null: it is the one that clients send to */
    private DatagramChannel open(InetSocketAddress local, @Nullable SocketAddress client) throws IOException {
        DatagramChannel channel = DatagramChannel.open();
        channel.setOption(StandardSocketOptions.SO_RCVBUF, BUFFER_BYTES);
        channel.setOption(StandardSocketOptions.SO_SNDBUF, BUFFER_BYTES);
        channel.configureBlocking(false);
        channel.bind(local);
        channel.register(selector, SelectionKey.OP_READ, client);
        return channel;
    }

    void lose(double fraction) {
        loss = fraction;
    }

    void pass(boolean pass) {
        open = pass;
    }

    DatagramCounts up() {
        return up.counts();
    }

    DatagramCounts down() {
        return down.counts();
    }

    /** The server sees the clients' datagrams come from new ports from now on. */
    void changePorts() {
        ports.values().forEach(DatagramWay::close);
        ports.clear();
    }

    private void read() {
        try {
            while (true) {
                selector.select();
                for (SelectionKey key : selector.selectedKeys()) {
                    if (key.isValid()) {
                        read((DatagramChannel) key.channel(), (SocketAddress) key.attachment());
                    }
                }
                selector.selectedKeys().clear();
            }
        } catch (IOException | ClosedSelectorException _) {
            // Closed.
        }
    }

    private void read(DatagramChannel channel, @Nullable SocketAddress client) {
        try {
            for (SocketAddress from = receive(channel); from != null; from = receive(channel)) {
                if (client != null && down.passes(loss, open)) {
                    line.offer(new Parcel(copy(), front, client));
                } else if (client == null && up.passes(loss, open)) {
                    line.offer(new Parcel(copy(), ports.computeIfAbsent(from, this::openPort), server));
                }
            }
        } catch (IOException _) {
            // This socket was closed.
        }
    }

    private @Nullable SocketAddress receive(DatagramChannel channel) throws IOException {
        received.clear();
        return channel.receive(received);
    }

    private ByteBuffer copy() {
        received.flip();
        return ByteBuffer.allocate(received.remaining()).put(received).flip();
    }

    private DatagramChannel openPort(SocketAddress client) {
        try {
            return open(new InetSocketAddress(server.getAddress(), 0), client);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void send() {
        try {
            while (true) {
                Parcel parcel = line.take();
                try {
                    parcel.via.send(parcel.bytes, parcel.to);
                } catch (IOException _) {
                    // Its port is gone, and with it what was under way.
                }
            }
        } catch (InterruptedException _) {
            // Closed.
        }
    }

    @Override
    public void close() {
        close(selector);
        sender.interrupt();
        // Afterwards nobody opens another port.
        LossyPath.join(reader);
        LossyPath.join(sender);
        close(front);
        changePorts();
    }

    private static void close(AutoCloseable closeable) {
        try {
            closeable.close();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}
