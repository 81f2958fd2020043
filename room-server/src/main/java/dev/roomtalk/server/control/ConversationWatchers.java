package dev.roomtalk.server.control;

import dev.roomtalk.proto.ConversationActive;
import dev.roomtalk.proto.ReadMarked;
import dev.roomtalk.proto.ServerMessage;
import dev.roomtalk.server.room.Pair;
import dev.roomtalk.server.rooms.ConversationNews;
import dev.roomtalk.server.rooms.RoomRef;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The sessions that want to know when somebody speaks in a conversation that they are not in, and how far their user
 * reads in other sessions: those that have asked for it, so that no other client is sent what it does not know. Any
 * thread.
 */
public final class ConversationWatchers implements ConversationNews {
    private final Map<Long, Set<SessionPhase>> byUser = new ConcurrentHashMap<>();

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
    public void spoken(RoomRef room, long userId, String name) {
        Set<SessionPhase> sessions = of(userId);
        Pair pair = room.pair();
        if (sessions.isEmpty() || pair == null) {
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
        ServerMessage event = ServerMessage.newBuilder()
                .setReadMarked(ReadMarked.newBuilder().setRoom(room.number()).setSequence(sequence))
                .build();
        for (SessionPhase session : of(reader.user().id())) {
            if (session != reader) {
                session.connection().send(event);
            }
        }
    }
}
