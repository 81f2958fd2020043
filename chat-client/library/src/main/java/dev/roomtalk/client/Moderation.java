package dev.roomtalk.client;

import dev.roomtalk.proto.Ban;
import dev.roomtalk.proto.BanList;
import dev.roomtalk.proto.ClientMessage;
import dev.roomtalk.proto.InvitationList;
import dev.roomtalk.proto.Invite;
import dev.roomtalk.proto.Invited;
import dev.roomtalk.proto.Kick;
import dev.roomtalk.proto.ListBans;
import dev.roomtalk.proto.ListInvitations;
import dev.roomtalk.proto.ServerMessage;
import dev.roomtalk.proto.SetRole;
import dev.roomtalk.proto.Unban;
import dev.roomtalk.proto.Uninvite;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What the host of a room and its moderators do about others, who are named in any spelling of their names. A reason has at most 200 characters, and may
 * be empty. Every method may be called from any thread; futures complete as those of {@link ChatClient}.
 *
 * <p>Futures of a text complete with a warning for the person: in what the outcome is less than was asked for, as a ban that holds and
 * could not be stored. It is empty where there is none.
 */
public final class Moderation {
    private final Asking asking;

    /** Sends a request; {@code repeatable}: again after a reconnect, where it has no answer. */
    interface Asking {
        <T> CompletableFuture<T> ask(
                ClientMessage.Builder request, boolean repeatable, Function<ServerMessage, @Nullable T> result);
    }

    Moderation(Asking asking) {
        this.asking = asking;
    }

    /** Ends a user's membership. The user may come in again. */
    public CompletableFuture<String> kick(String room, String name, String reason) {
        Kick.Builder kick = Kick.newBuilder().setRoom(room).setName(name).setReason(reason);
        // Not twice: the user may have come back meanwhile.
        return asking.ask(ClientMessage.newBuilder().setKick(kick), false, Moderation::warning);
    }

    /**
     * Ends a user's membership if there is one, and keeps the user out. Done when that is stored.
     *
     * @param time rounded down to seconds; zero: until it is lifted
     */
    public CompletableFuture<String> ban(String room, String name, Duration time, String reason) {
        return ban(room, name, time, reason, false);
    }

    /** The same; {@code address}: of the addresses too that the user came from lately, but for members who come from there. */
    public CompletableFuture<String> ban(String room, String name, Duration time, String reason, boolean address) {
        Ban.Builder ban = Ban.newBuilder()
                .setRoom(room)
                .setName(name)
                .setSeconds(time.toSeconds())
                .setReason(reason)
                .setAddress(address);
        return asking.ask(ClientMessage.newBuilder().setBan(ban), true, Moderation::warning);
    }

    public CompletableFuture<String> unban(String room, String name) {
        Unban.Builder unban = Unban.newBuilder().setRoom(room).setName(name);
        // Not twice: a ban that was lifted cannot be lifted.
        return asking.ask(ClientMessage.newBuilder().setUnban(unban), false, Moderation::warning);
    }

    /**
     * Gives a user another role. The host gives every one, and is host no longer when another is; moderators mute users, members or
     * not, and end that by {@link MemberRole#MEMBER}.
     *
     * @param time of a mute, rounded down to seconds; zero: until it is lifted
     */
    public CompletableFuture<String> setRole(String room, String name, MemberRole role, Duration time, String reason) {
        SetRole.Builder set = SetRole.newBuilder()
                .setRoom(room)
                .setName(name)
                .setRole(role.toProto())
                .setSeconds(time.toSeconds())
                .setReason(reason);
        boolean same = role == MemberRole.MUTED || role == MemberRole.MODERATOR;
        return asking.ask(ClientMessage.newBuilder().setSetRole(set), same, Moderation::warning);
    }

    /** All of a room, the newest first. */
    public CompletableFuture<List<RoomBan>> bans(String room) {
        return bans(room, List.of());
    }

    private CompletableFuture<List<RoomBan>> bans(String room, List<RoomBan> before) {
        ListBans.Builder list = ListBans.newBuilder().setRoom(room).setSkip(before.size());
        return asking.<BanList>ask(ClientMessage.newBuilder().setListBans(list), true, ServerMessage::getBanList)
                .thenCompose(page -> {
                    List<RoomBan> bans = new ArrayList<>(before);
                    page.getBansList().forEach(ban -> bans.add(RoomBan.of(ban)));
                    return page.getBansCount() == 0 || bans.size() >= page.getBanCount()
                            ? CompletableFuture.completedFuture(bans)
                            : bans(room, bans);
                });
    }

    /**
     * Makes an invitation, which lets in whoever shows its token. Done when it is stored.
     *
     * @param uses how many users come in with it, 1 to 10,000
     * @param time rounded down to seconds, at most 366 days
     */
    public CompletableFuture<RoomInvitation.Made> invite(String room, int uses, Duration time) {
        Invite.Builder invite = Invite.newBuilder().setRoom(room).setUses(uses).setSeconds(time.toSeconds());
        // Not twice: of the first nobody would know the token.
        return asking.ask(ClientMessage.newBuilder().setInvite(invite), false, answer -> {
            Invited made = answer.getInvited();
            return new RoomInvitation.Made(
                    InvitationToken.of(made.getToken()), RoomInvitation.of(made.getInvitation()));
        });
    }

    /** Ends an invitation, by its id. */
    public CompletableFuture<String> uninvite(String room, String id) {
        Uninvite.Builder uninvite = Uninvite.newBuilder().setRoom(room).setId(id);
        return asking.ask(ClientMessage.newBuilder().setUninvite(uninvite), false, Moderation::warning);
    }

    /** All of a room, the newest first; also such as have ended, for a while. */
    public CompletableFuture<List<RoomInvitation>> invitations(String room) {
        return invitations(room, List.of());
    }

    private CompletableFuture<List<RoomInvitation>> invitations(String room, List<RoomInvitation> before) {
        ListInvitations.Builder list =
                ListInvitations.newBuilder().setRoom(room).setSkip(before.size());
        return asking.<InvitationList>ask(
                        ClientMessage.newBuilder().setListInvitations(list), true, ServerMessage::getInvitationList)
                .thenCompose(page -> {
                    List<RoomInvitation> all = new ArrayList<>(before);
                    page.getInvitationsList().forEach(one -> all.add(RoomInvitation.of(one)));
                    return page.getInvitationsCount() == 0 || all.size() >= page.getInvitationCount()
                            ? CompletableFuture.completedFuture(all)
                            : invitations(room, all);
                });
    }

    private static String warning(ServerMessage answer) {
        return VisibleText.line(answer.getDone().getWarning());
    }
}
