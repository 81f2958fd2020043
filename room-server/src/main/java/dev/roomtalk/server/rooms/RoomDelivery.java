package dev.roomtalk.server.rooms;

import dev.roomtalk.server.base.Counter;
import dev.roomtalk.server.base.Counters;
import dev.roomtalk.server.room.Effect;
import dev.roomtalk.server.room.Message;
import dev.roomtalk.server.room.Participant;
import dev.roomtalk.server.room.Room;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Brings a room's frames to its sessions: a message once to each loop that serves some of them, anything else to the
 * loop of its session. Confined to the room's loop.
 */
final class RoomDelivery implements LatestTimer.Speaker {
    /** Those whose path loses something are told then. */
    private static final long SOON_MILLIS = 60;

    private static final long LATE_MILLIS = 1000;

    private final RoomRef ref;
    private final Room room;
    private final LoopRooms own;
    private final LoopThread thread;
    private final Counters counters;
    private final List<LoopRooms> loops;
    private final Set<RoomSession> attached = new HashSet<>();
    private final int[] sessionsByLoop;
    /** Loops that a message was left out for. */
    private final boolean[] behind;

    private final long firstEpoch;
    /** A message was fanned out, and what follows 60 ms after the last one is still to come. */
    private boolean latestAwaited;

    private long lastFanOut;
    private long messages;
    private long bytes;

    /**
     * @param before the room until now: how much it was used is counted on
     * @param loops of the node, in the order of their indexes
     */
    RoomDelivery(UnopenedRoom before, Room room, List<LoopRooms> loops) {
        this.ref = before.ref();
        this.messages = before.messages();
        this.bytes = before.bytes();
        this.room = room;
        this.own = ref.rooms();
        this.thread = own.thread();
        this.counters = own.counters();
        this.loops = loops;
        this.sessionsByLoop = new int[loops.size()];
        this.behind = new boolean[loops.size()];
        this.firstEpoch = room.epoch();
    }

    RoomUsage traffic() {
        return new RoomUsage(ref, attached.size(), messages, bytes);
    }

    void attach(RoomSession session, Effect.Welcome welcome) {
        int index = session.thread().index();
        if (attached.add(session)) {
            sessionsByLoop[index]++;
        }
        Audiences target = loops.get(index).audiences();
        long oldest = room.oldestInRing();
        lifecycle(session, () -> target.join(ref.number(), session, welcome.epoch(), welcome.sequence(), oldest));
    }

    void detach(RoomSession session) {
        if (attached.remove(session)) {
            int index = session.thread().index();
            sessionsByLoop[index]--;
            Audiences target = loops.get(index).audiences();
            lifecycle(session, () -> target.leave(ref.number(), session));
        }
    }

    private void lifecycle(RoomSession session, Runnable command) {
        if (session.thread() == thread) {
            command.run();
        } else {
            session.thread().execute(command);
        }
    }

    void fanOut(Effect.FanOut e) {
        counters.count(Counter.MESSAGES);
        Message message = e.message();
        byte[] frame = FrameEncoder.deliver(ref.number(), message, shownEpoch(message.epoch()), e.introduces(), false);
        messages++;
        bytes += frame.length;
        long oldest = room.oldestInRing();
        for (int i = 0; i < sessionsByLoop.length; i++) {
            if (sessionsByLoop[i] > 0) {
                deliver(loops.get(i), message, frame, oldest);
            }
        }
        lastFanOut = thread.now();
        if (!latestAwaited) {
            latestAwaited = true;
            own.latestTimer().watch(this);
        }
    }

    private void deliver(LoopRooms target, Message message, byte[] frame, long oldest) {
        if (target == own) {
            own.audiences().deliver(ref.number(), frame, message.epoch(), message.sequence(), oldest);
        } else if (!target.thread()
                .offer(() ->
                        target.audiences().deliver(ref.number(), frame, message.epoch(), message.sequence(), oldest))) {
            // Its members learn from the next message, or from Latest, that they miss one.
            behind[target.thread().index()] = true;
            counters.count(Counter.DELIVERIES_BEHIND);
        }
    }

    /** Queues traffic for a loop, or runs it at once if it is this one; false: that loop has too much waiting. */
    private boolean traffic(LoopThread target, Runnable command) {
        if (target == thread) {
            command.run();
            return true;
        }
        return target.offer(command);
    }

    void again(Effect.Again e) {
        RoomSession session = (RoomSession) e.who();
        byte[] frame = FrameEncoder.deliver(
                ref.number(), e.message(), shownEpoch(e.message().epoch()), false, true);
        traffic(session.thread(), () -> session.repair(frame));
    }

    void send(Participant who, byte[] frame) {
        RoomSession session = (RoomSession) who;
        if (session.thread() == thread) {
            session.send(frame);
        } else {
            session.thread().offer(() -> session.send(frame));
        }
    }

    /** The epoch to send with a frame; 0: all sessions know it from their Joined. */
    long shownEpoch(long epoch) {
        return epoch == firstEpoch && room.epoch() == firstEpoch ? 0 : epoch;
    }

    @Override
    public long soon() {
        return SOON_MILLIS;
    }

    @Override
    public long late() {
        return LATE_MILLIS;
    }

    @Override
    public long sequence() {
        return room.sequence();
    }

    @Override
    public long lastFanOut() {
        return lastFanOut;
    }

    @Override
    public void latestDue() {
        latestAwaited = false;
    }

    @Override
    public void tellLatest(boolean again) {
        long epoch = room.epoch();
        long sequence = room.sequence();
        long oldest = room.oldestInRing();
        for (LoopRooms target : loops) {
            int index = target.thread().index();
            boolean toEverybody = behind[index];
            if (sessionsByLoop[index] > 0
                    && traffic(
                            target.thread(),
                            () -> target.audiences().tellLatest(ref.number(), epoch, sequence, oldest, toEverybody))) {
                behind[index] = false;
            }
        }
    }
}
