package dev.roomtalk.server.relay;

/**
 * Whether a client receives at a new address (RFC 9000 §8.2, §9.3): 8 random bytes go there, at most three times and
 * never more bytes than three times those that came from there, and must come back from there. Confined to its
 * session's loop.
 */
final class PathCheck {
    private static final int CHALLENGES = 3;
    private static final int AMPLIFICATION = 3;
    private static final long PATIENCE_MILLIS = 10_000;

    final RelaySocket socket;
    final PeerAddress address;
    final long data;
    private final long begun;
    private int sent;
    private long sentNanos;
    private int bytesIn;
    private int bytesOut;

    PathCheck(RelaySocket socket, PeerAddress address, long data, long now) {
        this.socket = socket;
        this.address = address;
        this.data = data;
        this.begun = now;
    }

    boolean isFor(Sender from) {
        return from.is(address);
    }

    boolean expired(long now) {
        return now - begun > PATIENCE_MILLIS;
    }

    /** The challenge goes there now. */
    void challenged(long nanos) {
        sentNanos = nanos;
    }

    /** When that was, in nanoseconds. */
    long challengedAt() {
        return sentNanos;
    }

    /** Authentic bytes came from the new address; true: a challenge of {@code length} bytes may go there. */
    boolean received(int bytes, int length) {
        bytesIn += bytes;
        if (sent == CHALLENGES || bytesOut + length > AMPLIFICATION * bytesIn) {
            return false;
        }
        sent++;
        bytesOut += length;
        return true;
    }
}
