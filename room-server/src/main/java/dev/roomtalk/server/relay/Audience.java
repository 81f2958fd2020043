package dev.roomtalk.server.relay;

import dev.roomtalk.server.rooms.FrameEncoder;
import dev.roomtalk.server.rooms.LatestTimer;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The sessions of one room that one relay loop serves, and how far that loop has delivered to them. Confined to that
 * loop.
 */
final class Audience implements LatestTimer.Speaker {
    /** Sessions whose path loses nothing are told then how far the room is. */
    private static final long SOON_MILLIS = 500;

    private static final long LATE_MILLIS = 1500;

    private final int room;
    private final Consumer<FanOut> fanOuts;
    private final Set<SessionRelay> sessions = new LinkedHashSet<>();
    private SessionRelay @Nullable [] snapshot;
    private long epoch;
    private long sequence;
    private long oldest;
    private byte @Nullable [] latest;
    private boolean watched;
    private long lastFanOut = -1;

    /** @param fanOuts takes what is to go to its sessions */
    Audience(int room, Consumer<FanOut> fanOuts) {
        this.room = room;
        this.fanOuts = fanOuts;
    }

    int room() {
        return room;
    }

    void add(SessionRelay session) {
        if (sessions.add(session)) {
            snapshot = null;
            session.audiences().add(this);
        }
    }

    void remove(SessionRelay session) {
        if (sessions.remove(session)) {
            snapshot = null;
            session.audiences().remove(this);
        }
    }

    boolean isEmpty() {
        return sessions.isEmpty();
    }

    /** Not changed afterwards: a fan-out that pauses goes on with the sessions that it began with. */
    SessionRelay[] sessions() {
        if (snapshot == null) {
            snapshot = sessions.toArray(SessionRelay[]::new);
        }
        return snapshot;
    }

    void delivered(long epoch, long sequence, long oldest) {
        this.epoch = epoch;
        this.sequence = sequence;
        this.oldest = oldest;
        latest = null;
    }

    /** Its sessions are being sent a message. {@code now}: milliseconds of the loop. */
    void spoke(long now, LatestTimer timer) {
        lastFanOut = now;
        if (!watched) {
            watched = true;
            timer.watch(this);
        }
    }

    /** The frame that says how far the room is. */
    byte[] latest() {
        if (latest == null) {
            latest = FrameEncoder.latest(room, epoch, sequence, oldest);
        }
        return latest;
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
        return sequence;
    }

    /** -1: there was none yet. */
    @Override
    public long lastFanOut() {
        return lastFanOut;
    }

    @Override
    public void latestDue() {
        watched = false;
    }

    @Override
    public void tellLatest(boolean again) {
        fanOuts.accept(new LatestFanOut(this, again ? LatestFanOut.Time.AGAIN_LATER : LatestFanOut.Time.LATER));
    }
}
