package dev.roomtalk.server.control;

import dev.roomtalk.proto.Ban;
import dev.roomtalk.proto.Kick;
import dev.roomtalk.proto.ListBans;
import dev.roomtalk.proto.RefusalReason;
import dev.roomtalk.proto.SetRole;
import dev.roomtalk.proto.Unban;
import dev.roomtalk.server.room.Role;
import dev.roomtalk.server.room.RoomCommand;
import dev.roomtalk.server.rooms.RoomRef;
import dev.roomtalk.server.store.UserRecord;
import dev.roomtalk.wire.Name;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Kicks, bans and roles: finds the user that a request names, and leaves it to the room whether the requester may do
 * this. On the loop of the connection that sent the request.
 */
final class ModerationHandler {
    private static final long MAX_SECONDS = TimeUnit.DAYS.toSeconds(36_525);
    private static final int MAX_REASON = dev.roomtalk.server.room.Ban.MAX_REASON;

    private final Lobby lobby;
    private final Users users;
    private final LastAddresses addresses;

    ModerationHandler(Lobby lobby, Users users, LastAddresses addresses) {
        this.lobby = lobby;
        this.users = users;
        this.addresses = addresses;
    }

    void kick(ClientRequest request, Kick kick) {
        if (fits(request, kick.getReason())) {
            withTarget(
                    request,
                    kick.getRoom(),
                    kick.getName(),
                    user -> new RoomCommand.Kick(
                            request.session(),
                            request.id(),
                            user.id(),
                            user.name().display(),
                            kick.getReason()));
        }
    }

    void ban(ClientRequest request, Ban ban) {
        if (fits(request, "ban", ban.getSeconds()) && fits(request, ban.getReason())) {
            withTarget(request, ban.getRoom(), ban.getName(), user -> {
                List<String> known = ban.getAddress() ? addresses.of(user.id()) : List.of();
                if (ban.getAddress() && known.isEmpty()) {
                    request.refuse(
                            RefusalReason.BAD_REQUEST,
                            LastAddresses.none(user.name().display()));
                    return null;
                }
                return new RoomCommand.BanUser(
                        request.session(),
                        request.id(),
                        user.id(),
                        user.name().display(),
                        ban.getSeconds(),
                        ban.getReason(),
                        known);
            });
        }
    }

    void unban(ClientRequest request, Unban unban) {
        withTarget(
                request,
                unban.getRoom(),
                unban.getName(),
                user -> new RoomCommand.Unban(
                        request.session(), request.id(), user.id(), user.name().display()));
    }

    void setRole(ClientRequest request, SetRole set) {
        Role role = role(set.getRole());
        if (role == null) {
            request.refuse(RefusalReason.BAD_REQUEST, "a role is host, moderator, member or muted");
        } else if (fits(request, "mute", set.getSeconds()) && fits(request, set.getReason())) {
            withTarget(
                    request,
                    set.getRoom(),
                    set.getName(),
                    user -> new RoomCommand.SetRole(
                            request.session(),
                            request.id(),
                            user.id(),
                            user.name().display(),
                            role,
                            set.getSeconds(),
                            set.getReason()));
        }
    }

    /** The domain's word for it; null if there is no such role. */
    private static @Nullable Role role(dev.roomtalk.proto.Role role) {
        return switch (role) {
            case ROLE_MEMBER -> Role.MEMBER;
            case ROLE_MODERATOR -> Role.MODERATOR;
            case ROLE_HOST -> Role.HOST;
            case ROLE_MUTED -> Role.MUTED;
            case ROLE_UNSPECIFIED, UNRECOGNIZED -> null;
        };
    }

    void list(ClientRequest request, ListBans list) {
        request.withRoom(
                lobby,
                list.getRoom(),
                room -> room.tell(
                        new RoomCommand.AskBans(request.session(), request.id(), Math.max(0, list.getSkip()))));
    }

    private static boolean fits(ClientRequest request, String what, long seconds) {
        boolean fits = seconds >= 0 && seconds <= MAX_SECONDS;
        if (!fits) {
            request.refuse(
                    RefusalReason.BAD_REQUEST,
                    "a " + what + " lasts at most 100 years; 0 seconds is until it is lifted");
        }
        return fits;
    }

    private static boolean fits(ClientRequest request, String reason) {
        boolean fits = reason.codePointCount(0, reason.length()) <= MAX_REASON;
        if (!fits) {
            request.refuse(RefusalReason.TOO_LONG, "a reason has at most " + MAX_REASON + " characters");
        }
        return fits;
    }

    /** Tells the room a command about the user of that name; a command that is null was refused. */
    private void withTarget(
            ClientRequest request,
            String roomName,
            String userName,
            Function<UserRecord, @Nullable RoomCommand> command) {
        Name asked = request.roomName(roomName);
        Name name = asked == null ? null : request.userName(userName);
        if (asked != null && name != null) {
            request.withRoom(lobby, asked, room -> withTarget(request, room, name, command));
        }
    }

    private void withTarget(
            ClientRequest request, RoomRef room, Name name, Function<UserRecord, @Nullable RoomCommand> command) {
        if (!lobby.isMember(request.user().id(), room)) {
            // Nobody is looked up for who may do nothing here.
            request.refuseStranger(room);
        } else {
            users.named(name)
                    .whenComplete((user, failure) -> request.execute(() -> {
                        if (failure != null) {
                            request.unanswered(failure);
                        } else if (user == null) {
                            request.refuse(
                                    RefusalReason.NO_SUCH_USER, "this server has no user '" + name.display() + "'");
                        } else {
                            RoomCommand made = command.apply(user);
                            if (made != null) {
                                room.tell(made);
                            }
                        }
                    }));
        }
    }
}
