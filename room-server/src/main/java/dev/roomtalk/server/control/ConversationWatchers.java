package dev.roomtalk.server.control;

import dev.roomtalk.proto.ConversationActive;
import dev.roomtalk.proto.ReadMarked;
import dev.roomtalk.proto.ServerMessage;
import dev.roomtalk.server.room.Pair;
import dev.roomtalk.server.rooms.ConversationNews;
import dev.roomtalk.server.rooms.RoomRef;
import dev.roomtalk.server.store.NodeBus;
import dev.roomtalk.server.store.Notice;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The sessions that want to know when somebody speaks in a conversation that they are not in, and how far their user
 * reads in other sessions: those that have asked for it, so that no other client is sent what it does not know. Any
 * thread.
 */
public final class ConversationWatchers implements ConversationNews {
    private final NodeBus bus;
    private final Map<Long, Set<SessionPhase>> byUser = new ConcurrentHashMap<>();

    /** @param bus to the nodes that may have other sessions of the same users */
    public ConversationWatchers(NodeBus bus) {
        this.bus = bus;
    }

    void add(SessionPhase session) {
        byUser.compute(session.user().id(), (_, known) -> {
            Set<SessionPhase> sessions = known == null ? ConcurrentHashMap.newKeySet() : known;
            if (sessions.add(session)) {
                session.whenOver(() -> remove(session));
            }
            return sessions;
        });
    }

    private void remove(SessionPhase session) {
        byUser.computeIfPresent(session.user().id(), (_, sessions) -> {
            sessions.remove(session);
            return sessions.isEmpty() ? null : sessions;
        });
    }

    private Set<SessionPhase> of(long userId) {
        return byUser.getOrDefault(userId, Set.of());
    }

    @Override
    public void spoken(RoomRef room, String toLow, String toHigh, boolean here) {
        Pair pair = room.pair();
        if (pair == null) {
            return;
        }
        if (here) {
            bus.tell(new Notice.Spoken(room.id(), pair.low(), toLow, pair.high(), toHigh));
        }
        spoken(room, pair, pair.low(), toLow);
        spoken(room, pair, pair.high(), toHigh);
    }

    /** Whether a session of a user wants to know. */
    boolean watches(long userId) {
        return byUser.containsKey(userId);
    }

    /** Somebody has spoken, on another node. */
    void spokenElsewhere(RoomRef room, long userId, String name) {
        Pair pair = room.pair();
        if (pair != null) {
            spoken(room, pair, userId, name);
        }
    }

    private void spoken(RoomRef room, Pair pair, long userId, String name) {
        Set<SessionPhase> sessions = of(userId);
        if (sessions.isEmpty()) {
            return;
        }
        ServerMessage event = ServerMessage.newBuilder()
                .setConversationActive(
                        ConversationActive.newBuilder().setName(name).setUserId(pair.other(userId)))
                .build();
        for (SessionPhase session : sessions) {
            session.tellOnce(room, event);
        }
    }

    /** A session of a user has read so far: the others are told. */
    void read(SessionPhase reader, RoomRef room, long sequence) {
        long userId = reader.user().id();
        bus.tell(new Notice.Read(room.id(), userId, sequence));
        read(userId, reader, room, sequence);
    }

    /** A session of another node has read so far. */
    void readElsewhere(long userId, RoomRef room, long sequence) {
        read(userId, null, room, sequence);
    }

    private void read(long userId, @Nullable SessionPhase reader, RoomRef room, long sequence) {
        ServerMessage event = ServerMessage.newBuilder()
                .setReadMarked(ReadMarked.newBuilder().setRoom(room.number()).setSequence(sequence))
                .build();
        for (SessionPhase session : of(userId)) {
            if (session != reader) {
                session.connection().send(event);
            }
        }
    }
}
