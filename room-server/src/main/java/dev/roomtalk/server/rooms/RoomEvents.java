package dev.roomtalk.server.rooms;

import com.google.protobuf.ByteString;
import dev.roomtalk.proto.AuthorList;
import dev.roomtalk.proto.AwayChanged;
import dev.roomtalk.proto.BanList;
import dev.roomtalk.proto.Done;
import dev.roomtalk.proto.HostChanged;
import dev.roomtalk.proto.InvitationList;
import dev.roomtalk.proto.Invited;
import dev.roomtalk.proto.Joined;
import dev.roomtalk.proto.ListedBan;
import dev.roomtalk.proto.ListedInvitation;
import dev.roomtalk.proto.ListedMember;
import dev.roomtalk.proto.MemberCount;
import dev.roomtalk.proto.MemberJoined;
import dev.roomtalk.proto.MemberLeft;
import dev.roomtalk.proto.MemberList;
import dev.roomtalk.proto.PresenceChanged;
import dev.roomtalk.proto.Role;
import dev.roomtalk.proto.RoleChanged;
import dev.roomtalk.proto.RoomChanged;
import dev.roomtalk.proto.RoomClosed;
import dev.roomtalk.proto.RoomSettings;
import dev.roomtalk.proto.ServerMessage;
import dev.roomtalk.proto.TopicChanged;
import dev.roomtalk.proto.UserRemoved;
import dev.roomtalk.server.room.Ban;
import dev.roomtalk.server.room.Effect;
import dev.roomtalk.server.room.Invitation;
import dev.roomtalk.server.room.MemberView;
import dev.roomtalk.server.room.Refused;
import dev.roomtalk.server.room.RoomChange;
import java.util.List;

/** From what a room tells to control messages. */
final class RoomEvents {
    private RoomEvents() {}

    static ServerMessage event(int room, Effect.Event event) {
        ServerMessage.Builder message = ServerMessage.newBuilder();
        switch (event) {
            case Effect.Joined e ->
                message.setMemberJoined(
                        MemberJoined.newBuilder().setRoom(room).setMember(member(e.member(), Absences.NONE)));
            case Effect.Left e ->
                message.setMemberLeft(MemberLeft.newBuilder()
                        .setRoom(room)
                        .setUserId(e.userId())
                        .setName(e.name()));
            case Effect.Removed e ->
                message.setUserRemoved(UserRemoved.newBuilder()
                        .setRoom(room)
                        .setUserId(e.userId())
                        .setName(e.name())
                        .setBy(e.by())
                        .setReason(e.reason())
                        .setBanned(e.banned())
                        .setUntilMs(e.until())
                        .setWasMember(e.member()));
            case Effect.RoleIs e ->
                message.setRoleChanged(RoleChanged.newBuilder()
                        .setRoom(room)
                        .setUserId(e.userId())
                        .setName(e.name())
                        .setRole(role(e.role()))
                        .setBy(e.by())
                        .setReason(e.reason())
                        .setUntilMs(e.until()));
            case Effect.Presence e ->
                message.setPresenceChanged(PresenceChanged.newBuilder()
                        .setRoom(room)
                        .setUserId(e.userId())
                        .setName(e.name())
                        .setPresent(e.present()));
            case Effect.Away e ->
                message.setAwayChanged(AwayChanged.newBuilder()
                        .setRoom(room)
                        .setUserId(e.userId())
                        .setName(e.name())
                        .setText(e.text()));
            case Effect.Count e ->
                message.setMemberCount(MemberCount.newBuilder().setRoom(room).setMemberCount(e.members()));
            case Effect.HostIs e ->
                message.setHostChanged(HostChanged.newBuilder()
                        .setRoom(room)
                        .setUserId(e.userId())
                        .setName(e.name()));
            case Effect.TopicIs e ->
                message.setTopicChanged(TopicChanged.newBuilder()
                        .setRoom(room)
                        .setTopic(e.topic())
                        .setName(e.setBy()));
            case Effect.SettingsAre e ->
                message.setRoomChanged(RoomChanged.newBuilder()
                        .setRoom(room)
                        .setSettings(settings(e.settings()))
                        .setName(e.setBy()));
            case Effect.Ended e ->
                message.setRoomClosed(RoomClosed.newBuilder().setRoom(room).setSentence(e.sentence()));
        }
        return message.build();
    }

    /**
     * @param room its name, for the person
     * @param absences since when users are not connected
     */
    static ServerMessage answer(Effect.Answer answer, String room, Absences absences) {
        ServerMessage.Builder message = ServerMessage.newBuilder().setRequestId(answer.request());
        return switch (answer) {
            case Effect.Refuse e -> Refusals.message(e.request(), e.why(), room, e.about());
            case Effect.KeepOut e -> Refusals.banned(e, room);
            case Effect.StayOut e -> Refusals.kicked(e, room);
            case Effect.Bans e ->
                message.setBanList(BanList.newBuilder()
                                .addAllBans(e.bans().stream()
                                        .map(RoomEvents::listed)
                                        .toList())
                                .setBanCount(e.count()))
                        .build();
            case Effect.InvitationsAre e ->
                message.setInvitationList(InvitationList.newBuilder()
                                .addAllInvitations(e.invitations().stream()
                                        .map(RoomEvents::listed)
                                        .toList())
                                .setInvitationCount(e.count()))
                        .build();
            case Effect.Done _ -> message.setDone(Done.getDefaultInstance()).build();
            case Effect.Invited e ->
                message.setInvited(Invited.newBuilder()
                                .setToken(ByteString.fromHex(e.token()))
                                .setInvitation(listed(e.invitation())))
                        .build();
            case Effect.DoneUnstored e -> done(e, room);
            case Effect.Members e ->
                message.setMemberList(MemberList.newBuilder()
                                .addAllMembers(members(e.members(), absences))
                                .setMemberCount(e.count()))
                        .build();
            case Effect.Authors e ->
                message.setAuthorList(AuthorList.newBuilder()
                                .addAllAuthors(e.authors().stream()
                                        .map(FrameEncoder::author)
                                        .toList()))
                        .build();
        };
    }

    /** What is told of a change that holds already, and is not stored. */
    private static ServerMessage done(Effect.DoneUnstored e, String room) {
        if (e.change() instanceof RoomChange.InvitationIs) {
            // One that is not stored is not handed out: it might be forgotten.
            return e.why().isEmpty()
                    ? Refusals.message(e.request(), Refused.BUSY, room)
                    : Refusals.notStored(e.request(), e.why());
        }
        String what =
                switch (e.change()) {
                    case RoomChange.Banned c ->
                        (c.ban().kind() == Ban.Kind.ENTER ? "the ban" : "the mute")
                                + " holds as long as this server runs, and is not stored yet";
                    case RoomChange.Unbanned c ->
                        c.name() + " may come in, but if this server ends now is banned again: that is not stored yet";
                    case RoomChange.RoleIs c ->
                        c.name() + " may speak, but if this server ends now is muted again: that is not stored yet";
                    case RoomChange.InvitationEnded _ ->
                        "nobody comes in with it, but if this server ends now somebody may again: that is not stored yet";
                    case RoomChange.InvitationIs _,
                            RoomChange.Kicked _,
                            RoomChange.TopicIs _,
                            RoomChange.SettingsAre _,
                            RoomChange.MembersAre _,
                            RoomChange.PresentAre _,
                            RoomChange.Closed _ -> "it is not stored yet";
                };
        return ServerMessage.newBuilder()
                .setRequestId(e.request())
                .setDone(Done.newBuilder().setWarning(e.why().isEmpty() ? what : what + ": " + e.why()))
                .build();
    }

    private static ListedInvitation listed(Invitation invitation) {
        return ListedInvitation.newBuilder()
                .setId(invitation.id())
                .setBy(invitation.by())
                .setSinceMs(invitation.since())
                .setUntilMs(invitation.until())
                .setUses(invitation.uses())
                .setUsed(invitation.used())
                .build();
    }

    private static ListedBan listed(Ban ban) {
        return ListedBan.newBuilder()
                .setUserId(ban.userId())
                .setName(ban.name())
                .setBy(ban.by())
                .setReason(ban.reason())
                .setSinceMs(ban.since())
                .setUntilMs(ban.until())
                .setAddress(!ban.addresses().isEmpty())
                .build();
    }

    /**
     * @param name of the room, as the session is shown it
     * @param absences since when users are not connected
     */
    static ServerMessage joined(
            RoomRef room, String name, int request, Effect.Welcome welcome, boolean stored, Absences absences) {
        Joined.Builder joined = Joined.newBuilder()
                .setRoom(room.number())
                .setName(name)
                .setTopic(welcome.topic())
                .setEpoch(welcome.epoch())
                .setSequence(welcome.sequence())
                .setOldest(welcome.oldest())
                .addAllMembers(members(welcome.members(), absences))
                .setMemberCount(welcome.memberCount())
                .addAllAuthors(
                        welcome.authors().stream().map(FrameEncoder::author).toList())
                .setHighestN(welcome.highestN())
                .setHistory(welcome.history())
                .setPrivate(welcome.hidden())
                .setStored(stored && welcome.history())
                .setSettings(settings(welcome.settings()));
        if (welcome.resumed() >= 0) {
            joined.setResumed(welcome.resumed());
        }
        return ServerMessage.newBuilder()
                .setRequestId(request)
                .setJoined(joined)
                .build();
    }

    private static RoomSettings settings(dev.roomtalk.server.room.RoomSettings settings) {
        return RoomSettings.newBuilder()
                .setHistoryLines(settings.historyLines())
                .setKeepSeconds(settings.keepSeconds())
                .setKeepMessages(settings.keepMessages())
                .setKeepBytes(settings.keepBytes())
                .setSlowSeconds(settings.slowSeconds())
                .setEditSeconds(settings.editSeconds())
                .build();
    }

    static List<ListedMember> members(List<MemberView> members, Absences absences) {
        return members.stream().map(member -> member(member, absences)).toList();
    }

    private static Role role(dev.roomtalk.server.room.Role role) {
        return switch (role) {
            case MEMBER -> Role.ROLE_MEMBER;
            case MODERATOR -> Role.ROLE_MODERATOR;
            case HOST -> Role.ROLE_HOST;
            case MUTED -> Role.ROLE_MUTED;
        };
    }

    private static ListedMember member(MemberView member, Absences absences) {
        return ListedMember.newBuilder()
                .setUserId(member.userId())
                .setName(member.name())
                .setHost(member.host())
                .setPresent(member.present())
                .setRole(role(member.role()))
                .setMutedUntilMs(member.mutedUntil())
                .setAway(member.away())
                .setDisconnectedMs(member.present() ? 0 : absences.since(member.userId()))
                .build();
    }
}
