package dev.roomtalk.server.relay;

import dev.roomtalk.wire.Protocol;
import org.jspecify.annotations.Nullable;

/**
 * The frames that are to leave for one session, in as few datagrams as they fit into. These leave one behind the other
 * at the end of the turn, so that the kernel can be given them as one. Confined to the session's loop.
 */
final class Bundle {
    /** Datagrams that wait for the end of the turn at most: more than that gain little from leaving together. */
    private static final int DATAGRAMS = 16;

    private final Egress egress;
    private final SessionKeys keys;
    private final SessionAddress address;
    private @Nullable FrameBuffer first;
    private @Nullable FrameBuffer last;
    private int datagrams;

    Bundle(Egress egress, SessionKeys keys, SessionAddress address) {
        this.egress = egress;
        this.keys = keys;
        this.address = address;
    }

    /** What a frame adds to what leaves, in bytes: its own, and those of a datagram if it begins one. */
    int cost(byte[] frame) {
        boolean begins = last == null || !last.hasRoomFor(frame);
        return begins ? frame.length + Protocol.MAX_DATAGRAM - Protocol.MAX_PLAINTEXT : frame.length;
    }

    /** Adds a frame. It is dropped while the session has no address. */
    void add(byte[] frame) {
        if (address.isKnown()) {
            roomFor(frame).add(frame);
        }
    }

    /** Adds a frame that carries a message. */
    void addMessage(byte[] frame) {
        if (address.isKnown()) {
            FrameBuffer frames = roomFor(frame);
            frames.add(frame);
            frames.messages++;
        }
    }

    private FrameBuffer roomFor(byte[] frame) {
        FrameBuffer open = last;
        if (open != null && open.hasRoomFor(frame)) {
            return open;
        }
        if (open == null) {
            egress.flushLater(this);
        } else if (datagrams == DATAGRAMS) {
            flush();
            open = null;
        }
        FrameBuffer next = egress.takeBuffer();
        if (open == null) {
            first = next;
        } else {
            open.next = next;
        }
        last = next;
        datagrams++;
        return next;
    }

    /** Sends what there is, at the end of the loop's turn. */
    void flush() {
        FrameBuffer frames = first;
        first = null;
        last = null;
        datagrams = 0;
        RelaySocket socket = address.socket();
        PeerAddress to = address.address();
        while (frames != null) {
            if (socket != null && to != null) {
                egress.send(keys.sealer(), frames, socket, to);
            }
            FrameBuffer behind = frames.next;
            egress.giveBack(frames);
            frames = behind;
        }
    }
}
