package dev.roomtalk.server.room;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A change of a room: it is decided on one node, and applied on every node when the engine's feed brings it. It says
 * how something is from now on, not by how much it differs.
 */
public sealed interface RoomChange {
    /** @param by the name of the user who set the topic */
    record TopicIs(String topic, String by) implements RoomChange {}

    /**
     * @param settings as the host wants them, whatever the server allows
     * @param by the name of the user who set them
     */
    record SettingsAre(RoomSettings settings, String by) implements RoomChange {}

    /** A user was kicked: its membership has ended, and its sessions do not come back by themselves. */
    record Kicked(long userId, String name, String by, String reason) implements RoomChange {}

    /** A user is banned or muted. Who may not enter is a member no longer; who may not speak is no moderator. */
    record Banned(Ban ban) implements RoomChange {}

    /** @param name of the user who may enter again */
    record Unbanned(Ban.Key ban, String name) implements RoomChange {}

    /**
     * A user has another role.
     *
     * @param role not muted, which is {@link Banned}
     * @param by the name of the user who gave it
     * @param unmutes whether it ends a mute
     */
    record RoleIs(long userId, String name, Role role, String by, String reason, boolean unmutes)
            implements RoomChange {}

    /**
     * Members have come or gone, or are another thing: {@code now} are members, whatever they were before, and {@code
     * gone} are none. The node that proposes it has applied it already, because it had the session that came or went.
     */
    record MembersAre(List<MemberRecord> now, List<Long> gone) implements RoomChange {
        public MembersAre {
            now = List.copyOf(now);
            gone = List.copyOf(gone);
        }
    }

    /**
     * On a node users have a session in the room, or none any longer. The node that proposes it has applied it already.
     *
     * @param node that they are, or were, connected to
     */
    record PresentAre(long node, List<Long> here, List<Long> away) implements RoomChange {
        public PresentAre {
            here = List.copyOf(here);
            away = List.copyOf(away);
        }
    }

    /**
     * There is such an invitation, or it has been used so often by now.
     *
     * @param user who has used it, so that what two nodes propose for two users differs; 0: nobody
     */
    record InvitationIs(Invitation invitation, long user) implements RoomChange {
        /** One that is made, or of which a use is taken back. */
        public InvitationIs(Invitation invitation) {
            this(invitation, 0);
        }
    }

    /** @param hash of the token that lets in nobody any more */
    record InvitationEnded(String hash) implements RoomChange {}

    /**
     * The room has ended.
     *
     * @param sentence tells people why
     */
    record Closed(String sentence) implements RoomChange {}

    /** Whether the node that proposes it has applied it already: sessions come and go, and nobody is asked. */
    default boolean isOfSessions() {
        return this instanceof MembersAre || this instanceof PresentAre;
    }

    /**
     * Whether somebody may do less from now on: what was said by one who did not know of it is not taken ({@code
     * MessageLog}).
     */
    default boolean restricts() {
        return switch (this) {
            case Kicked _, Banned _, SettingsAre _ -> true;
            case TopicIs _,
                    Unbanned _,
                    RoleIs _,
                    MembersAre _,
                    PresentAre _,
                    InvitationIs _,
                    InvitationEnded _,
                    Closed _ -> false;
        };
    }

    /** The ban that there is no longer; null: it ends none. */
    default Ban.@Nullable Key lifts() {
        return switch (this) {
            case Unbanned c -> c.ban;
            case RoleIs c -> c.unmutes ? new Ban.Key(Ban.Kind.SPEAK, c.userId) : null;
            case TopicIs _,
                    SettingsAre _,
                    Kicked _,
                    Banned _,
                    MembersAre _,
                    PresentAre _,
                    InvitationIs _,
                    InvitationEnded _,
                    Closed _ -> null;
        };
    }
}
