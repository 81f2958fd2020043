package dev.roomtalk.server.console;

import com.google.gson.JsonObject;
import dev.roomtalk.proto.ServerMessage;
import dev.roomtalk.server.control.LastAddresses;
import dev.roomtalk.server.control.NodeState;
import dev.roomtalk.server.room.Role;
import dev.roomtalk.server.room.RoomCommand;
import dev.roomtalk.server.rooms.Operator;
import dev.roomtalk.server.rooms.RoomRef;
import dev.roomtalk.server.store.UserRecord;
import java.util.List;
import java.util.Locale;

/**
 * What an operator changes in rooms, with the rights of their hosts and under the name of the operator's user of this
 * machine. Confined to the thread of the console's connection, which may wait.
 */
final class OperatorActions {
    private final RoomAccess access;
    private final LastAddresses addresses;
    private final NodeState state;
    private final AuditedActions audited;

    OperatorActions(RoomAccess access, LastAddresses addresses, NodeState state, AuditedActions audited) {
        this.access = access;
        this.addresses = addresses;
        this.state = state;
        this.audited = audited;
    }

    String kick(ConsoleRequest request) throws DeclinedException {
        String reason = AuditedActions.reason(request);
        JsonObject details = new JsonObject();
        details.addProperty("reason", reason);
        return inRoom(
                request,
                details,
                (operator, user) ->
                        new RoomCommand.Kick(operator, 0, user.id(), user.name().display(), reason),
                (user, room) -> "kicked " + user + " from '" + room + "'");
    }

    String ban(ConsoleRequest request) throws DeclinedException {
        String reason = AuditedActions.reason(request);
        long seconds = AuditedActions.seconds(request);
        boolean address = request.has(ConsoleCommand.Option.ADDRESS);
        JsonObject details = AuditedActions.details(seconds, reason);
        details.addProperty("address", address);
        return inRoom(
                request,
                details,
                (operator, user) -> new RoomCommand.BanUser(
                        operator,
                        0,
                        user.id(),
                        user.name().display(),
                        seconds,
                        reason,
                        address ? addresses(user) : List.of()),
                (user, room) -> "banned " + user + " from '" + room + "'");
    }

    private List<String> addresses(UserRecord user) throws DeclinedException {
        List<String> known = addresses.of(user.id());
        if (known.isEmpty()) {
            throw new DeclinedException(LastAddresses.none(user.name().display()));
        }
        return known;
    }

    String unban(ConsoleRequest request) throws DeclinedException {
        return inRoom(
                request,
                new JsonObject(),
                (operator, user) -> new RoomCommand.Unban(
                        operator, 0, user.id(), user.name().display()),
                (user, room) -> user + " may join '" + room + "' again");
    }

    String role(ConsoleRequest request) throws DeclinedException {
        String reason = AuditedActions.reason(request);
        long seconds = AuditedActions.seconds(request);
        String word = request.value(2).toLowerCase(Locale.ROOT);
        Role role =
                switch (word) {
                    case "host" -> Role.HOST;
                    case "moderator" -> Role.MODERATOR;
                    case "member" -> Role.MEMBER;
                    case "muted" -> Role.MUTED;
                    default ->
                        throw new DeclinedException(
                                "'" + request.value(2) + "' is not a role; use host, moderator, member or muted");
                };
        if (seconds > 0 && role != Role.MUTED) {
            throw new DeclinedException("--for is for the role muted alone");
        }
        JsonObject details = new JsonObject();
        details.addProperty("role", word);
        details.addProperty("seconds", seconds);
        details.addProperty("reason", reason);
        return inRoom(
                request,
                details,
                (operator, user) -> new RoomCommand.SetRole(
                        operator, 0, user.id(), user.name().display(), role, seconds, reason),
                (user, room) -> user + " is now " + word + " in '" + room + "'");
    }

    String closeRoom(ConsoleRequest request) throws DeclinedException {
        return audited.run(request, request.value(0), "", new JsonObject(), () -> {
            RoomRef room = access.room(request.value(0));
            String trouble = state.engine().trouble();
            if (trouble != null) {
                throw new DeclinedException("the server cannot store this now: " + trouble);
            }
            access.ask(room, new RoomCommand.Close(access.operator(), 0));
            return "closed '" + room.name().display() + "'\n";
        });
    }

    /** Makes the command for the room that does something to a user. */
    private interface Command {
        RoomCommand.Asked by(Operator operator, UserRecord user) throws DeclinedException;
    }

    private interface Sentence {
        String of(String user, String room);
    }

    private String inRoom(ConsoleRequest request, JsonObject details, Command command, Sentence sentence)
            throws DeclinedException {
        return audited.run(request, request.value(0), request.value(1), details, () -> {
            RoomRef room = access.room(request.value(0));
            UserRecord user = access.user(request.value(1));
            ServerMessage done = access.ask(room, command.by(access.operator(), user));
            String warning = done.getDone().getWarning();
            return sentence.of(user.name().display(), room.name().display())
                    + (warning.isEmpty() ? "" : "; but " + warning) + "\n";
        });
    }
}
