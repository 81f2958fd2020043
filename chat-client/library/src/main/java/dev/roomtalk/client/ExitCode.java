package dev.roomtalk.client;

/** The exit codes of programs on this library: chat, the signal bridge. */
public enum ExitCode {
    DONE(0, "done"),
    FAILED(1, "something unexpected failed"),
    BAD_INPUT(2, "bad usage or bad input"),
    UNREACHABLE(3, "the server cannot be reached"),
    REFUSED(4, "the server refused: no such room, wrong password, name taken, ..."),
    UNTRUSTED(5, "the server's key is unknown or has changed"),
    NOT_DELIVERED(6, "not delivered, or not known whether delivered"),
    NOTHING_FOUND(7, "nothing was found"),
    INTERRUPTED(130, "interrupted");

    private final int number;
    private final String meaning;

    ExitCode(int number, String meaning) {
        this.number = number;
        this.meaning = meaning;
    }

    /** For the shell. */
    public int number() {
        return number;
    }

    /** For the person, in help. */
    public String meaning() {
        return meaning;
    }

    /** The code of a program that ends for this reason. */
    public static ExitCode of(ChatException.Reason reason) {
        return switch (reason) {
            case UNREACHABLE, TIMED_OUT -> UNREACHABLE;
            case UNTRUSTED -> UNTRUSTED;
            case BAD_NAME, TOO_LONG -> BAD_INPUT;
            case PROTOCOL_ERROR, CLOSED, FAILED -> FAILED;
            case WRONG_VERSION,
                    NAME_TAKEN,
                    UNKNOWN_TOKEN,
                    NO_SUCH_ROOM,
                    ROOM_EXISTS,
                    NOT_A_MEMBER,
                    NOT_HOST,
                    BANNED,
                    KICKED,
                    BAD_INVITATION,
                    NO_SUCH_USER,
                    NO_SUCH_FILE,
                    NO_SUCH_MESSAGE,
                    NOT_AUTHOR,
                    TOO_LATE,
                    MUTED,
                    PASSWORD_NEEDED,
                    WRONG_PASSWORD,
                    BUSY,
                    TOO_FAST,
                    FULL,
                    REPLACED,
                    TOKEN_REVOKED -> REFUSED;
        };
    }
}
