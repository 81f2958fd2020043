package dev.roomtalk.client;

import dev.roomtalk.client.ChatException.Reason;
import dev.roomtalk.proto.Close;
import dev.roomtalk.proto.CloseReason;
import dev.roomtalk.proto.Refusal;
import dev.roomtalk.proto.RefusalReason;

/** The server's reasons in this library's words. */
final class Refusals {
    private Refusals() {}

    static ChatException exception(Refusal refusal) {
        String sentence = refusal.getSentence();
        return new ChatException(
                reason(refusal.getReason()),
                sentence.isEmpty() ? words(refusal.getReason()) : VisibleText.line(sentence));
    }

    static ChatException exception(Close close) {
        String sentence = close.getSentence();
        return new ChatException(
                reason(close.getReason()),
                sentence.isEmpty() ? "the server closed the session" : VisibleText.line(sentence));
    }

    static Reason reason(RefusalReason reason) {
        return switch (reason) {
            case BAD_NAME -> Reason.BAD_NAME;
            case NAME_TAKEN -> Reason.NAME_TAKEN;
            case UNKNOWN_TOKEN -> Reason.UNKNOWN_TOKEN;
            case NO_SUCH_ROOM -> Reason.NO_SUCH_ROOM;
            case ROOM_EXISTS -> Reason.ROOM_EXISTS;
            case NOT_A_MEMBER -> Reason.NOT_A_MEMBER;
            case NOT_HOST -> Reason.NOT_HOST;
            case BANNED -> Reason.BANNED;
            case KICKED -> Reason.KICKED;
            case NO_SUCH_USER -> Reason.NO_SUCH_USER;
            case MUTED -> Reason.MUTED;
            case PASSWORD_NEEDED -> Reason.PASSWORD_NEEDED;
            case WRONG_PASSWORD -> Reason.WRONG_PASSWORD;
            case BAD_INVITATION -> Reason.BAD_INVITATION;
            case TOO_LONG -> Reason.TOO_LONG;
            case BUSY -> Reason.BUSY;
            case TOO_FAST -> Reason.TOO_FAST;
            case SERVER_FULL, ROOM_FULL, LIMIT_REACHED -> Reason.FULL;
            case REFUSAL_UNSPECIFIED, BAD_REQUEST, UNRECOGNIZED -> Reason.FAILED;
        };
    }

    static Reason reason(CloseReason reason) {
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

    /** For refusals that carry no sentence of their own. */
    static String words(RefusalReason reason) {
        return switch (reason) {
            case BAD_NAME -> "the name breaks the rules of names";
            case NAME_TAKEN -> "another user has this name";
            case UNKNOWN_TOKEN -> "the server does not know the token";
            case NO_SUCH_ROOM -> "there is no such room";
            case ROOM_EXISTS -> "a room of this name exists";
            case NOT_A_MEMBER -> "only members may do this";
            case NOT_HOST -> "only the host may do this";
            case BANNED -> "you are banned from the room";
            case KICKED -> "you were put out of the room";
            case MUTED -> "you are muted there";
            case NO_SUCH_USER -> "there is no such user";
            case PASSWORD_NEEDED -> "the room wants a password";
            case WRONG_PASSWORD -> "the password is wrong";
            case BAD_INVITATION -> "the invitation does not let you in";
            case TOO_LONG -> "it is too long";
            case BUSY -> "the server is busy";
            case TOO_FAST -> "too much at once";
            case SERVER_FULL -> "the server takes no new users now";
            case ROOM_FULL -> "the room is full";
            case LIMIT_REACHED -> "a limit of the server is reached";
            case REFUSAL_UNSPECIFIED, BAD_REQUEST, UNRECOGNIZED -> "the server cannot do that here";
        };
    }
}
