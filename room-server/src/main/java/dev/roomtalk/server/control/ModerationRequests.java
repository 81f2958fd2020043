package dev.roomtalk.server.control;

import dev.roomtalk.proto.Ban;
import dev.roomtalk.proto.Invite;
import dev.roomtalk.proto.Kick;
import dev.roomtalk.proto.ListBans;
import dev.roomtalk.proto.ListInvitations;
import dev.roomtalk.proto.RefusalReason;
import dev.roomtalk.proto.ServerMessage;
import dev.roomtalk.proto.SetRole;
import dev.roomtalk.proto.Unban;
import dev.roomtalk.proto.Uninvite;
import dev.roomtalk.server.relay.Refusals;
import dev.roomtalk.server.relay.RoomRef;
import dev.roomtalk.server.relay.Session;
import dev.roomtalk.server.room.Invitation;
import dev.roomtalk.server.room.Role;
import dev.roomtalk.server.room.RoomCommand;
import dev.roomtalk.server.store.TokenHash;
import dev.roomtalk.server.store.UserRecord;
import dev.roomtalk.wire.Name;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A session's requests about others in a room, to put them out or give them roles: finds whom they name, and leaves it to the room whether the session may.
 * Confined to the connection's loop.
 */
final class ModerationRequests {
    private static final long INVITATION_SECONDS = TimeUnit.DAYS.toSeconds(7);
    private static final long MOST_INVITATION_SECONDS = TimeUnit.DAYS.toSeconds(366);
    private static final long MOST_SECONDS = TimeUnit.DAYS.toSeconds(36_525);
    private static final int LONGEST_REASON = dev.roomtalk.server.room.Ban.LONGEST_REASON;

    private final Session session;
    private final Lobby lobby;
    private final Users users;
    private final LastAddresses addresses;
    private final Connection connection;
    private final Consumer<ServerMessage> refusals;

    /** @param refusals sends refusals */
    ModerationRequests(
            Session session,
            Lobby lobby,
            Users users,
            LastAddresses addresses,
            Connection connection,
            Consumer<ServerMessage> refusals) {
        this.session = session;
        this.lobby = lobby;
        this.users = users;
        this.addresses = addresses;
        this.connection = connection;
        this.refusals = refusals;
    }

    void kick(int request, Kick kick) {
        if (fits(request, kick.getReason())) {
            about(
                    request,
                    kick.getRoom(),
                    kick.getName(),
                    user -> new RoomCommand.Kick(
                            session, request, user.id(), user.name().display(), kick.getReason()));
        }
    }

    void ban(int request, Ban ban) {
        long seconds = ban.getSeconds();
        if (seconds < 0 || seconds > MOST_SECONDS) {
            refuse(
                    request,
                    RefusalReason.BAD_REQUEST,
                    "a ban lasts at most 100 years; 0 seconds is until it is lifted");
        } else if (fits(request, ban.getReason())) {
            about(request, ban.getRoom(), ban.getName(), user -> {
                List<String> known = ban.getAddress() ? addresses.of(user.id()) : List.of();
                if (ban.getAddress() && known.isEmpty()) {
                    refuse(
                            request,
                            RefusalReason.BAD_REQUEST,
                            "no address is known of "
                                    + user.name().display()
                                    + ", who was not here lately or comes through a proxy: ban the name alone");
                    return null;
                }
                return new RoomCommand.BanUser(
                        session, request, user.id(), user.name().display(), seconds, ban.getReason(), known);
            });
        }
    }

    void setRole(int request, SetRole set) {
        Role role = role(set.getRole());
        if (role == null) {
            refuse(request, RefusalReason.BAD_REQUEST, "a role is host, moderator, member or muted");
        } else if (set.getSeconds() < 0 || set.getSeconds() > MOST_SECONDS) {
            refuse(
                    request,
                    RefusalReason.BAD_REQUEST,
                    "a mute lasts at most 100 years; 0 seconds is until it is lifted");
        } else if (fits(request, set.getReason())) {
            about(
                    request,
                    set.getRoom(),
                    set.getName(),
                    user -> new RoomCommand.SetRole(
                            session,
                            request,
                            user.id(),
                            user.name().display(),
                            role,
                            set.getSeconds(),
                            set.getReason()));
        }
    }

    /** Null: it is none. */
    private static @Nullable Role role(dev.roomtalk.proto.Role role) {
        return switch (role) {
            case ROLE_MEMBER -> Role.MEMBER;
            case ROLE_MODERATOR -> Role.MODERATOR;
            case ROLE_HOST -> Role.HOST;
            case ROLE_MUTED -> Role.MUTED;
            case ROLE_UNSPECIFIED, UNRECOGNIZED -> null;
        };
    }

    void unban(int request, Unban unban) {
        about(
                request,
                unban.getRoom(),
                unban.getName(),
                user -> new RoomCommand.Unban(
                        session, request, user.id(), user.name().display()));
    }

    void invite(int request, Invite invite) {
        long seconds = invite.getSeconds() == 0 ? INVITATION_SECONDS : invite.getSeconds();
        int uses = invite.getUses() == 0 ? 1 : invite.getUses();
        if (seconds < 0 || seconds > MOST_INVITATION_SECONDS || uses < 0 || uses > Invitation.MOST_USES) {
            refuse(
                    request,
                    RefusalReason.BAD_REQUEST,
                    "an invitation lasts at most 366 days, and has at most " + Invitation.MOST_USES + " uses");
            return;
        }
        RoomRef room = room(request, invite.getRoom());
        if (room != null) {
            byte[] token = users.newToken();
            room.tell(new RoomCommand.Invite(
                    session,
                    request,
                    HexFormat.of().formatHex(token),
                    TokenHash.of(token).hex(),
                    uses,
                    seconds));
        }
    }

    void uninvite(int request, Uninvite uninvite) {
        RoomRef room = room(request, uninvite.getRoom());
        if (room != null) {
            room.tell(new RoomCommand.Uninvite(session, request, uninvite.getId()));
        }
    }

    void list(int request, ListInvitations list) {
        RoomRef room = room(request, list.getRoom());
        if (room != null) {
            room.tell(new RoomCommand.AskInvitations(session, request, Math.max(0, list.getSkip())));
        }
    }

    void list(int request, ListBans list) {
        RoomRef room = room(request, list.getRoom());
        if (room != null) {
            room.tell(new RoomCommand.AskBans(session, request, Math.max(0, list.getSkip())));
        }
    }

    private boolean fits(int request, String reason) {
        boolean fits = reason.codePointCount(0, reason.length()) <= LONGEST_REASON;
        if (!fits) {
            refuse(request, RefusalReason.TOO_LONG, "a reason has at most " + LONGEST_REASON + " characters");
        }
        return fits;
    }

    /** Has the room do something about the user of that name; null: it was refused. */
    private void about(
            int request, String roomName, String userName, Function<UserRecord, @Nullable RoomCommand> command) {
        RoomRef room = room(request, roomName);
        if (room == null) {
            return;
        }
        switch (Name.user(userName)) {
            case Name.Invalid invalid -> refuse(request, RefusalReason.BAD_NAME, invalid.sentence());
            case Name.Valid valid ->
                users.named(valid.name())
                        .whenComplete((user, failure) -> connection.execute(() -> {
                            if (failure != null) {
                                refusals.accept(Refusals.message(
                                        request,
                                        RefusalReason.BUSY,
                                        "the server is busy: try again in a moment",
                                        1000));
                            } else if (user == null) {
                                refuse(
                                        request,
                                        RefusalReason.NO_SUCH_USER,
                                        "this server has no user '"
                                                + valid.name().display() + "'");
                            } else {
                                RoomCommand told = command.apply(user);
                                if (told != null) {
                                    room.tell(told);
                                }
                            }
                        }));
        }
    }

    private @Nullable RoomRef room(int request, String text) {
        switch (Name.room(text)) {
            case Name.Invalid invalid -> {
                refuse(request, RefusalReason.BAD_NAME, invalid.sentence());
                return null;
            }
            case Name.Valid valid -> {
                RoomRef room = lobby.find(valid.name());
                if (room == null) {
                    refusals.accept(Refusals.noSuchRoom(request, valid.name().display()));
                }
                return room;
            }
        }
    }

    private void refuse(int request, RefusalReason reason, String sentence) {
        refusals.accept(Refusals.message(request, reason, sentence, 0));
    }
}
