package dev.roomtalk.server.control;

import dev.roomtalk.proto.Done;
import dev.roomtalk.proto.RefusalReason;
import dev.roomtalk.proto.ServerMessage;
import dev.roomtalk.proto.SetAway;
import dev.roomtalk.server.relay.Session;
import dev.roomtalk.server.room.RoomCommand;

/** Takes what users say of being away, and tells their rooms. On the loop of the connection that sent the request. */
final class PresenceHandler {
    private static final int MAX_CHARACTERS = 200;

    private final Lobby lobby;
    private final Sessions sessions;

    PresenceHandler(Lobby lobby, Sessions sessions) {
        this.lobby = lobby;
        this.sessions = sessions;
    }

    void setAway(ClientRequest request, SetAway set) {
        String text = set.getText().strip();
        long userId = request.user().id();
        if (text.codePointCount(0, text.length()) > MAX_CHARACTERS) {
            request.refuse(
                    RefusalReason.TOO_LONG, "why somebody is away has at most " + MAX_CHARACTERS + " characters");
            return;
        }
        if (text.isEmpty()) {
            // Who is back is back everywhere.
            for (Session session : sessions.sessionsOf(userId)) {
                session.away("");
            }
        } else {
            request.session().away(text);
        }
        lobby.roomsOf(userId).forEach(room -> room.tell(new RoomCommand.SaysAway(userId)));
        request.answer(ServerMessage.newBuilder().setDone(Done.getDefaultInstance()));
    }
}
