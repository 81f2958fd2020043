package dev.roomtalk.client.internal.session;

import dev.roomtalk.client.ChatException;
import dev.roomtalk.client.MemberRole;
import dev.roomtalk.client.Moderation;
import dev.roomtalk.client.RoomBan;
import dev.roomtalk.client.RoomInvitation;
import dev.roomtalk.client.internal.wire.FromServer;
import dev.roomtalk.client.internal.wire.ServerText;
import dev.roomtalk.client.internal.wire.ToServer;
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
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/** The {@link Moderation} of a session: each call is one request, lists are read page by page. */
final class ModerationRequests implements Moderation {
    /** No server keeps more bans of a room, nor more invitations. */
    private static final int MAX_LISTED = 10_000;

    private final Asking asking;

    /**
     * A part of a list.
     *
     * @param all how many entries the list has
     */
    private record Page<T>(List<T> listed, int all) {}

    /** Sends a request; again after a reconnect if it has no answer and is {@code repeatable}. */
    interface Asking {
        <T> CompletableFuture<T> ask(ClientMessage.Builder request, boolean repeatable, Answer<T> result);
    }

    /** Reads what was asked for in the server's answer. */
    @FunctionalInterface
    interface Answer<T> {
        /** @throws ChatException the answer makes no sense */
        @Nullable
        T read(ServerMessage answer) throws ChatException;
    }

    ModerationRequests(Asking asking) {
        this.asking = asking;
    }

    @Override
    public CompletableFuture<String> kick(String room, String name, String reason) {
        Kick.Builder kick = Kick.newBuilder().setRoom(room).setName(name).setReason(reason);
        // Not twice: the user may have come back meanwhile.
        return asking.ask(ClientMessage.newBuilder().setKick(kick), false, ModerationRequests::warning);
    }

    @Override
    public CompletableFuture<String> ban(String room, String name, Duration time, String reason, boolean address) {
        Ban.Builder ban = Ban.newBuilder()
                .setRoom(room)
                .setName(name)
                .setSeconds(time.toSeconds())
                .setReason(reason)
                .setAddress(address);
        return asking.ask(ClientMessage.newBuilder().setBan(ban), true, ModerationRequests::warning);
    }

    @Override
    public CompletableFuture<String> unban(String room, String name) {
        Unban.Builder unban = Unban.newBuilder().setRoom(room).setName(name);
        // Not twice: a ban that was lifted cannot be lifted.
        return asking.ask(ClientMessage.newBuilder().setUnban(unban), false, ModerationRequests::warning);
    }

    @Override
    public CompletableFuture<String> setRole(String room, String name, MemberRole role, Duration time, String reason) {
        SetRole.Builder set = SetRole.newBuilder()
                .setRoom(room)
                .setName(name)
                .setRole(ToServer.role(role))
                .setSeconds(time.toSeconds())
                .setReason(reason);
        boolean same = role == MemberRole.MUTED || role == MemberRole.MODERATOR;
        return asking.ask(ClientMessage.newBuilder().setSetRole(set), same, ModerationRequests::warning);
    }

    @Override
    public CompletableFuture<List<RoomBan>> bans(String room) {
        return pages(new ArrayList<>(), skip -> {
            ListBans.Builder list = ListBans.newBuilder().setRoom(room).setSkip(skip);
            return asking.<BanList>ask(ClientMessage.newBuilder().setListBans(list), true, ServerMessage::getBanList)
                    .thenApply(page -> new Page<>(
                            page.getBansList().stream().map(FromServer::ban).toList(), page.getBanCount()));
        });
    }

    /**
     * The entries of a list from its beginning on, page by page, until a page is empty or all are there.
     *
     * @param before what earlier pages had; all pages are added
     */
    private static <T> CompletableFuture<List<T>> pages(List<T> before, IntFunction<CompletableFuture<Page<T>>> page) {
        return page.apply(before.size()).thenCompose(next -> {
            before.addAll(next.listed);
            if (next.listed.isEmpty() || before.size() >= next.all) {
                return CompletableFuture.completedFuture(before);
            }
            return before.size() < MAX_LISTED
                    ? pages(before, page)
                    : CompletableFuture.failedFuture(new ChatException(
                            ChatException.Reason.PROTOCOL_ERROR,
                            "the server's answer makes no sense: its list goes on after " + MAX_LISTED + " entries"));
        });
    }

    @Override
    public CompletableFuture<RoomInvitation.Made> invite(String room, int uses, Duration time) {
        Invite.Builder invite = Invite.newBuilder().setRoom(room).setUses(uses).setSeconds(time.toSeconds());
        // Not twice: nobody would know the token of the first one.
        return asking.ask(ClientMessage.newBuilder().setInvite(invite), false, answer -> {
            Invited made = answer.getInvited();
            return new RoomInvitation.Made(
                    FromServer.invitationToken(made.getToken()), FromServer.invitation(made.getInvitation()));
        });
    }

    @Override
    public CompletableFuture<String> uninvite(String room, String id) {
        Uninvite.Builder uninvite = Uninvite.newBuilder().setRoom(room).setId(id);
        return asking.ask(ClientMessage.newBuilder().setUninvite(uninvite), false, ModerationRequests::warning);
    }

    @Override
    public CompletableFuture<List<RoomInvitation>> invitations(String room) {
        return pages(new ArrayList<>(), skip -> {
            ListInvitations.Builder list =
                    ListInvitations.newBuilder().setRoom(room).setSkip(skip);
            return asking.<InvitationList>ask(
                            ClientMessage.newBuilder().setListInvitations(list), true, ServerMessage::getInvitationList)
                    .thenApply(page -> new Page<>(
                            page.getInvitationsList().stream()
                                    .map(FromServer::invitation)
                                    .toList(),
                            page.getInvitationCount()));
        });
    }

    private static String warning(ServerMessage answer) {
        return ServerText.sentence(answer.getDone().getWarning());
    }
}
