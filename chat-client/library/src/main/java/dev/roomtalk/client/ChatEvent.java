package dev.roomtalk.client;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import org.jspecify.annotations.Nullable;

/**
 * What a session reports to its {@link ChatListener}, in the order in which it happened. Rooms are named as the server
 * writes them.
 */
public sealed interface ChatEvent {

    /** The server has welcomed the session; {@code resumed} is true from the second time on. */
    record Connected(String server, String name, boolean resumed) implements ChatEvent {}

    /** The connection was lost, or could not be made; the next attempt begins after {@code retryIn}. */
    record Disconnected(String why, Duration retryIn) implements ChatEvent {}

    /** The session has ended for good: nothing more will come. */
    record Ended(ChatException.Reason reason, String why) implements ChatEvent {}

    /** Deliveries now travel by this transport. */
    record TransportChanged(Transport transport, String why) implements ChatEvent {}

    /** A room was joined again after a reconnect. */
    record Rejoined(JoinedRoom room) implements ChatEvent {}

    /** A room could not be joined again after a reconnect; the session is no longer in it. */
    record RejoinFailed(String room, String why) implements ChatEvent {}

    /**
     * A message of a room, in the order of its sequence, each once.
     *
     * @param text empty if somebody has removed it
     * @param own whether this session published it, or an earlier run of the program with the same instance
     * @param target the message that it is about; null for the kinds that are about none
     * @param changedBy the sequence of the message that has edited this one last, or removed it; 0: none has
     * @param removedBy who has removed it; null: nobody
     */
    record Message(
            String room,
            long epoch,
            long sequence,
            String author,
            long authorId,
            @Nullable String label,
            String text,
            Instant time,
            boolean own,
            MessageKind kind,
            @Nullable MessageId target,
            long changedBy,
            @Nullable String removedBy)
            implements ChatEvent {
        /** One that is to be read, as it was published. */
        public Message(
                String room,
                long epoch,
                long sequence,
                String author,
                long authorId,
                @Nullable String label,
                String text,
                Instant time,
                boolean own) {
            this(room, epoch, sequence, author, authorId, label, text, time, own, MessageKind.TEXT, null, 0, null);
        }

        public MessageId id() {
            return new MessageId(epoch, sequence);
        }

        /**
         * This message after another one of the room: with its text if that edits this one, without a text if that
         * removes it, and otherwise as it is.
         */
        public Message after(Message change) {
            boolean about = id().equals(change.target) && change.kind.changesTarget();
            if (!about || removedBy != null || changedBy >= change.sequence) {
                return this;
            }
            boolean removal = change.kind == MessageKind.REMOVAL;
            return new Message(
                    room,
                    epoch,
                    sequence,
                    author,
                    authorId,
                    label,
                    removal ? "" : change.text,
                    time,
                    own,
                    kind,
                    target,
                    change.sequence,
                    removal ? change.author : null);
        }
    }

    /** {@code count} messages of a room did not arrive and will not. */
    record Missed(String room, long count) implements ChatEvent {}

    /**
     * The {@code count} last messages of a room so far were relayed and shown, and are not kept by the server: it has
     * crashed or restarted since. Those that their authors send again are not shown again.
     */
    record NotKept(String room, long count) implements ChatEvent {}

    record MemberJoined(String room, String name) implements ChatEvent {}

    record MemberLeft(String room, String name) implements ChatEvent {}

    /**
     * A user was kicked or banned from a room.
     *
     * @param by who did it
     * @param reason empty if none was given
     * @param ban null if the user may come in again
     * @param wasMember the user was in the room
     * @param own the user is that of this session, which is in the room no longer
     */
    record Removed(
            String room,
            String name,
            String by,
            String reason,
            @Nullable Ban ban,
            boolean wasMember,
            boolean own) implements ChatEvent {
        /** For the person, at this time: "alice banned bob until 2026-05-03 18:00 (2 h): spam". */
        public String sentence(ZoneId zone, Instant now) {
            String whom = own ? "you" : name;
            String what = by + (ban == null ? " kicked " : " banned ") + whom;
            Instant end = ban == null ? null : ban.until;
            return what
                    + (end == null ? "" : " " + TimeSpan.until(end, zone, now))
                    + (reason.isEmpty() ? "" : ": " + reason);
        }
    }

    /** @param until null if the ban holds until it is lifted */
    record Ban(@Nullable Instant until) {}

    /**
     * A user has another role in a room; {@link HostChanged} reports a new host.
     *
     * @param by who gave it
     * @param reason empty if none was given
     * @param until the end of a mute; null if it holds until it is lifted
     * @param own the user is that of this session
     */
    record RoleChanged(
            String room,
            String name,
            MemberRole role,
            String by,
            String reason,
            @Nullable Instant until,
            boolean own) implements ChatEvent {
        /** For the person: "alice muted bob until 2026-05-03 18:00 (2 h): calm down". */
        public String sentence(ZoneId zone, Instant now) {
            String whom = own ? "you" : name;
            String what =
                    switch (role) {
                        case MUTED -> " muted " + whom;
                        case MODERATOR -> " made " + whom + " a moderator";
                        case HOST -> " made " + whom + " the host";
                        case MEMBER -> " made " + whom + " an ordinary member, who may speak";
                    };
            return by
                    + what
                    + (until == null ? "" : " " + TimeSpan.until(until, zone, now))
                    + (reason.isEmpty() ? "" : ": " + reason);
        }
    }

    record PresenceChanged(String room, String name, boolean present) implements ChatEvent {}

    /**
     * A member who is present says that it is away, or is back.
     *
     * @param text empty if it is back
     */
    record AwayChanged(String room, String name, String text) implements ChatEvent {}

    /** Somebody is writing in a room, as of now. Reported to those who {@linkplain Conversations#list watch}. */
    record Typing(String room, String name) implements ChatEvent {}

    record MemberCount(String room, int members) implements ChatEvent {}

    record HostChanged(String room, String name) implements ChatEvent {}

    record TopicChanged(String room, String topic, String name) implements ChatEvent {}

    /** {@code name} has changed the settings of a room to these. */
    record RoomChanged(String room, RoomSettings settings, String name) implements ChatEvent {}

    record RoomClosed(String room, String why) implements ChatEvent {}

    /**
     * Somebody speaks in a private conversation that this session is not in. Reported to those who {@linkplain
     * Conversations#list watch}, once until the session has been in it.
     */
    record ConversationActive(String room) implements ChatEvent {}

    /** This user has read a room up to this sequence in another session. Reported to those who watch. */
    record ReadElsewhere(String room, long sequence) implements ChatEvent {}
}
