package dev.roomtalk.server.room;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a room can be told. */
public sealed interface RoomCommand {

    /** A request: {@code who} awaits an answer under the number {@code request}. */
    sealed interface Asked extends RoomCommand {
        Participant who();

        int request();
    }

    /** Nobody awaits an answer. */
    sealed interface Silent extends RoomCommand {}

    /**
     * Becomes a member, or brings another session of one.
     *
     * @param password as given; null: none
     * @param invitation the hash of the token that was shown; null: none
     * @param quiet no joined and left lines about this session
     * @param manner how it comes
     * @param resume what it has of the room from before; null: nothing
     */
    record Enter(
            Participant who,
            int request,
            @Nullable String password,
            @Nullable String invitation,
            boolean quiet,
            Manner manner,
            @Nullable Resume resume)
            implements Asked {
        /** Without an invitation. */
        public Enter(
                Participant who,
                int request,
                @Nullable String password,
                boolean quiet,
                Manner manner,
                @Nullable Resume resume) {
            this(who, request, password, null, quiet, manner, resume);
        }
    }

    /** Where a participant was, in the room's numbers. */
    record Resume(long epoch, long sequence) {}

    /** As what a session comes into a room. */
    enum Manner {
        /** It has made the room. */
        CREATOR,
        MEMBER,
        /** Its user is a member only for as long as it has such sessions. */
        VISITOR
    }

    /** The answer to {@link Effect.CheckPassword}. */
    record PasswordChecked(Enter enter, boolean right) implements RoomCommand {}

    /** The answer to {@link Effect.UseInvitation}; {@code counted}: the engine remembers that it was used. */
    record InvitationUsed(Enter enter, boolean counted) implements RoomCommand {}

    /** The answer to {@link Effect.Recall}; null: the engine could not tell. */
    record Recalled(Enter enter, @Nullable Recollection known) implements RoomCommand {}

    /**
     * What the engine knows of a participant that enters.
     *
     * @param highestN of its instance in this room
     * @param epochEnd the last sequence committed in the epoch of its {@link Resume}; 0 without one
     */
    record Recollection(long highestN, long epochEnd) {}

    /** Ends the membership of the participant's user. */
    record Leave(Participant who, int request) implements Asked {}

    /** The session is over; {@code onPurpose}: it said goodbye. */
    record Gone(Participant who, boolean onPurpose) implements Silent {}

    /** A message; {@code base} is the lowest n that its author's program has unanswered. */
    record Publish(
            Participant who,
            long n,
            long base,
            String text,
            @Nullable String label) implements RoomCommand {}

    /** The engine has given the number. */
    record Numbered(long append, long epoch, long sequence) implements Silent {}

    /** The engine is done with it: {@code stored}, or it keeps nothing. */
    record Committed(long append, boolean stored) implements Silent {}

    /** The engine has had it before, under this pair; (0, 0): it no longer knows which. */
    record Duplicate(long append, long epoch, long sequence, boolean stored) implements Silent {}

    /** The engine could not take it. */
    record AppendFailed(long append) implements Silent {}

    /** Sequences {@code first} to {@code first + count - 1} did not reach the participant. */
    record Missing(Participant who, long first, int count) implements Silent {}

    record SetTopic(Participant who, int request, String topic) implements Asked {}

    /** The host sets how the room is. */
    record Change(Participant who, int request, SettingsChange change) implements Asked {}

    record Close(Participant who, int request) implements Asked {}

    /** Moderation, by who may. */
    sealed interface Act extends Asked {}

    /** Of a user, who is there or not. */
    sealed interface About extends Act {
        long userId();

        String name();
    }

    /** Ends a membership. */
    record Kick(Participant who, int request, long userId, String name, String reason) implements About {}

    /**
     * The same, and keeps the user out, member or not.
     *
     * @param seconds 0: until it is lifted
     * @param addresses nobody comes in from there either who is no member
     */
    record BanUser(
            Participant who, int request, long userId, String name, long seconds, String reason, List<String> addresses)
            implements About {}

    record Unban(Participant who, int request, long userId, String name) implements About {}

    /** @param seconds of a mute; 0: until it is lifted */
    record SetRole(Participant who, int request, long userId, String name, Role role, long seconds, String reason)
            implements About {}

    /**
     * Lets others in.
     *
     * @param token to be told to who asks, and kept nowhere
     * @param hash of the token
     */
    record Invite(Participant who, int request, String token, String hash, int uses, long seconds) implements Act {}

    record Uninvite(Participant who, int request, String id) implements Act {}

    /** @param skip so many of the newest are left out */
    record AskInvitations(Participant who, int request, int skip) implements Act {}

    /** @param skip so many of the newest are left out */
    record AskBans(Participant who, int request, int skip) implements Act {}

    record AskMembers(Participant who, int request) implements Asked {}

    record AskAuthors(Participant who, int request, List<Integer> numbers) implements Asked {}

    /**
     * Messages in ({@code after}, {@code upTo}], taken from {@code sinceMillis} on and before {@code untilMillis} (0:
     * at any time); {@code last}: the newest of them, at most so many; 0: the oldest.
     */
    record AskHistory(Participant who, int request, long after, long upTo, int last, long sinceMillis, long untilMillis)
            implements Asked {}

    /** Time has passed. */
    record Tick() implements Silent {}
}
