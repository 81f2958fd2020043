package dev.roomtalk.server.control;

import dev.roomtalk.proto.CloseReason;
import dev.roomtalk.server.store.NodeBus;
import dev.roomtalk.server.store.Notice;

/** Ends sessions of users on every node, and on this one what others end. Any thread. */
public final class SessionEnds {
    private final Sessions sessions;
    private final NodeBus bus;

    /**
     * Of all nodes.
     *
     * @param sessions those of this node
     * @param bus to the nodes that have sessions of the same users
     */
    public SessionEnds(Sessions sessions, NodeBus bus) {
        this.sessions = sessions;
        this.bus = bus;
    }

    /** Ends every session of a user, as an operator wants it, and returns how many those of this node were. */
    int disconnect(long userId, String sentence) {
        return end(userId, CloseReason.DISCONNECTED, sentence, false);
    }

    /**
     * Ends every session of a user, and returns how many those of this node were.
     *
     * @param retry whether they may come again by themselves
     */
    int end(long userId, CloseReason reason, String sentence, boolean retry) {
        return end(new Notice.SessionsEnd(userId, 0, reason.name(), sentence, retry));
    }

    /** Ends the user's sessions but that of a connection, because their token was renewed. */
    void revokeOthers(long userId, Connection connection) {
        end(new Notice.SessionsEnd(
                userId,
                sessions.instance(userId, connection),
                CloseReason.TOKEN_REVOKED.name(),
                "the token was renewed by another session",
                false));
    }

    private int end(Notice.SessionsEnd end) {
        bus.tell(end);
        return endHere(end);
    }

    /** Ends them on this node, and returns how many those were. */
    int endHere(Notice.SessionsEnd end) {
        return sessions.close(end.userId(), end.spared(), reason(end.reason()), end.sentence(), end.retry());
    }

    /** Of a reason that only a later version knows it is told that an operator has ended the session. */
    private static CloseReason reason(String name) {
        for (CloseReason reason : CloseReason.values()) {
            if (reason.name().equals(name)) {
                return reason;
            }
        }
        return CloseReason.DISCONNECTED;
    }
}
