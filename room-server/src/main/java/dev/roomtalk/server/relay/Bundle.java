package dev.roomtalk.server.relay;

import dev.roomtalk.wire.Protocol;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/** The frames that are to leave for one session in one datagram. Confined to the session's loop. */
final class Bundle {
    private final Egress egress;
    private final SessionKeys keys;
    private final SessionAddress address;
    private byte @Nullable [] frames;
    private int used;
    private int messages;

    Bundle(Egress egress, SessionKeys keys, SessionAddress address) {
        this.egress = egress;
        this.keys = keys;
        this.address = address;
    }

    /** What a frame adds to what leaves, in bytes: its own, and those of a datagram if it begins one. */
    int cost(byte[] frame) {
        boolean begins = frames == null || used + frame.length > Protocol.MAX_PLAINTEXT;
        return begins ? frame.length + Protocol.MAX_DATAGRAM - Protocol.MAX_PLAINTEXT : frame.length;
    }

    /** Adds a frame. It is dropped while the session has no address. */
    void add(byte[] frame) {
        if (!address.isKnown()) {
            return;
        }
        if (frames == null) {
            frames = egress.begin(this);
        } else if (used + frame.length > Protocol.MAX_PLAINTEXT) {
            seal(frames);
        }
        System.arraycopy(frame, 0, frames, used, frame.length);
        used += frame.length;
    }

    /** Adds a frame that carries a message. */
    void addMessage(byte[] frame) {
        add(frame);
        messages++;
    }

    /** Sends what there is, at the end of the loop's turn. */
    void flush() {
        if (frames != null) {
            seal(frames);
            egress.giveBack(frames);
            frames = null;
        }
    }

    private void seal(byte[] full) {
        RelaySocket socket = address.socket();
        InetSocketAddress to = address.address();
        if (socket != null && to != null) {
            egress.send(keys.sealer(), full, used, messages, socket, to);
        }
        messages = 0;
        used = 0;
    }
}
