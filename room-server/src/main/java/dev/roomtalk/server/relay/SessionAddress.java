package dev.roomtalk.server.relay;

import dev.roomtalk.server.base.Counter;
import dev.roomtalk.server.base.Counters;
import dev.roomtalk.server.base.Latency;
import dev.roomtalk.server.rooms.FrameEncoder;
import dev.roomtalk.server.rooms.LoopThread;
import dev.roomtalk.wire.Protocol;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Where a session receives by UDP, and the check of a new address: a datagram from elsewhere moves nothing until the
 * client has shown that it receives there. Confined to the session's loop.
 */
final class SessionAddress {
    private final SessionKeys keys;
    private final LoopThread thread;
    private final Egress egress;
    private final LongSupplier random;
    private final Counters counters;
    private @Nullable RelaySocket socket;
    private @Nullable PeerAddress address;
    private @Nullable PathCheck check;
    private long lastHeard;

    SessionAddress(SessionKeys keys, LoopThread thread, Egress egress, LongSupplier random, Counters counters) {
        this.keys = keys;
        this.thread = thread;
        this.egress = egress;
        this.random = random;
        this.counters = counters;
        this.lastHeard = thread.now();
    }

    /** An authentic datagram of {@code length} bytes came. From a new address it may start a check of that address. */
    void heard(RelaySocket via, Sender from, int length, long now) {
        if (from.is(address)) {
            lastHeard = now;
        } else if (keys.newest()) {
            PathCheck checked = check;
            if (checked == null || !checked.isFor(from) || checked.expired(now)) {
                checked = new PathCheck(via, from.address(), random.getAsLong(), now);
                check = checked;
            }
            challenge(checked, via, length);
        }
    }

    private void challenge(PathCheck checked, RelaySocket via, int lengthReceived) {
        byte[] challenge = FrameEncoder.challenge(checked.data);
        if (checked.received(lengthReceived, sealedLength(challenge.length))) {
            counters.count(Counter.CHALLENGES);
            checked.challenged(thread.nanoTime());
            egress.seal(keys.sealer(), challenge, challenge.length, via, checked.address);
            via.flush();
        }
    }

    private static int sealedLength(int plaintext) {
        return plaintext + Protocol.MAX_DATAGRAM - Protocol.MAX_PLAINTEXT;
    }

    /**
     * The bytes of a challenge came back; true: from where they were sent, and that is the session's address from now
     * on.
     */
    boolean confirm(Sender from, long data) {
        if (check == null || !check.isFor(from) || check.data != data) {
            return false;
        }
        if (address != null) {
            counters.count(Counter.MOVES);
        }
        counters.took(Latency.ROUND_TRIP, thread.nanoTime() - check.challengedAt());
        address = check.address;
        socket = check.socket;
        check = null;
        lastHeard = thread.now();
        return true;
    }

    boolean isKnown() {
        return address != null;
    }

    /** The session is over: nothing goes there any more. */
    void forget() {
        address = null;
        socket = null;
        check = null;
    }

    boolean is(Sender other) {
        return other.is(address);
    }

    /** Null while none is known. */
    @Nullable
    PeerAddress address() {
        return address;
    }

    /** The socket that the client's datagrams come to; null while no address is known. */
    @Nullable
    RelaySocket socket() {
        return socket;
    }

    /** When the last datagram came from the address, by {@link LoopThread#now}. */
    long lastHeard() {
        return lastHeard;
    }
}
