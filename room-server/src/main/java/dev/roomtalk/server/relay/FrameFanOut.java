package dev.roomtalk.server.relay;

import dev.roomtalk.server.base.Counter;
import dev.roomtalk.server.base.Counters;
import dev.roomtalk.server.rooms.FrameEncoder;
import dev.roomtalk.wire.Protocol;
import org.jspecify.annotations.Nullable;

/** A frame that every session gets, encoded once and copied into the bundles: over TCP where UDP is not in use. */
final class FrameFanOut extends FanOut {
    private final byte[] frame;
    private final int room;
    private final long sequence;
    private byte @Nullable [] record;
    private int bundled;
    private int records;

    FrameFanOut(byte[] frame, int room, long sequence, SessionRelay[] sessions) {
        super(sessions);
        this.frame = frame;
        this.room = room;
        this.sequence = sequence;
    }

    @Override
    void serve(SessionRelay session) {
        boolean udp = session.udp();
        if (udp && frame.length <= Protocol.MAX_PLAINTEXT) {
            session.deliver(frame);
            bundled++;
            return;
        }
        if (udp) {
            session.append(FrameEncoder.elsewhere(room, sequence));
        }
        records += session.sendRecord(record()) ? 1 : 0;
    }

    @Override
    void count(Counters counters) {
        counters.add(Counter.DELIVERIES_UDP, bundled);
        counters.add(Counter.DELIVERIES_TCP, records);
        bundled = 0;
        records = 0;
    }

    private byte[] record() {
        if (record == null) {
            record = FrameEncoder.record(frame);
        }
        return record;
    }
}
