package dev.roomtalk.server.room;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Something that a room wants done. The effects of one command are carried out in their order. */
public sealed interface Effect {

    /** Deliver to this participant from now on; then answer its request with the state of the room. */
    record Admit(Participant who, int request, Welcome welcome) implements Effect {}

    /** Stop delivering to this participant. */
    record Dismiss(Participant who) implements Effect {}

    /** Tell this participant why it was removed from the room, and stop delivering to it. */
    record Expel(Participant who, Event event) implements Effect {}

    /** Check the password, and answer with {@link RoomCommand.PasswordChecked}. */
    record CheckPassword(RoomCommand.Enter enter, String password) implements Effect {}

    /** Ask the engine what it knows of the participant, and answer with {@link RoomCommand.Recalled}. */
    record Recall(RoomCommand.Enter enter) implements Effect {}

    /**
     * Answer this request from the engine's log and from the ring.
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
            long timeMillis,
            Purpose purpose)
            implements Effect {}

    /** Ask the engine for what the message is about, and answer with {@link RoomCommand.TargetFound}. */
    record FindTarget(RoomCommand.Publish message) implements Effect {}

    /** Deliver to every participant; {@code introduces}: the first message of its author. */
    record FanOut(Message message, boolean introduces) implements Effect {}

    /** Deliver again to one participant. */
    record Again(Participant who, Message message) implements Effect {}

    /** Tell one participant how far the room is, and from where it can repair. */
    record TellLatest(Participant who, long epoch, long sequence, long oldest) implements Effect {}

    record Acknowledge(Participant who, long n, long epoch, long sequence, boolean stored) implements Effect {}

    /** The same message may be sent again after {@code waitMillis}; 0: no such time is known. */
    record RefuseMessage(Participant who, long n, Refused why, int waitMillis) implements Effect {}

    /** Answer this request. */
    sealed interface Answer extends Effect {
        Participant who();

        int request();
    }

    /** @param about the name of the user that the refusal is about, or empty */
    record Refuse(Participant who, int request, Refused why, String about) implements Answer {
        Refuse(Participant who, int request, Refused why) {
            this(who, request, why, "");
        }
    }

    /** Refuse the request, because the user is banned. */
    record KeepOut(Participant who, int request, Ban ban) implements Answer {}

    /** Refuse the request: the user was kicked, and this session only tries to reconnect. */
    record StayOut(Participant who, int request, String by, String reason) implements Answer {}

    record Bans(Participant who, int request, List<Ban> bans, int count) implements Answer {}

    record InvitationsAre(Participant who, int request, List<Invitation> invitations, int count) implements Answer {}

    record Done(Participant who, int request) implements Answer {}

    /** The invitation is kept: its token is sent to the requester, and to nobody else. */
    record Invited(Participant who, int request, Invitation invitation, String token) implements Answer {}

    /**
     * The request is done, and is not stored yet.
     *
     * @param why for the person; empty: nobody knows
     */
    record DoneUnstored(Participant who, int request, RoomChange change, String why) implements Answer {}

    record Members(Participant who, int request, List<MemberView> members, int count) implements Answer {}

    record Authors(Participant who, int request, List<AuthorName> authors) implements Answer {}

    /** Tell the participants that want to know it that this one is writing, those of the same user aside. */
    record Typing(Participant who) implements Effect {}

    /** Tell every participant except {@code except}. */
    record Tell(Event event, @Nullable Participant except) implements Effect {}

    /** The user has become, or is no longer, a member. */
    record Membership(long userId, boolean member) implements Effect {}

    /** What a moderator has asked for is about to be done: write it down. */
    record WriteDown(RoomCommand.Changing request) implements Effect {}

    /**
     * Propose the change to the engine under the id {@code proposal}, and answer with {@link RoomCommand.Proposed}.
     *
     * @param expected the version of the room that it was decided on
     */
    record Propose(long proposal, long expected, RoomChange change) implements Effect {}

    /** The room is closed; the effects that follow tell and dismiss its participants. */
    record Closed() implements Effect {}

    /** A change that participants are told about. */
    sealed interface Event {}

    record Joined(MemberView member) implements Event {}

    record Left(long userId, String name) implements Event {}

    /**
     * A user was kicked or banned.
     *
     * @param until of a ban, in milliseconds of Unix time; 0: until it is lifted
     * @param member whether the user was a member of the room
     */
    record Removed(long userId, String name, String by, String reason, boolean banned, long until, boolean member)
            implements Event {}

    /** @param until of a mute, in milliseconds of Unix time; 0: until it is lifted */
    record RoleIs(long userId, String name, Role role, String by, String reason, long until) implements Event {}

    record Presence(long userId, String name, boolean present) implements Event {}

    /** @param text empty: the member is back */
    record Away(long userId, String name, String text) implements Event {}

    record Count(int members) implements Event {}

    record HostIs(long userId, String name) implements Event {}

    record TopicIs(String topic, String setBy) implements Event {}

    /** The settings in effect were changed. */
    record SettingsAre(RoomSettings settings, String setBy) implements Event {}

    record Ended(String sentence) implements Event {}

    /**
     * The state of the room at the time when a session enters.
     *
     * @param sequence the highest so far; later messages are delivered
     * @param oldest the lowest sequence that {@link RoomCommand.Missing} can bring
     * @param highestN the highest n numbered for the newcomer's instance
     * @param history whether messages can be read back
     * @param hidden whether only members see the room
     * @param settings the settings in effect
     * @param resumed the last sequence that the session received from this room before; -1: none
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
