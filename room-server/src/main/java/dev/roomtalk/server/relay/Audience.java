package dev.roomtalk.server.relay;

import dev.roomtalk.server.rooms.FrameEncoder;
import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The sessions of one room that one relay loop serves, and how far that loop has delivered to them. Confined to that
 * loop.
 */
final class Audience {
    private final int room;
    private final Set<SessionRelay> sessions = new LinkedHashSet<>();
    private SessionRelay @Nullable [] snapshot;
    private long epoch;
    private long sequence;
    private long oldest;

    Audience(int room) {
        this.room = room;
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
    }

    long sequence() {
        return sequence;
    }

    /** The frame that says how far the room is. */
    byte[] latest() {
        return FrameEncoder.latest(room, epoch, sequence, oldest);
    }
}
