package dev.roomtalk.server.relay;

import dev.roomtalk.wire.Protocol;
import org.jspecify.annotations.Nullable;

/**
 * One frame on its way to every session of an audience: encoded once, copied into the bundles. Confined to one loop; several
 * loops share the encoded frame, not this.
 */
final class FanOut {
    private final byte[] frame;
    private final int room;
    private final long sequence;
    private final Session[] sessions;
    private final boolean message;
    private byte @Nullable [] record;
    private int next;

    /** {@code message}: it goes over TCP where UDP is not in use or too small, and counts; otherwise UDP only. */
    FanOut(byte[] frame, int room, long sequence, Session[] sessions, boolean message) {
        this.frame = frame;
        this.room = room;
        this.sequence = sequence;
        this.sessions = sessions;
        this.message = message;
    }

    /** Serves at most {@code most} sessions; returns how many. */
    int run(int most) {
        int end = Math.min(sessions.length, next + most);
        int served = end - next;
        boolean small = frame.length <= Protocol.MAX_PLAINTEXT;
        int bundled = 0;
        int records = 0;
        for (; next < end; next++) {
            Session session = sessions[next];
            SessionRelay relay = session.relay();
            if (relay.udp() && small) {
                if (message) {
                    relay.deliver(frame);
                } else {
                    relay.append(frame);
                }
                bundled++;
            } else if (message) {
                if (relay.udp()) {
                    relay.append(FrameEncoder.elsewhere(room, sequence));
                }
                records += sendByTcp(session) ? 1 : 0;
            }
        }
        if (message && served > 0) {
            sessions[0].loop().countDeliveries(bundled, records);
        }
        return served;
    }

    private boolean sendByTcp(Session session) {
        if (record == null) {
            record = FrameEncoder.record(frame);
        }
        if (session.link().offer(record)) {
            return true;
        }
        session.relay().fallBehind();
        session.loop().countBehind();
        return false;
    }

    /** Sessions in all. */
    int size() {
        return sessions.length;
    }

    boolean finished() {
        return next == sessions.length;
    }
}
