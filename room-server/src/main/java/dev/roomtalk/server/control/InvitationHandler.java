package dev.roomtalk.server.control;

import dev.roomtalk.proto.Invite;
import dev.roomtalk.proto.ListInvitations;
import dev.roomtalk.proto.RefusalReason;
import dev.roomtalk.proto.Uninvite;
import dev.roomtalk.server.room.Invitation;
import dev.roomtalk.server.room.RoomCommand;
import dev.roomtalk.server.store.TokenHash;
import java.util.HexFormat;
import java.util.concurrent.TimeUnit;

/** Makes, ends and lists invitations to rooms. On the loop of the connection that sent the request. */
final class InvitationHandler {
    private static final long DEFAULT_SECONDS = TimeUnit.DAYS.toSeconds(7);
    private static final long MAX_SECONDS = TimeUnit.DAYS.toSeconds(366);

    private final Lobby lobby;
    private final Users users;

    InvitationHandler(Lobby lobby, Users users) {
        this.lobby = lobby;
        this.users = users;
    }

    void invite(ClientRequest request, Invite invite) {
        long seconds = invite.getSeconds() == 0 ? DEFAULT_SECONDS : invite.getSeconds();
        int uses = invite.getUses() == 0 ? 1 : invite.getUses();
        if (seconds < 0 || seconds > MAX_SECONDS || uses < 0 || uses > Invitation.MAX_USES) {
            request.refuse(
                    RefusalReason.BAD_REQUEST,
                    "an invitation lasts at most 366 days, and has at most " + Invitation.MAX_USES + " uses");
            return;
        }
        request.withRoom(lobby, invite.getRoom(), room -> {
            byte[] token = users.newToken();
            room.tell(new RoomCommand.Invite(
                    request.session(),
                    request.id(),
                    HexFormat.of().formatHex(token),
                    TokenHash.of(token).hex(),
                    uses,
                    seconds));
        });
    }

    void uninvite(ClientRequest request, Uninvite uninvite) {
        request.withRoom(
                lobby,
                uninvite.getRoom(),
                room -> room.tell(new RoomCommand.Uninvite(request.session(), request.id(), uninvite.getId())));
    }

    void list(ClientRequest request, ListInvitations list) {
        request.withRoom(
                lobby,
                list.getRoom(),
                room -> room.tell(
                        new RoomCommand.AskInvitations(request.session(), request.id(), Math.max(0, list.getSkip()))));
    }
}
