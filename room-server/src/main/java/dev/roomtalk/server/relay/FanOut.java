package dev.roomtalk.server.relay;

import dev.roomtalk.server.base.Counter;
import dev.roomtalk.server.base.Counters;
import dev.roomtalk.server.rooms.FrameEncoder;
import dev.roomtalk.wire.Protocol;
import org.jspecify.annotations.Nullable;

/**
 * One frame on its way to every session of an audience: encoded once, copied into the bundles. Confined to one loop;
 * several loops share the encoded frame, not this.
 */
final class FanOut {
    private final byte[] frame;
    private final int room;
    private final long sequence;
    private final SessionRelay[] sessions;
    private final boolean message;
    private byte @Nullable [] record;
    private int next;

    /** {@code message}: it goes over TCP where UDP is not in use or too small, and counts; otherwise UDP only. */
    FanOut(byte[] frame, int room, long sequence, SessionRelay[] sessions, boolean message) {
        this.frame = frame;
        this.room = room;
        this.sequence = sequence;
        this.sessions = sessions;
        this.message = message;
    }

    /** Serves at most {@code most} sessions; returns how many. */
    int run(int most, Counters counters) {
        int end = Math.min(sessions.length, next + most);
        int served = end - next;
        boolean small = frame.length <= Protocol.MAX_PLAINTEXT;
        int bundled = 0;
        int records = 0;
        for (; next < end; next++) {
            SessionRelay session = sessions[next];
            boolean udp = session.udp();
            if (udp && small) {
                if (message) {
                    session.deliver(frame);
                } else {
                    session.append(frame);
                }
                bundled++;
            } else if (message) {
                if (udp) {
                    session.append(FrameEncoder.elsewhere(room, sequence));
                }
                records += session.sendRecord(record()) ? 1 : 0;
            }
        }
        if (message && served > 0) {
            counters.add(Counter.DELIVERIES_UDP, bundled);
            counters.add(Counter.DELIVERIES_TCP, records);
        }
        return served;
    }

    private byte[] record() {
        if (record == null) {
            record = FrameEncoder.record(frame);
        }
        return record;
    }

    /** Sessions in all. */
    int size() {
        return sessions.length;
    }

    boolean finished() {
        return next == sessions.length;
    }
}
