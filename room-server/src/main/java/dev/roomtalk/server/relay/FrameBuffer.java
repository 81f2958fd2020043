package dev.roomtalk.server.relay;

import dev.roomtalk.wire.Protocol;
import org.jspecify.annotations.Nullable;

/** The frames that are to leave in one datagram. Confined to its loop. */
final class FrameBuffer {
    final byte[] bytes = new byte[Protocol.MAX_PLAINTEXT];
    int used;
    /** How many of the frames carry a message. */
    int messages;
    /** Those that leave behind it. */
    @Nullable
    FrameBuffer next;

    boolean hasRoomFor(byte[] frame) {
        return used + frame.length <= bytes.length;
    }

    void add(byte[] frame) {
        System.arraycopy(frame, 0, bytes, used, frame.length);
        used += frame.length;
    }
}
