package dev.roomtalk.server.rooms;

import dev.roomtalk.proto.Refusal;
import dev.roomtalk.proto.RefusalReason;
import dev.roomtalk.proto.ServerMessage;
import dev.roomtalk.server.room.Ban;
import dev.roomtalk.server.room.Effect;
import dev.roomtalk.server.room.Invitation;
import dev.roomtalk.server.room.Refused;
import dev.roomtalk.server.room.RoomCommand;
import dev.roomtalk.server.store.NotAnsweredException;
import dev.roomtalk.server.store.NotStoredException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/** What a person is told when something is refused. */
public final class Refusals {
    private static final int STORING_AGAIN_MILLIS = 10_000;
    private static final int ASKING_AGAIN_MILLIS = 1_000;
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm 'UTC'", Locale.ROOT).withZone(ZoneOffset.UTC);

    private Refusals() {}

    static RefusalReason reason(Refused why) {
        return switch (why) {
            case NOT_A_MEMBER -> RefusalReason.NOT_A_MEMBER;
            case NOT_HOST, NOT_MODERATOR, OUT_OF_REACH -> RefusalReason.NOT_HOST;
            case MUTED -> RefusalReason.MUTED;
            case TOO_FAST -> RefusalReason.TOO_FAST;
            case PASSWORD_NEEDED -> RefusalReason.PASSWORD_NEEDED;
            case WRONG_PASSWORD -> RefusalReason.WRONG_PASSWORD;
            case TOO_LONG -> RefusalReason.TOO_LONG;
            case EMPTY -> RefusalReason.BAD_REQUEST;
            case BAD_LABEL -> RefusalReason.BAD_NAME;
            case BUSY -> RefusalReason.BUSY;
            case ROOM_FULL -> RefusalReason.ROOM_FULL;
            case NO_SUCH_ROOM -> RefusalReason.NO_SUCH_ROOM;
            case NO_HISTORY, NOT_BANNED, ONESELF, UNCHANGED, IS_HOST -> RefusalReason.BAD_REQUEST;
            case NO_SUCH_MEMBER -> RefusalReason.NO_SUCH_USER;
            case TOO_MANY_BANS, TOO_MANY_INVITATIONS, TOO_MANY_ROOMS -> RefusalReason.LIMIT_REACHED;
            case BAD_INVITATION, INVITATION_USED, INVITATION_ENDED -> RefusalReason.BAD_INVITATION;
            case NO_SUCH_MESSAGE -> RefusalReason.NO_SUCH_MESSAGE;
            case NOT_AUTHOR -> RefusalReason.NOT_AUTHOR;
            case TOO_LATE -> RefusalReason.TOO_LATE;
        };
    }

    private static String sentence(Refused why, String room, String about) {
        return switch (why) {
            case NOT_A_MEMBER -> "you are not a member of '" + room + "': join it first";
            case NOT_HOST -> "only the host of '" + room + "' may do this";
            case NOT_MODERATOR -> "only the host of '" + room + "' and its moderators may do this";
            case OUT_OF_REACH -> "only the host of '" + room + "' may do this to " + about;
            case UNCHANGED -> about + " is neither moderator of '" + room + "' nor muted in it";
            case TOO_FAST -> "'" + room + "' is slow: wait before the next message";
            case MUTED -> "you are muted in '" + room + "'";
            case PASSWORD_NEEDED -> "'" + room + "' needs a password";
            case WRONG_PASSWORD -> "that is not the password of '" + room + "'";
            case TOO_LONG -> "that is longer than this server allows";
            case EMPTY -> "a message has at least one character, and is UTF-8";
            case BAD_LABEL -> "the label breaks the rules of names";
            case BUSY -> "the server is busy: try again in a moment";
            case TOO_MANY_ROOMS -> "you are in as many rooms as this server allows: leave one first";
            case ROOM_FULL -> "'" + room + "' is full";
            case NO_SUCH_ROOM -> "there is no room '" + (about.isEmpty() ? room : about) + "'";
            case NO_HISTORY -> "'" + room + "' keeps no history: there is nothing to set";
            case NO_SUCH_MEMBER -> about + " is not in '" + room + "'";
            case NOT_BANNED -> about + " is not banned from '" + room + "'";
            case ONESELF -> "nobody does this to himself: leave '" + room + "', or let another be its host";
            case BAD_INVITATION -> "that is no invitation to '" + room + "'";
            case INVITATION_USED -> "the invitation to '" + room + "' was used as often as it may be: ask for another";
            case INVITATION_ENDED -> "the invitation to '" + room + "' has ended: ask for another";
            case TOO_MANY_INVITATIONS ->
                "'" + room + "' has " + Invitation.MAX_PER_ROOM
                        + " invitations, the most that there can be: end one of them";
            case NO_SUCH_MESSAGE -> "'" + room + "' has no such message";
            case TOO_LATE -> "that message is older than '" + room + "' lets its author change it";
            case NOT_AUTHOR -> "that message is somebody else's";
            case IS_HOST -> about + " is the host of '" + room + "': make another its host";
            case TOO_MANY_BANS ->
                "'" + room + "' has " + Ban.MAX_PER_ROOM
                        + " bans, the most that there can be: lift one that is not needed";
        };
    }

    static ServerMessage message(int request, Refused why, String room) {
        return message(request, why, room, "");
    }

    /** @param about the name of whom it is about, or of a room as it was asked for; or empty */
    static ServerMessage message(int request, Refused why, String room, String about) {
        return message(request, reason(why), sentence(why, room, about), 0);
    }

    static ServerMessage banned(Effect.KeepOut e, String room) {
        Ban ban = e.ban();
        String whom = ban.userId() == e.who().userId() ? "you" : "your address";
        return message(
                e.request(),
                RefusalReason.BANNED,
                ban.by() + " has banned " + whom + " from '" + room + "' " + until(ban.until(), ban.reason()),
                0);
    }

    /**
     * When a ban ends, and why it is.
     *
     * @param untilMillis of Unix time; 0: until it is lifted
     * @param reason empty: none was given
     */
    public static String until(long untilMillis, String reason) {
        return (untilMillis == 0 ? "until this is lifted" : "until " + TIME.format(Instant.ofEpochMilli(untilMillis)))
                + because(reason);
    }

    static ServerMessage kicked(Effect.StayOut e, String room) {
        return message(
                e.request(), RefusalReason.KICKED, e.by() + " kicked you from '" + room + "'" + because(e.reason()), 0);
    }

    private static String because(String reason) {
        return reason.isEmpty() ? "" : ": " + reason;
    }

    public static ServerMessage message(int request, RefusalReason reason, String sentence, int waitMillis) {
        return ServerMessage.newBuilder()
                .setRequestId(request)
                .setRefusal(Refusal.newBuilder()
                        .setReason(reason)
                        .setSentence(sentence)
                        .setWaitMs(waitMillis))
                .build();
    }

    /** @param trouble why nothing can be stored at present */
    public static ServerMessage notStored(int request, String trouble) {
        return message(
                request,
                RefusalReason.BUSY,
                "the server cannot store this now: " + trouble + "; try again later",
                STORING_AGAIN_MILLIS);
    }

    /** The engine has failed to do what was asked for; null: with a failure that should not be. */
    public static @Nullable ServerMessage ofEngine(int request, Throwable failure) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        return switch (cause) {
            case NotStoredException e -> notStored(request, String.valueOf(e.getMessage()));
            case NotAnsweredException e ->
                message(
                        request,
                        RefusalReason.BUSY,
                        "the server cannot do this now: " + e.getMessage() + "; try again in a moment",
                        ASKING_AGAIN_MILLIS);
            default -> null;
        };
    }

    /** The user is no member of the room. */
    public static ServerMessage notAMember(int request, String room) {
        return message(request, Refused.NOT_A_MEMBER, room);
    }

    /** There is no room of that name. */
    public static ServerMessage noSuchRoom(int request, String room) {
        return message(request, Refused.NO_SUCH_ROOM, room);
    }

    static ServerMessage later(int request, PasswordCheck.NotNow later) {
        int seconds = Math.max(1, later.waitMillis() / 1000);
        return later.guessedTooOften()
                ? message(
                        request,
                        RefusalReason.TOO_FAST,
                        "too many wrong passwords: try again in " + seconds + " s",
                        later.waitMillis())
                : message(
                        request,
                        RefusalReason.BUSY,
                        "the server is busy checking passwords: try again in " + seconds + " s",
                        later.waitMillis());
    }

    /** The room's loop has too much waiting. */
    public static void busy(RoomCommand.Asked asked) {
        ((Requester) asked.who())
                .answer(message(
                        asked.request(), RefusalReason.BUSY, "the server is busy: try again in a moment", 1000));
    }

    /** Answers a command for a room that was closed. */
    static void ofClosedRoom(RoomRef room, RoomCommand command) {
        switch (command) {
            case RoomCommand.Enter c -> refuse(room, c);
            case RoomCommand.Asked c ->
                ((Requester) c.who()).answer(noSuchRoom(c.request(), room.name().display()));
            case RoomCommand.PasswordChecked c -> refuse(room, c.enter());
            case RoomCommand.Recalled c -> refuse(room, c.enter());
            case RoomCommand.Publish c ->
                RoomFrames.refuse(
                        (RoomSession) c.who(),
                        room.number(),
                        c.n(),
                        RefusalReason.NO_SUCH_ROOM,
                        0,
                        room.rooms().counters());
            case RoomCommand.Silent _ -> {}
        }
    }

    private static void refuse(RoomRef room, RoomCommand.Enter enter) {
        ((Requester) enter.who())
                .answer(message(
                        enter.request(), Refused.NO_SUCH_ROOM, room.name().display(), enter.asked()));
    }
}
