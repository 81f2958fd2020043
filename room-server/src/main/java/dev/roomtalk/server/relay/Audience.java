package dev.roomtalk.server.relay;

import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The sessions of one room that one relay loop serves, and how far that loop has delivered to them. Confined to that loop. */
final class Audience {
    private final int room;
    private final Set<Session> sessions = new LinkedHashSet<>();
    private Session @Nullable [] snapshot;
    private long epoch;
    private long sequence;
    private long oldest;

    Audience(int room) {
        this.room = room;
    }

    int room() {
        return room;
    }

    void add(Session session) {
        if (sessions.add(session)) {
            snapshot = null;
            session.relay().audiences().add(this);
        }
    }

    void remove(Session session) {
        if (sessions.remove(session)) {
            snapshot = null;
            session.relay().audiences().remove(this);
        }
    }

    boolean isEmpty() {
        return sessions.isEmpty();
    }

    /** Not changed afterwards: a fan-out that pauses goes on with whom it began. */
    Session[] sessions() {
        if (snapshot == null) {
            snapshot = sessions.toArray(Session[]::new);
        }
        return snapshot;
    }

    void delivered(long epoch, long sequence, long oldest) {
        this.epoch = epoch;
        this.sequence = sequence;
        this.oldest = oldest;
    }

    long epoch() {
        return epoch;
    }

    long sequence() {
        return sequence;
    }

    long oldest() {
        return oldest;
    }
}
