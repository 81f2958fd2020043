package dev.roomtalk.server.room;

import org.jspecify.annotations.Nullable;

/**
 * Decides who may make a request of a room, speak in it, and send messages without waiting. Confined to its room.
 *
 * <p>What moderators may do about other users is the concern of {@link Moderation}.
 */
final class Permissions {
    private final Room.Charter charter;
    private final Roster roster;
    private final RoomBans bans;
    private final Effects effects;

    Permissions(Room.Charter charter, Roster roster, RoomBans bans, Effects effects) {
        this.charter = charter;
        this.roster = roster;
        this.bans = bans;
        this.effects = effects;
    }

    /** The member that makes the request; null if its user is no member, then the request has been refused. */
    @Nullable
    Member member(RoomCommand.Asked asked) {
        Member member = roster.find(asked.who().userId());
        if (member == null) {
            effects.refuse(asked, toWhoIsNotIn(asked.who()));
        }
        return member;
    }

    /** What a session that is not in the room is refused with: a hidden room does not show itself to strangers. */
    Refused toWhoIsNotIn(Participant who) {
        boolean stranger = roster.find(who.userId()) == null;
        return charter.hidden() && stranger ? Refused.NO_SUCH_ROOM : Refused.NOT_A_MEMBER;
    }

    /** The operator or the member that makes the request; null if it is neither, then the request has been refused. */
    @Nullable
    Member memberOrOperator(RoomCommand.Asked asked) {
        return asked.who().operates() ? Member.operator(asked.who()) : member(asked);
    }

    /** The host, if the host makes the request; null if somebody else does, then the request has been refused. */
    @Nullable
    Member host(RoomCommand.Asked asked) {
        Member member = member(asked);
        if (member != null && !member.equals(roster.host())) {
            effects.refuse(asked, Refused.NOT_HOST);
            return null;
        }
        return member;
    }

    /** The operator or the host that makes the request; null if it is neither, then the request has been refused. */
    @Nullable
    Member hostOrOperator(RoomCommand.Asked asked) {
        return asked.who().operates() ? Member.operator(asked.who()) : host(asked);
    }

    /** Whether it is in the room, or is a hook that nobody has banned from it. */
    boolean maySpeak(Participant who, long now) {
        return roster.participants().contains(who) || (who.isHook() && !bans.isBanned(who.userId(), now));
    }

    /** For how many milliseconds the user is still muted; 0: the user may speak. A host may always speak. */
    long muteMillis(long userId, long now) {
        Member host = roster.host();
        return host != null && host.userId == userId ? 0 : bans.silenceMillis(userId, now);
    }

    /**
     * Whether the user is the host or a moderator, who remove what others have said, and need not wait between two
     * messages in a slow room.
     */
    boolean moderates(long userId) {
        Member member = roster.find(userId);
        return member != null && (member.moderator || member.equals(roster.host()));
    }
}
