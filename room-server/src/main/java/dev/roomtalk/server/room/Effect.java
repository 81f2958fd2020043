package dev.roomtalk.server.room;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a room wants done, in this order. */
public sealed interface Effect {

    /** From now on deliver to this participant; then answer its request with the room as it is. */
    record Admit(Participant who, int request, Welcome welcome) implements Effect {}

    /** Deliver to this participant no more. */
    record Dismiss(Participant who) implements Effect {}

    /** Tell this participant why it is in the room no longer, and deliver to it no more. */
    record Expel(Participant who, Event event) implements Effect {}

    /** Answer {@link RoomCommand.PasswordChecked} when known. */
    record CheckPassword(RoomCommand.Enter enter, String password) implements Effect {}

    /** Answer {@link RoomCommand.Recalled} when the engine has told what it knows. */
    record Recall(RoomCommand.Enter enter) implements Effect {}

    /**
     * Answer this request from the engine's log, and with what the ring has beside it.
     *
     * @param settled up to here the engine has answered for every message, and the ring can bring none: what the log
     *     does not have is gone
     * @param oldestInRing from here on the ring has every message
     * @param sequence the room's last
     * @param ring messages of the ring that were asked for, in their order
     */
    record ReadHistory(RoomCommand.AskHistory asked, long settled, long oldestInRing, long sequence, List<Message> ring)
            implements Effect {}

    /** Give this message to the engine under the id {@code append}. */
    record Append(
            long append,
            AuthorName author,
            long n,
            String text,
            @Nullable String label,
            long timeMillis) implements Effect {}

    /** Deliver to every participant; {@code introduces}: the first message of its author. */
    record FanOut(Message message, boolean introduces) implements Effect {}

    /** Deliver again to one participant. */
    record Again(Participant who, Message message) implements Effect {}

    /** Tell one participant how far the room is, and from where it can repair. */
    record TellLatest(Participant who, long epoch, long sequence, long oldest) implements Effect {}

    record Acknowledge(Participant who, long n, long epoch, long sequence, boolean stored) implements Effect {}

    /** {@code waitMillis} above 0: the same message may be sent again after it. */
    record RefuseMessage(Participant who, long n, Refused why, int waitMillis) implements Effect {}

    /** Answer this request. */
    sealed interface Answer extends Effect {
        Participant who();

        int request();
    }

    /** {@code about}: the name of whom it is about, or empty. */
    record Refuse(Participant who, int request, Refused why, String about) implements Answer {
        Refuse(Participant who, int request, Refused why) {
            this(who, request, why, "");
        }
    }

    /** Refuse: the user is banned. */
    record KeepOut(Participant who, int request, Ban ban) implements Answer {}

    /** Refuse: the user was put out, and this session comes back by itself. */
    record StayOut(Participant who, int request, String by, String reason) implements Answer {}

    record Bans(Participant who, int request, List<Ban> bans, int count) implements Answer {}

    record InvitationsAre(Participant who, int request, List<Invitation> invitations, int count) implements Answer {}

    record Done(Participant who, int request) implements Answer {}

    record Members(Participant who, int request, List<MemberView> members, int count) implements Answer {}

    record Authors(Participant who, int request, List<AuthorName> authors) implements Answer {}

    /** Tell every participant, but not {@code except}. */
    record Tell(Event event, @Nullable Participant except) implements Effect {}

    /** The user has become, or is no longer, a member. */
    record Membership(long userId, boolean member) implements Effect {}

    /** The engine remembers these members, and those who are gone no longer. */
    record KeepMembers(List<MemberRecord> now, List<Long> gone) implements Effect {}

    /** The engine remembers the ban; answer the request when it does, or say that it cannot. */
    record KeepBan(Participant who, int request, Ban ban) implements Effect {}

    /** The engine remembers it no longer; the same. */
    record LiftBan(Participant who, int request, Ban ban) implements Effect {}

    /** The engine remembers the invitation; tell the token to who asked when it does. */
    record KeepInvitation(Participant who, int request, Invitation invitation, String token) implements Effect {}

    /** The engine remembers it no longer; answer the request when it does. */
    record EndInvitation(Participant who, int request, Invitation invitation) implements Effect {}

    /** The engine remembers how often it was used; say so by {@link RoomCommand.InvitationUsed}. */
    record UseInvitation(RoomCommand.Enter enter, Invitation invitation) implements Effect {}

    /** The engine remembers that it was used less: who came did not come in. */
    record GiveInvitationBack(Invitation invitation) implements Effect {}

    /** The engine remembers that the room is set so, and keeps no more than that. */
    record KeepSettings(RoomSettings settings) implements Effect {}

    /** The room is no more; what follows tells and dismisses its participants. */
    record Closed() implements Effect {}

    /** What participants are told of. */
    sealed interface Event {}

    record Joined(MemberView member) implements Event {}

    record Left(long userId, String name) implements Event {}

    /**
     * Somebody was put out of the room, or is kept out of it.
     *
     * @param until of a ban, in milliseconds of Unix time; 0: until it is lifted
     * @param member it was in the room
     */
    record Removed(long userId, String name, String by, String reason, boolean banned, long until, boolean member)
            implements Event {}

    /** @param until of a mute, in milliseconds of Unix time; 0: until it is lifted */
    record RoleIs(long userId, String name, Role role, String by, String reason, long until) implements Event {}

    record Presence(long userId, String name, boolean present) implements Event {}

    record Count(int members) implements Event {}

    record HostIs(long userId, String name) implements Event {}

    record TopicIs(String topic, String setBy) implements Event {}

    /** How the room is set, in effect. */
    record SettingsAre(RoomSettings settings, String setBy) implements Event {}

    record Ended(String sentence) implements Event {}

    /**
     * The room as a newcomer finds it.
     *
     * @param sequence what comes above it is delivered
     * @param oldest the lowest sequence that {@link RoomCommand.Missing} can bring
     * @param highestN the highest n numbered for the newcomer's instance
     * @param history messages can be read back
     * @param hidden strangers do not see the room
     * @param settings in effect
     * @param resumed up to here what the newcomer has from before is this room's; -1: it has nothing
     */
    record Welcome(
            String topic,
            long epoch,
            long sequence,
            long oldest,
            List<MemberView> members,
            int memberCount,
            List<AuthorName> authors,
            long highestN,
            boolean history,
            boolean hidden,
            RoomSettings settings,
            long resumed) {}
}
