package dev.roomtalk.client.internal.rooms;

import dev.roomtalk.client.ChatException;
import dev.roomtalk.client.ChatException.Reason;
import dev.roomtalk.client.RoomOptions;
import dev.roomtalk.client.RoomSettings;
import dev.roomtalk.client.internal.base.SessionLoop;
import dev.roomtalk.client.internal.control.Requests;
import dev.roomtalk.client.internal.wire.ToServer;
import dev.roomtalk.proto.ClientMessage;
import dev.roomtalk.proto.Joined;
import dev.roomtalk.proto.ServerMessage;
import java.time.Duration;

/**
 * Brings a session's rooms back: after a reconnect, and when a room numbers in another epoch. Confined to the session's
 * loop. A room that a restarted server has forgotten is made again.
 */
final class Rejoining {
    /** Takes the outcome for each room. */
    interface Listener {
        /** Frames of a room may come before its Joined from now on. */
        void onAsked();

        /** The answer to {@link #onAsked} is there, whatever it is. */
        void onAnswered();

        /** Whether the session still wants the room, which may have been left or closed meanwhile. */
        boolean wants(SessionRoom room);

        void onRejoined(SessionRoom room, Joined joined);

        /** The session is no longer in the room. */
        void onFailed(SessionRoom room, ChatException why);
    }

    private static final int TRIES = 5;
    private static final Duration BEFORE_TRYING_AGAIN = Duration.ofSeconds(1);

    private final SessionLoop loop;
    private final Requests requests;
    private final Listener listener;
    private int connections;

    Rejoining(SessionLoop loop, Requests requests, Listener listener) {
        this.loop = loop;
        this.requests = requests;
        this.listener = listener;
    }

    /** What was asked on the connection before is not answered any more. */
    void onConnected() {
        connections++;
    }

    void begin(SessionRoom room) {
        if (!room.rejoining) {
            room.rejoining = true;
            ask(room, 0, false);
        }
    }

    private void ask(SessionRoom room, int tries, boolean create) {
        ClientMessage.Builder request;
        if (create) {
            RoomOptions made = room.made;
            request = ToServer.create(new RoomOptions(
                    room.name,
                    room.topic,
                    null,
                    made != null && made.ephemeral(),
                    made != null && made.closeWithHost(),
                    room.quiet,
                    room.history,
                    made == null ? RoomSettings.UNSET : made.settings(),
                    room.hidden));
        } else {
            request = ToServer.join(room.name, room.password, room.quiet, room.visit, room.position());
            if (!room.forgotten) {
                // Whatever the other user of a conversation is called by now.
                request.getJoinRoomBuilder().setWithUser(room.withUser);
            }
        }
        int connection = connections;
        listener.onAsked();
        requests.ask(request, false, new Requests.Outcome() {
            @Override
            public void onAnswer(ServerMessage answer) {
                listener.onAnswered();
                if (connection == connections && answer.hasJoined() && listener.wants(room)) {
                    room.rejoining = false;
                    listener.onRejoined(room, answer.getJoined());
                }
            }

            @Override
            public void onFailure(ChatException why) {
                listener.onAnswered();
                if (connection == connections && listener.wants(room)) {
                    failed(room, tries + 1, why);
                }
            }
        });
    }

    private void failed(SessionRoom room, int tries, ChatException why) {
        Reason reason = why.reason();
        if (reason == Reason.UNREACHABLE || reason == Reason.CLOSED) {
            // The connection is gone again: the next one tries again.
            return;
        }
        boolean gone = reason == Reason.NO_SUCH_ROOM;
        if (tries < TRIES && gone && room.forgotten && room.password == null && room.withUser == 0) {
            ask(room, tries, true);
        } else if (tries < TRIES && reason == Reason.ROOM_EXISTS) {
            // Another client was faster in making it again.
            ask(room, tries, false);
        } else if (tries < TRIES
                && (reason == Reason.BUSY || reason == Reason.TOO_FAST || reason == Reason.TIMED_OUT)) {
            int connection = connections;
            loop.schedule(BEFORE_TRYING_AGAIN.multipliedBy(tries), () -> {
                if (connection == connections && listener.wants(room) && room.rejoining) {
                    ask(room, tries, false);
                }
            });
        } else {
            room.rejoining = false;
            listener.onFailed(room, why);
        }
    }
}
