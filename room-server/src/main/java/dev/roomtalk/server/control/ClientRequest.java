package dev.roomtalk.server.control;

import dev.roomtalk.proto.RefusalReason;
import dev.roomtalk.proto.ServerMessage;
import dev.roomtalk.server.relay.Session;
import dev.roomtalk.server.room.Pair;
import dev.roomtalk.server.rooms.Refusals;
import dev.roomtalk.server.rooms.RoomRef;
import dev.roomtalk.server.store.UserRecord;
import dev.roomtalk.wire.Name;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One request of a session, and the way to its answer. Confined to the connection's loop.
 *
 * @param id the client's number for it, which the answer repeats
 */
record ClientRequest(SessionPhase phase, int id) {

    Session session() {
        return phase.session();
    }

    UserRecord user() {
        return phase.user();
    }

    Connection connection() {
        return phase.connection();
    }

    /** Runs this on the connection's loop, later. Any thread. */
    void execute(Runnable command) {
        connection().execute(command);
    }

    void answer(ServerMessage.Builder answer) {
        connection().send(answer.setRequestId(id).build());
    }

    void refuse(RefusalReason reason, String sentence) {
        refuse(reason, sentence, 0);
    }

    /** @param waitMillis after which the client may ask again; 0: asking again makes no sense */
    void refuse(RefusalReason reason, String sentence, int waitMillis) {
        connection().send(Refusals.message(id, reason, sentence, waitMillis));
    }

    void tooFast(RefusalReason reason, int waitMillis) {
        refuse(reason, "too many requests at once: try again in " + (1 + waitMillis / 1000) + " s", waitMillis);
    }

    /** Pays for something that the request needs besides; false: it is too much, and the request was refused. */
    boolean pays(int cost) {
        int wait = phase.pay(cost);
        if (wait > 0) {
            tooFast(RefusalReason.TOO_FAST, wait);
        }
        return wait == 0;
    }

    /** Too much waits for what would have to be done. */
    void busy() {
        refuse(RefusalReason.BUSY, "the server is busy: try again in a moment", 1000);
    }

    /** @param trouble why nothing can be stored at present */
    private void notStored(String trouble) {
        connection().send(Refusals.notStored(id, trouble));
    }

    /** Doing it ended with this failure. */
    void failed(Throwable failure) {
        ServerMessage refusal = Refusals.ofEngine(id, failure);
        if (refusal == null) {
            connection().fail(failure);
        } else {
            connection().send(refusal);
        }
    }

    /** What it needs to know was not answered. */
    void unanswered(Throwable failure) {
        ServerMessage refusal = Refusals.ofEngine(id, failure);
        if (refusal == null) {
            busy();
        } else {
            connection().send(refusal);
        }
    }

    /** Only members of the room may do this. */
    void refuseStranger(RoomRef room) {
        connection().send(Refusals.notAMember(id, room.name().display()));
    }

    void noSuchRoom(String name) {
        connection().send(Refusals.noSuchRoom(id, name));
    }

    /**
     * The room name that was given; null: it breaks the rules of names, or is that of a conversation, and the request
     * was refused.
     */
    @Nullable
    Name roomName(String text) {
        Name name = valid(Name.room(text));
        if (name != null && name.display().startsWith(Pair.MARK)) {
            refuse(
                    RefusalReason.BAD_NAME,
                    "'" + name.display()
                            + "' is a conversation of two users: it has neither host nor topic nor settings,"
                            + " and no room has such a name");
            return null;
        }
        return name;
    }

    /** The user whose conversation with this one is named; null: as {@link #userName}. */
    @Nullable
    Name otherUser(String conversation) {
        return userName(conversation.substring(Pair.MARK.length()));
    }

    /** The user name that was given; null: it breaks the rules of names, and the request was refused. */
    @Nullable
    Name userName(String text) {
        return valid(Name.user(text));
    }

    private @Nullable Name valid(Name.Parsed parsed) {
        return switch (parsed) {
            case Name.Valid valid -> valid.name();
            case Name.Invalid invalid -> {
                refuse(RefusalReason.BAD_NAME, invalid.sentence());
                yield null;
            }
        };
    }

    /** Goes on with the room of this name. Where there is none that the user may know, the request is refused. */
    void withRoom(Lobby lobby, String text, Consumer<RoomRef> then) {
        if (text.startsWith(Pair.MARK)) {
            withConversation(lobby, text, then);
            return;
        }
        Name name = roomName(text);
        if (name != null) {
            withRoom(lobby, name, then);
        }
    }

    private void withConversation(Lobby lobby, String text, Consumer<RoomRef> then) {
        Name other = otherUser(text);
        if (other != null) {
            lobby.conversation(user().id(), other)
                    .whenComplete((room, failure) -> execute(() -> {
                        if (failure != null) {
                            unanswered(failure);
                        } else if (room == null) {
                            noSuchRoom(text);
                        } else {
                            then.accept(room);
                        }
                    }));
        }
    }

    /** As {@link #withRoom(Lobby, String, Consumer)}: at once with a room that is known, later with any other. */
    void withRoom(Lobby lobby, Name name, Consumer<RoomRef> then) {
        RoomRef known = lobby.find(user().id(), name);
        if (known != null) {
            then.accept(known);
            return;
        }
        look(lobby, name, found -> {
            RoomRef room = lobby.shown(user().id(), found);
            if (room == null) {
                noSuchRoom(name.display());
            } else {
                then.accept(room);
            }
        });
    }

    /** Goes on, later, with the room of this name, whoever may know it; null: there is none. */
    void look(Lobby lobby, Name name, Consumer<@Nullable RoomRef> then) {
        lobby.look(name)
                .whenComplete((room, failure) -> execute(() -> {
                    if (failure == null) {
                        then.accept(room);
                    } else {
                        unanswered(failure);
                    }
                }));
    }

    /**
     * Goes on with the room of this name, of which the request changes what is stored. Where nothing can be stored, or
     * there is no such room, the request is refused.
     */
    void withRoomToChange(Lobby lobby, String text, Consumer<RoomRef> then) {
        String trouble = lobby.trouble();
        if (trouble != null) {
            notStored(trouble);
        } else {
            Name name = roomName(text);
            if (name != null) {
                withRoom(lobby, name, then);
            }
        }
    }

    /** The room of this number; null: there is none that the user may know, and the request was refused. */
    @Nullable
    RoomRef room(Lobby lobby, int number) {
        RoomRef room = lobby.find(user().id(), number);
        if (room == null) {
            noSuchRoom("number " + number);
        }
        return room;
    }
}
