package dev.roomtalk.server.room;

/** Why a room refuses a request or a message. */
public enum Refused {
    NOT_A_MEMBER,
    NOT_HOST,
    /** And not host either. */
    NOT_MODERATOR,
    PASSWORD_NEEDED,
    WRONG_PASSWORD,
    TOO_LONG,
    EMPTY,
    BAD_LABEL,
    BUSY,
    ROOM_FULL,
    NO_SUCH_ROOM,
    NO_HISTORY,
    /** Who is meant is no member. */
    NO_SUCH_MEMBER,
    NOT_BANNED,
    /** Who asks cannot do this to itself. */
    ONESELF,
    /** Who asks cannot do this to who is meant. */
    OUT_OF_REACH,
    /** Who is meant is what it shall be. */
    UNCHANGED,
    /** Who is meant is host, and remains it until another is. */
    IS_HOST,
    MUTED,
    TOO_FAST,
    TOO_MANY_BANS,
    /** It is none of this room. */
    BAD_INVITATION,
    INVITATION_USED,
    INVITATION_ENDED,
    TOO_MANY_INVITATIONS
}
