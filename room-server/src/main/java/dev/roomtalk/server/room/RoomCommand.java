package dev.roomtalk.server.room;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A request to a room, or news for it.
 *
 * <p>Over 300 lines, because every kind of them has its record here.
 */
public sealed interface RoomCommand {

    /** A request: {@code who} awaits an answer under the number {@code request}. */
    sealed interface Asked extends RoomCommand {
        Participant who();

        int request();
    }

    /** A command that nobody awaits an answer to. */
    sealed interface Silent extends RoomCommand {}

    /**
     * Becomes a member, or brings another session of one.
     *
     * @param password as given; null: none
     * @param invitation the hash of the token that was shown; null: none
     * @param quiet no joined and left lines about this session
     * @param manner the way in which it enters
     * @param resume what it has of the room from before; null: nothing
     * @param asked the room's name as the user wrote it; empty: as the room has it
     */
    record Enter(
            Participant who,
            int request,
            @Nullable String password,
            @Nullable String invitation,
            boolean quiet,
            Manner manner,
            @Nullable Resume resume,
            String asked)
            implements Asked {
        /** Of a room by the name that it has. */
        public Enter(
                Participant who,
                int request,
                @Nullable String password,
                @Nullable String invitation,
                boolean quiet,
                Manner manner,
                @Nullable Resume resume) {
            this(who, request, password, invitation, quiet, manner, resume, "");
        }

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

    /** The way in which a session enters a room. */
    enum Manner {
        /** Its user has created the room. */
        CREATOR,
        MEMBER,
        /** Its user is a member only for as long as it has such sessions. */
        VISITOR
    }

    /** The answer to {@link Effect.CheckPassword}. */
    record PasswordChecked(Enter enter, boolean right) implements RoomCommand {}

    /**
     * The answer to {@link Effect.Recall}; null: the engine could not tell.
     *
     * @param hasPlace whether the user may be a member of one more room
     */
    record Recalled(Enter enter, @Nullable Recollection known, boolean hasPlace) implements RoomCommand {
        /** Of a user who is in few rooms. */
        public Recalled(Enter enter, @Nullable Recollection known) {
            this(enter, known, true);
        }
    }

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

    /** A participant is writing something. */
    record Types(Participant who) implements Silent {}

    /** A user says that it is away, or is back: its sessions know which. */
    record SaysAway(long userId) implements Silent {}

    /**
     * A message.
     *
     * @param base the lowest n that its author's program has unanswered
     * @param lookUp what the engine knows of what it is about; null: it was not asked
     */
    record Publish(
            Participant who,
            long n,
            long base,
            String text,
            @Nullable String label,
            Purpose purpose,
            Target.@Nullable LookUp lookUp)
            implements RoomCommand {
        /** A message that is to be read. */
        public Publish(Participant who, long n, long base, String text, @Nullable String label) {
            this(who, n, base, text, label, Purpose.TEXT, null);
        }

        Publish with(Target.LookUp found) {
            return new Publish(who, n, base, text, label, purpose, found);
        }
    }

    /**
     * The engine has looked for what a message is about.
     *
     * @param found null: it could not look
     */
    record TargetFound(Publish message, Target.@Nullable LookUp found) implements Silent {}

    /**
     * The next message of the room, whoever has said it and on whatever node: the engine's feed has brought it.
     *
     * @param userName as its user was called when it was said
     * @param n with the instance: the message id
     * @param timeMillis when it was taken, in milliseconds since 1970-01-01 UTC
     */
    record Said(
            long epoch,
            long sequence,
            long userId,
            String userName,
            long instance,
            long n,
            String text,
            @Nullable String label,
            long timeMillis,
            Purpose purpose)
            implements Silent {
        /** A message that is to be read. */
        public Said(
                long epoch,
                long sequence,
                long userId,
                String userName,
                long instance,
                long n,
                String text,
                @Nullable String label,
                long timeMillis) {
            this(epoch, sequence, userId, userName, instance, n, text, label, timeMillis, Purpose.TEXT);
        }
    }

    /**
     * The engine has finished a message, and has given it this pair: it is {@code stored}, or the room keeps no
     * history, or the engine keeps nothing over its end. {@link Said} comes before it or after it.
     *
     * @param readable whether it can be read back, if the room keeps history
     */
    record Committed(long append, long epoch, long sequence, boolean stored, boolean readable) implements Silent {
        /** Of an engine that lets read what it has stored. */
        public Committed(long append, long epoch, long sequence, boolean stored) {
            this(append, epoch, sequence, stored, stored);
        }
    }

    /** The engine has had the message before, as this pair; (0, 0) if it no longer knows which. */
    record Duplicate(long append, long epoch, long sequence, boolean stored) implements Silent {}

    /** The engine could not take a message, or nobody knows whether it did: then {@link Said} may come yet. */
    record AppendFailed(long append) implements Silent {}

    /** A session misses messages: those of each range are sent again, as far as the room has them. */
    record Missing(Participant who, List<Range> ranges) implements Silent {
        public Missing {
            ranges = List.copyOf(ranges);
        }

        /** So many messages from this sequence on. */
        public record Range(long first, int count) {}
    }

    /** A request that a {@link RoomChange} comes from. */
    sealed interface Changing extends Asked {}

    record SetTopic(Participant who, int request, String topic) implements Changing {}

    /** Changes the settings of the room. */
    record Change(Participant who, int request, SettingsChange change) implements Changing {}

    /**
     * The answer to {@link Effect.Propose}; {@link Changed} comes before it or after it.
     *
     * @param why it failed, for the person; empty: it did not, or nobody knows
     */
    record Proposed(long proposal, Outcome outcome, String why) implements Silent {
        /** Of a proposal that did not fail. */
        public Proposed(long proposal, Outcome outcome) {
            this(proposal, outcome, "");
        }

        /** What became of a proposal. */
        public enum Outcome {
            TAKEN,
            /** The room has a newer version than the one that the change was decided on. */
            STALE,
            /** The engine could not take it, or nobody knows whether it did: then {@link Changed} may come yet. */
            FAILED
        }
    }

    /**
     * The next change of the room, whoever has decided it and on whatever node: the engine's feed has brought it.
     *
     * @param version that the room has with it
     */
    record Changed(long version, RoomChange change) implements Silent {}

    /** The room has this version, and is like this now: some of the changes before it may not have been brought. */
    record Restated(long version, RoomState now) implements Silent {}

    /** These users have sessions in the room, and nobody else, by the nodes that they are on. */
    record Present(Map<Long, Set<Long>> byNode) implements Silent {}

    /** A node has ended, and nobody has a session on it. */
    record NodeEnded(long node) implements Silent {}

    record Close(Participant who, int request) implements Changing {}

    /** Counts a use of the invitation of a session that enters. */
    record UseInvitation(Enter enter) implements Changing {
        @Override
        public Participant who() {
            return enter.who();
        }

        @Override
        public int request() {
            return enter.request();
        }
    }

    /** A request that moderators may make. */
    sealed interface Act extends Asked {}

    /** One that is carried out at once. */
    sealed interface Immediate extends Act {}

    /** A request about a user, present or not. */
    sealed interface About extends Act, Changing {
        long userId();

        String name();
    }

    /** Ends a membership. */
    record Kick(Participant who, int request, long userId, String name, String reason) implements About {}

    /**
     * Bans a user: ends a membership if there is one, and refuses the user from now on.
     *
     * @param seconds the ban's length; 0: until it is lifted
     * @param addresses whether nobody may enter from the user's addresses either who is not a member
     */
    record BanUser(
            Participant who, int request, long userId, String name, long seconds, String reason, List<String> addresses)
            implements About {}

    record Unban(Participant who, int request, long userId, String name) implements About {}

    /** @param seconds of a mute; 0: until it is lifted */
    record SetRole(Participant who, int request, long userId, String name, Role role, long seconds, String reason)
            implements About {}

    /** A request that changes the invitations. */
    sealed interface Inviting extends Act, Changing {}

    /**
     * Makes an invitation.
     *
     * @param token is sent to the requester, and stored nowhere
     * @param hash of the token
     */
    record Invite(Participant who, int request, String token, String hash, int uses, long seconds)
            implements Inviting {}

    record Uninvite(Participant who, int request, String id) implements Inviting {}

    /** @param skip the number of newest ones to leave out */
    record AskInvitations(Participant who, int request, int skip) implements Immediate {}

    /** @param skip the number of newest ones to leave out */
    record AskBans(Participant who, int request, int skip) implements Immediate {}

    record AskMembers(Participant who, int request) implements Asked {}

    record AskAuthors(Participant who, int request, List<Integer> numbers) implements Asked {}

    /**
     * Messages in ({@code after}, {@code upTo}], taken from {@code sinceMillis} on and before {@code untilMillis} (0:
     * at any time); {@code last}: the newest of them, at most so many; 0: the oldest.
     */
    record AskHistory(Participant who, int request, long after, long upTo, int last, long sinceMillis, long untilMillis)
            implements Asked {}

    /** The user does not exist any longer: it was deleted by the operator. */
    record ForgetUser(long userId) implements Silent {}

    /** The operator has removed these messages. */
    record ForgetMessages(Predicate<Message> which) implements Silent {}

    /** The operator has given the user another name. */
    record RenameUser(long userId, String name) implements Silent {}

    /** Comes once a second. */
    record Tick() implements Silent {}
}
