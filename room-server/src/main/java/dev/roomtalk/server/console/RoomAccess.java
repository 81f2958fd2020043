package dev.roomtalk.server.console;

import dev.roomtalk.proto.ServerMessage;
import dev.roomtalk.server.control.Users;
import dev.roomtalk.server.room.RoomCommand;
import dev.roomtalk.server.rooms.OpenRooms;
import dev.roomtalk.server.rooms.Operator;
import dev.roomtalk.server.rooms.RoomRef;
import dev.roomtalk.server.store.UserRecord;
import dev.roomtalk.wire.Name;
import org.jspecify.annotations.Nullable;

/** An operator's access to rooms and users, under the operator's name. Any thread that may wait. */
record RoomAccess(OpenRooms rooms, Users users, Caller caller) {

    /** The name that people in rooms read. */
    String operatorName() {
        return caller.name() + " (operator)";
    }

    /** A requester for one request to one room. */
    Operator operator() {
        return new Operator(operatorName());
    }

    /** @param command whose requester is an {@link #operator} of its own */
    ServerMessage ask(RoomRef room, RoomCommand.Asked command) throws DeclinedException {
        room.tell(command);
        ServerMessage answer = Patience.await(((Operator) command.who()).answer());
        if (answer.hasRefusal()) {
            throw new DeclinedException(answer.getRefusal().getSentence());
        }
        return answer;
    }

    RoomRef room(String text) throws DeclinedException {
        RoomRef room = Patience.await(rooms.look(valid(Name.room(text))));
        if (room == null) {
            throw new DeclinedException("there is no room '" + text + "'");
        }
        return room;
    }

    UserRecord user(String text) throws DeclinedException {
        Name name = valid(Name.user(text));
        UserRecord user = Patience.await(users.named(name));
        if (user == null) {
            throw new DeclinedException("this server has no user '" + name.display() + "'");
        }
        return user;
    }

    /** The user of a name; null: there is none. */
    @Nullable
    UserRecord userIfAny(Name name) throws DeclinedException {
        return Patience.await(users.named(name));
    }

    /** The name; declined if it is none. */
    static Name valid(Name.Parsed parsed) throws DeclinedException {
        return switch (parsed) {
            case Name.Valid valid -> valid.name();
            case Name.Invalid invalid -> throw new DeclinedException(invalid.sentence());
        };
    }
}
