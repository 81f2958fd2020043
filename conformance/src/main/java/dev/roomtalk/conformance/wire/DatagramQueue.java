package dev.roomtalk.conformance.wire;

import dev.roomtalk.conformance.check.Finding;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.SocketException;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A UDP socket, and what has arrived at it, read by a thread of its own. */
public final class DatagramQueue implements AutoCloseable {
    /** One datagram, and where it came from. */
    public static final class Arrived {
        private final byte[] bytes;
        private final SocketAddress from;

        Arrived(byte[] bytes, SocketAddress from) {
            this.bytes = bytes;
            this.from = from;
        }

        /** Not copied. */
        public byte[] bytes() {
            return bytes;
        }

        public SocketAddress from() {
            return from;
        }
    }

    private final DatagramSocket socket;
    private final BlockingQueue<Arrived> arrived = new LinkedBlockingQueue<>();

    /** At any port of an address of this machine. */
    public DatagramQueue(InetAddress local) {
        try {
            socket = new DatagramSocket(new InetSocketAddress(local, 0));
        } catch (SocketException e) {
            throw new UncheckedIOException(e);
        }
        Thread.ofVirtual().name("datagrams").start(this::read);
    }

    private void read() {
        byte[] buffer = new byte[65_536];
        try {
            while (true) {
                DatagramPacket packet = new DatagramPacket(buffer, buffer.length);
                socket.receive(packet);
                arrived.add(new Arrived(Arrays.copyOf(buffer, packet.getLength()), packet.getSocketAddress()));
            }
        } catch (IOException e) {
            // It was closed.
        }
    }

    public int port() {
        return socket.getLocalPort();
    }

    public void send(byte[] datagram, SocketAddress to) {
        try {
            socket.send(new DatagramPacket(datagram, datagram.length, to));
        } catch (IOException e) {
            throw new Finding("no datagram could be sent to " + to + ": " + e.getMessage());
        }
    }

    /** The next datagram; null if none comes in time. */
    public @Nullable Arrived next(Duration patience) {
        try {
            return arrived.poll(patience.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Finding("interrupted");
        }
    }

    @Override
    public void close() {
        socket.close();
    }
}
