package dev.roomtalk.client;

/** Why a request failed or a session ended; the message is one sentence for a person. */
public final class ChatException extends Exception {
    private static final long serialVersionUID = 1L;

    /** What a caller may want to tell apart. */
    public enum Reason {
        /** Nothing answers at that address. */
        UNREACHABLE,
        /** The server's key is not the pinned one, or its certificate does not verify, or nobody accepted it. */
        UNTRUSTED,
        /** No common version of the protocol. */
        WRONG_VERSION,
        /** The name is taken by another user. */
        NAME_TAKEN,
        /** A name breaks the rules of names. */
        BAD_NAME,
        /** The server does not know the token. */
        UNKNOWN_TOKEN,
        NO_SUCH_ROOM,
        ROOM_EXISTS,
        NOT_A_MEMBER,
        NOT_HOST,
        /** The user is banned from the room. */
        BANNED,
        /** The user was kicked from the room while this session was not connected. */
        KICKED,
        /** No user has that name, or none in the room. */
        NO_SUCH_USER,
        /** The user may not speak in the room. */
        MUTED,
        PASSWORD_NEEDED,
        WRONG_PASSWORD,
        /** The invitation is not one to the room, has ended, or was used as often as it may be. */
        BAD_INVITATION,
        /** The room has no file of that id. */
        NO_SUCH_FILE,
        /** The room has no message of that id that this can be done to. */
        NO_SUCH_MESSAGE,
        /** The message is somebody else's. */
        NOT_AUTHOR,
        /** The message is too old to be changed by its author. */
        TOO_LATE,
        TOO_LONG,
        BUSY,
        TOO_FAST,
        /** A limit of the server: users, members, rooms, sessions, connections. */
        FULL,
        /** The same instance of the program has connected again. */
        REPLACED,
        /** The token was renewed elsewhere. */
        TOKEN_REVOKED,
        /** The server did not answer in time. */
        TIMED_OUT,
        /** The session was closed by its owner. */
        CLOSED,
        /** The other side broke the protocol, or says that we did. */
        PROTOCOL_ERROR,
        /** Anything else that went wrong. */
        FAILED
    }

    private final Reason reason;
    private final String sentence;

    public ChatException(Reason reason, String sentence) {
        super(sentence);
        this.reason = reason;
        this.sentence = sentence;
    }

    @Override
    public String getMessage() {
        return sentence;
    }

    public Reason reason() {
        return reason;
    }
}
