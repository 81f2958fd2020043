package dev.roomtalk.client.internal.wire;

import dev.roomtalk.client.ChatException;
import dev.roomtalk.client.ChatException.Reason;
import dev.roomtalk.proto.Close;
import dev.roomtalk.proto.CloseReason;
import dev.roomtalk.proto.Refusal;
import dev.roomtalk.proto.RefusalReason;
import java.time.Duration;

/**
 * What each reason of a refusal, and of a close, means for this library. All that depends on a reason is in these two
 * tables.
 */
public final class ServerReasons {
    /** When the same request may succeed. */
    public enum Retry {
        /** After a short wait. */
        SOON,
        /** When the server has room again, which may take long. */
        WHEN_THERE_IS_ROOM,
        /** Not without a change of what is asked for. */
        NEVER
    }

    /** @param words for a refusal that carries no sentence of its own */
    public record Meaning(Reason reason, Retry retry, String words) {}

    private static final Duration LONGEST_WAIT = Duration.ofHours(1);

    private ServerReasons() {}

    public static Meaning meaning(RefusalReason reason) {
        return switch (reason) {
            case BAD_NAME -> lasting(Reason.BAD_NAME, "the name breaks the rules of names");
            case NAME_TAKEN -> lasting(Reason.NAME_TAKEN, "another user has this name");
            case UNKNOWN_TOKEN -> lasting(Reason.UNKNOWN_TOKEN, "the server does not know the token");
            case NO_SUCH_ROOM -> lasting(Reason.NO_SUCH_ROOM, "there is no such room");
            case ROOM_EXISTS -> lasting(Reason.ROOM_EXISTS, "a room of this name exists");
            case NOT_A_MEMBER -> lasting(Reason.NOT_A_MEMBER, "only members may do this");
            case NOT_HOST -> lasting(Reason.NOT_HOST, "only the host may do this");
            case BANNED -> lasting(Reason.BANNED, "you are banned from the room");
            case KICKED -> lasting(Reason.KICKED, "you were kicked from the room");
            case MUTED -> lasting(Reason.MUTED, "you are muted there");
            case NO_SUCH_USER -> lasting(Reason.NO_SUCH_USER, "there is no such user");
            case PASSWORD_NEEDED -> lasting(Reason.PASSWORD_NEEDED, "the room needs a password");
            case WRONG_PASSWORD -> lasting(Reason.WRONG_PASSWORD, "the password is wrong");
            case BAD_INVITATION -> lasting(Reason.BAD_INVITATION, "the invitation is not valid");
            case NO_SUCH_FILE -> lasting(Reason.NO_SUCH_FILE, "there is no such file");
            case NO_SUCH_MESSAGE -> lasting(Reason.NO_SUCH_MESSAGE, "the room has no such message, or it was removed");
            case NOT_AUTHOR -> lasting(Reason.NOT_AUTHOR, "that message is somebody else's");
            case TOO_LATE -> lasting(Reason.TOO_LATE, "that message is too old to be changed");
            case TOO_LONG -> lasting(Reason.TOO_LONG, "it is too long");
            case ROOM_FULL -> lasting(Reason.FULL, "the room is full");
            case BUSY -> new Meaning(Reason.BUSY, Retry.SOON, "the server is busy");
            case TOO_FAST -> new Meaning(Reason.TOO_FAST, Retry.SOON, "too much at once");
            case SERVER_FULL ->
                new Meaning(Reason.FULL, Retry.WHEN_THERE_IS_ROOM, "the server accepts no new users now");
            case LIMIT_REACHED ->
                new Meaning(Reason.FULL, Retry.WHEN_THERE_IS_ROOM, "a limit of the server is reached");
            case REFUSAL_UNSPECIFIED, BAD_REQUEST, UNRECOGNIZED ->
                lasting(Reason.FAILED, "the server cannot do that here");
        };
    }

    private static Meaning lasting(Reason reason, String words) {
        return new Meaning(reason, Retry.NEVER, words);
    }

    private static Reason reason(CloseReason reason) {
        return switch (reason) {
            case WRONG_VERSION -> Reason.WRONG_VERSION;
            case REPLACED -> Reason.REPLACED;
            case TIMED_OUT -> Reason.TIMED_OUT;
            case PROTOCOL_ERROR -> Reason.PROTOCOL_ERROR;
            case TOKEN_REVOKED -> Reason.TOKEN_REVOKED;
            case TOO_MANY_CONNECTIONS, ADDRESS_FAILING -> Reason.FULL;
            case ADDRESS_BANNED -> Reason.BANNED;
            case GOING_AWAY -> Reason.UNREACHABLE;
            case CLOSE_UNSPECIFIED, INTERNAL, DISCONNECTED, UNRECOGNIZED -> Reason.FAILED;
        };
    }

    /** How long the server asks to wait before the client comes again: not for ever, whatever it says. */
    public static Duration wait(int millis) {
        return Duration.ofMillis(Math.min(Integer.toUnsignedLong(millis), LONGEST_WAIT.toMillis()));
    }

    /** The failure of a request that the server refused. */
    public static ChatException exception(Refusal refusal) {
        Meaning meaning = meaning(refusal.getReason());
        String sentence = refusal.getSentence();
        return new ChatException(meaning.reason, sentence.isEmpty() ? meaning.words : ServerText.sentence(sentence));
    }

    /** The end of a session that the server closed. */
    public static ChatException exception(Close close) {
        String sentence = close.getSentence();
        return new ChatException(
                reason(close.getReason()),
                sentence.isEmpty() ? "the server closed the session" : ServerText.sentence(sentence));
    }
}
