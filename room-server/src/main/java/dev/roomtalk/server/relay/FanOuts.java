package dev.roomtalk.server.relay;

import dev.roomtalk.server.base.Counter;
import dev.roomtalk.server.base.Counters;
import dev.roomtalk.server.base.Latency;
import dev.roomtalk.server.rooms.Audiences;
import dev.roomtalk.server.rooms.LatestTimer;
import dev.roomtalk.server.rooms.LoopThread;
import dev.roomtalk.server.rooms.RoomSession;
import io.netty.util.collection.IntObjectHashMap;
import io.netty.util.collection.IntObjectMap;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * The audiences of one relay loop, and what is on its way to them: one fan-out after another, a stretch of sessions in
 * each turn. Confined to its loop.
 */
final class FanOuts implements Audiences {
    /** Sessions that a fan-out serves before others get their turn. */
    private static final int STRETCH = 256;

    /** Fan-outs that may wait, and deliveries in all of them: a room of many members makes few of these many. */
    private static final int MAX_WAITING = 4096;

    private static final int MAX_DELIVERIES = 1 << 18;

    private final LoopThread thread;
    private final LatestTimer latestTimer;
    private final Counters counters;
    private final IntObjectMap<Audience> audiences = new IntObjectHashMap<>();
    private final Deque<FanOut> waiting = new ArrayDeque<>();
    /** Audiences that a message was left out for. */
    private final Set<Audience> behind = new LinkedHashSet<>();

    private int deliveriesWaiting;
    /** When the first message came that has not left yet; 0: there is none. */
    private long begun;

    FanOuts(LoopThread thread, LatestTimer latestTimer, Counters counters) {
        this.thread = thread;
        this.latestTimer = latestTimer;
        this.counters = counters;
    }

    @Override
    public void join(int room, RoomSession session, long epoch, long sequence, long oldest) {
        Audience audience = audiences.get(room);
        if (audience == null) {
            audience = new Audience(room, this::begin);
            audiences.put(room, audience);
            audience.delivered(epoch, sequence, oldest);
        }
        audience.add(((Session) session).relay());
    }

    @Override
    public void leave(int room, RoomSession session) {
        Audience audience = audiences.get(room);
        if (audience != null) {
            audience.remove(((Session) session).relay());
            if (audience.isEmpty()) {
                audiences.remove(room);
            }
        }
    }

    @Override
    public void deliver(int room, byte[] frame, long epoch, long sequence, long oldest) {
        Audience audience = audiences.get(room);
        if (audience != null) {
            begun = begun == 0 ? thread.nanoTime() : begun;
            audience.delivered(epoch, sequence, oldest);
            audience.spoke(thread.now(), latestTimer);
            if (full()) {
                counters.count(Counter.DELIVERIES_BEHIND);
                behind.add(audience);
            } else {
                begin(new FrameFanOut(frame, room, sequence, audience.sessions()));
            }
        }
    }

    @Override
    public void tellLatest(int room, long epoch, long sequence, long oldest, boolean toEverybody) {
        Audience audience = audiences.get(room);
        if (audience != null) {
            audience.delivered(epoch, sequence, oldest);
            begin(toEverybody ? latestToEverybody(audience) : new LatestFanOut(audience, LatestFanOut.Time.SOON));
        }
    }

    private static FanOut latestToEverybody(Audience audience) {
        return new FrameFanOut(audience.latest(), audience.room(), audience.sequence(), audience.sessions());
    }

    @Override
    public boolean full() {
        return waiting.size() >= MAX_WAITING || deliveriesWaiting >= MAX_DELIVERIES;
    }

    private void begin(FanOut fanOut) {
        deliveriesWaiting += fanOut.size();
        waiting.addLast(fanOut);
        if (waiting.size() == 1) {
            serve();
        }
    }

    private void serve() {
        int left = STRETCH;
        while (!waiting.isEmpty()) {
            FanOut first = waiting.getFirst();
            int served = first.run(left, counters);
            left -= served;
            deliveriesWaiting -= served;
            if (!first.finished()) {
                thread.execute(this::serve);
                return;
            }
            waiting.removeFirst();
        }
        if (!behind.isEmpty()) {
            List<Audience> late = List.copyOf(behind);
            behind.clear();
            late.forEach(audience -> thread.execute(() -> begin(latestToEverybody(audience))));
        }
    }

    /** The bundles were handed to the kernel. */
    void left() {
        if (begun != 0 && waiting.isEmpty()) {
            counters.took(Latency.FAN_OUT, thread.nanoTime() - begun);
            begun = 0;
        }
    }
}
