package dev.roomtalk.conformance.wire;

import dev.roomtalk.conformance.check.Finding;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A control connection as bytes: each record is a length of four bytes and a body. A thread of its own reads what
 * comes; what is read waits in a queue, and the end of the connection is the last thing in it.
 */
public final class RecordSocket implements AutoCloseable {
    /** What a record has at most. */
    public static final int LONGEST = 131_072;

    private final Socket socket;
    private final BlockingQueue<Optional<byte[]>> arrived = new LinkedBlockingQueue<>();

    /** Takes over the socket, which is connected. */
    public RecordSocket(Socket socket) {
        this.socket = socket;
        Thread.ofVirtual().name("reader").start(this::read);
    }

    private void read() {
        try {
            DataInputStream in = new DataInputStream(socket.getInputStream());
            while (true) {
                int length = in.readInt();
                if (length < 0 || length > LONGEST) {
                    throw new IOException("a record of " + Integer.toUnsignedString(length) + " bytes");
                }
                byte[] body = in.readNBytes(length);
                if (body.length < length) {
                    break;
                }
                arrived.add(Optional.of(body));
            }
        } catch (IOException e) {
            // The end, whichever way it came.
        } finally {
            arrived.add(Optional.empty());
        }
    }

    /** The next record; null if none comes in time. At the end of the connection an {@link Ended}. */
    public byte @Nullable [] next(Duration patience) {
        try {
            Optional<byte[]> body = arrived.poll(patience.toNanos(), TimeUnit.NANOSECONDS);
            if (body == null) {
                return null;
            }
            if (body.isEmpty()) {
                arrived.add(body);
                throw new Ended();
            }
            return body.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Finding("interrupted");
        }
    }

    /** The other end has closed the connection. */
    public static final class Ended extends Finding {
        private static final long serialVersionUID = 1;

        Ended() {
            super("the connection ended");
        }
    }

    /** Writes a body behind its length. */
    public void send(byte[] body) {
        write(record(body));
    }

    public static byte[] record(byte[] body) {
        return ByteBuffer.allocate(4 + body.length)
                .putInt(body.length)
                .put(body)
                .array();
    }

    /** Writes bytes as they are. */
    public void write(byte[] bytes) {
        try {
            OutputStream out = socket.getOutputStream();
            out.write(bytes);
            out.flush();
        } catch (IOException e) {
            // Why the other end has closed may stand in what it sent before.
        }
    }

    public Socket socket() {
        return socket;
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            // It is closed.
        }
    }
}
