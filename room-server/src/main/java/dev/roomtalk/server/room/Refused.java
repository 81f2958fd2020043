package dev.roomtalk.server.room;

/** Why a room refuses a request or a message. */
public enum Refused {
    NOT_A_MEMBER,
    NOT_HOST,
    /** The requester is neither moderator nor host. */
    NOT_MODERATOR,
    PASSWORD_NEEDED,
    WRONG_PASSWORD,
    TOO_LONG,
    EMPTY,
    BAD_LABEL,
    BUSY,
    ROOM_FULL,
    /** The user is a member of as many rooms as may be. */
    TOO_MANY_ROOMS,
    NO_SUCH_ROOM,
    NO_HISTORY,
    /** The target is not a member. */
    NO_SUCH_MEMBER,
    NOT_BANNED,
    /** The requester is the target, and nobody may do this to himself. */
    ONESELF,
    /** The target has a role that the requester may not act on. */
    OUT_OF_REACH,
    /** The target has this role already. */
    UNCHANGED,
    /** The target is the host, and stays host until another member is made host. */
    IS_HOST,
    MUTED,
    TOO_FAST,
    TOO_MANY_BANS,
    /** The token is not an invitation to this room. */
    BAD_INVITATION,
    INVITATION_USED,
    INVITATION_ENDED,
    TOO_MANY_INVITATIONS,
    /** What the message is about is not there, or this cannot be done to it. */
    NO_SUCH_MESSAGE,
    /** The message that is to be changed is somebody else's. */
    NOT_AUTHOR,
    /** The message is older than what its author may change. */
    TOO_LATE
}
