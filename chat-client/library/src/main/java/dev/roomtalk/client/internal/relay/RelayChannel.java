package dev.roomtalk.client.internal.relay;

import com.google.protobuf.CodedOutputStream;
import dev.roomtalk.client.internal.base.SessionLoop;
import dev.roomtalk.proto.Frame;
import dev.roomtalk.wire.DatagramHeader;
import dev.roomtalk.wire.DatagramOpener;
import dev.roomtalk.wire.DatagramSealer;
import dev.roomtalk.wire.Protocol;
import dev.roomtalk.wire.RelayKeys;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Frames to the relay in encrypted datagrams, and datagrams of the relay decrypted: the port, the keys, the packet
 * numbers and the datagram that is being filled. Confined to the session's loop.
 */
final class RelayChannel {
    private static final Duration OLD_KEYS = Duration.ofSeconds(60);

    /**
     * Datagrams under one key, at most: AES-GCM allows no more (RFC 9001 §B.1.1). A server renews keys at half of it.
     */
    static final long MAX_DATAGRAMS = 1L << 28;

    private final SessionLoop loop;
    private final DatagramPort.Opener ports;
    private final DatagramPort.Receiver receiver;
    private final long maxDatagrams;
    private final byte[] bundle = new byte[Protocol.MAX_PLAINTEXT];
    private final byte[] out = new byte[Protocol.MAX_DATAGRAM];
    private int bundled;
    private boolean flushing;
    private boolean closed;
    private int opened;
    private DatagramPort port;
    private DatagramSealer sealer;
    private DatagramOpener opener;
    private long oldConnectionId;
    private @Nullable DatagramOpener oldOpener;
    private long oldOpenerEnds;

    /**
     * @param receiver takes datagrams as they arrive; it decrypts them by {@link #open}
     * @param maxDatagrams under one key
     */
    RelayChannel(
            SessionLoop loop,
            DatagramPort.Opener ports,
            DatagramPort.Receiver receiver,
            byte[] secret,
            long connectionId,
            long maxDatagrams) {
        this.maxDatagrams = maxDatagrams;
        this.loop = loop;
        this.ports = ports;
        this.receiver = receiver;
        RelayKeys keys = RelayKeys.derive(secret, connectionId);
        this.sealer = keys.clientSealer(connectionId);
        this.opener = keys.serverOpener();
        this.port = ports.open(opened++, receiver);
    }

    /** The highest packet number that was received under the present keys. */
    long highest() {
        return opener.highest();
    }

    /** How many datagrams were received under the present keys. */
    long received() {
        return opener.received();
    }

    /**
     * Puts a frame into the next datagram, which leaves at the end of this turn of the loop.
     *
     * @return false if the frame is too large for any datagram
     */
    boolean send(Frame frame) {
        int size = frame.getSerializedSize();
        if (size > bundle.length) {
            return false;
        }
        if (bundled + size > bundle.length) {
            flush();
        }
        CodedOutputStream stream = CodedOutputStream.newInstance(bundle, bundled, size);
        try {
            frame.writeTo(stream);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        bundled += size;
        if (!flushing) {
            flushing = true;
            loop.execute(() -> {
                flushing = false;
                flush();
            });
        }
        return true;
    }

    /** Whether the present key has sealed all that it may: nothing more is sent until {@link #rekey}. */
    boolean exhausted() {
        return sealer.sealed() >= maxDatagrams;
    }

    /** Sends what is bundled now; drops it if the key is {@link #exhausted}. */
    void flush() {
        if (bundled > 0 && !closed && !exhausted()) {
            int length = sealer.seal(bundle, 0, bundled, out, 0);
            port.send(out, length);
        }
        bundled = 0;
    }

    /**
     * Decrypts a datagram of the server.
     *
     * @return the length of the plain text in {@code in}; negative if the datagram is not from the server
     */
    int open(byte[] bytes, int length, byte[] in) {
        if (!DatagramHeader.plausible(length == 0 ? 0 : bytes[0], length)) {
            return DatagramOpener.FORGED;
        }
        long connectionId = DatagramHeader.connectionId(bytes, 0);
        if (connectionId == sealer.connectionId()) {
            return opener.open(bytes, 0, length, in);
        }
        if (oldOpener != null && connectionId == oldConnectionId && loop.nanoTime() - oldOpenerEnds < 0) {
            return oldOpener.open(bytes, 0, length, in);
        }
        return DatagramOpener.FORGED;
    }

    /**
     * Uses new keys from the next datagram on; the server's old ones are accepted for a while.
     *
     * @return false if they are the present ones: sealing goes on where it is, because no packet number may come twice
     */
    boolean rekey(byte[] secret, long connectionId) {
        if (connectionId == sealer.connectionId()) {
            return false;
        }
        flush();
        if (oldOpener != null) {
            oldOpener.close();
        }
        oldConnectionId = sealer.connectionId();
        sealer.close();
        oldOpener = opener;
        oldOpenerEnds = loop.nanoTime() + OLD_KEYS.toNanos();
        RelayKeys keys = RelayKeys.derive(secret, connectionId);
        sealer = keys.clientSealer(connectionId);
        opener = keys.serverOpener();
        return true;
    }

    /** Goes on from a new port. */
    void reopen() {
        port.close();
        port = ports.open(opened++, receiver);
    }

    void close() {
        flush();
        closed = true;
        port.close();
        sealer.close();
        opener.close();
        if (oldOpener != null) {
            oldOpener.close();
        }
    }
}
