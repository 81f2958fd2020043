package dev.roomtalk.bench.proxy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;

/**
 * A way to a server on 127.0.0.1 that is long and bad: the server's port on another loopback address, where clients
 * find both TCP and UDP. Everything takes the delay in each direction; each datagram gets lost with the same chance, in
 * each direction. TCP is only delayed: its losses would have to happen below the kernel's TCP, which a process cannot
 * do to it. Like an address translator it has a port of its own towards the server for each client. May be used by any
 * thread.
 *
 * <p>A seed repeats which datagrams of a direction are lost, counted from the first; which message each of them carries
 * depends on when it was sent.
 */
public final class LossyPath implements AutoCloseable {
    private final InetSocketAddress front;
    private final StreamWay streams;
    private final DatagramWay datagrams;

    private LossyPath(InetSocketAddress front, StreamWay streams, DatagramWay datagrams) {
        this.front = front;
        this.streams = streams;
        this.datagrams = datagrams;
    }

    /**
     * Opens a way to 127.0.0.1.
     *
     * @param host an address of this machine, 127.0.0.2 for example, where the way begins
     * @param port of the server, and of the beginning
     * @param delay in each direction
     * @param loss from 0 to 1, of the datagrams of each direction
     */
    public static LossyPath open(String host, int port, Duration delay, double loss, long seed) throws IOException {
        InetSocketAddress front = new InetSocketAddress(InetAddress.ofLiteral(host), port);
        InetSocketAddress server = new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), port);
        StreamWay streams = new StreamWay(front, server, delay);
        try {
            return new LossyPath(front, streams, new DatagramWay(front, server, delay, loss, seed));
        } catch (IOException e) {
            streams.close();
            throw e;
        }
    }

    /** Where clients find the server. */
    public InetSocketAddress address() {
        return front;
    }

    /** From 0 to 1, from now on. */
    public void lose(double loss) {
        datagrams.lose(loss);
    }

    /** False: no datagram gets through any more. */
    public void passUdp(boolean pass) {
        datagrams.pass(pass);
    }

    /**
     * As an address translator does that restarts: the server sees the clients' datagrams come from new ports from now
     * on.
     */
    public void changePorts() {
        datagrams.changePorts();
    }

    /** Datagrams towards the server. */
    public DatagramCounts up() {
        return datagrams.up();
    }

    /** Datagrams towards clients. */
    public DatagramCounts down() {
        return datagrams.down();
    }

    @Override
    public void close() throws IOException {
        datagrams.close();
        streams.close();
    }

    /** Waits for the end of a thread of this path, unless interrupted. */
    static void join(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
