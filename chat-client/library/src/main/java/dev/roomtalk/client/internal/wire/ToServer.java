package dev.roomtalk.client.internal.wire;

import com.google.protobuf.ByteString;
import dev.roomtalk.client.HistoryQuery;
import dev.roomtalk.client.InvitationToken;
import dev.roomtalk.client.MemberRole;
import dev.roomtalk.client.MessageContent;
import dev.roomtalk.client.MessageId;
import dev.roomtalk.client.MessageKind;
import dev.roomtalk.client.RoomOptions;
import dev.roomtalk.client.RoomSettings;
import dev.roomtalk.client.RoomSettingsChange;
import dev.roomtalk.client.Search;
import dev.roomtalk.proto.ChangeRoom;
import dev.roomtalk.proto.ClientMessage;
import dev.roomtalk.proto.CreateRoom;
import dev.roomtalk.proto.JoinRoom;
import dev.roomtalk.proto.Publish;
import dev.roomtalk.proto.ReadHistory;
import dev.roomtalk.proto.Role;
import dev.roomtalk.proto.SearchPlace;
import dev.roomtalk.wire.Kind;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Makes messages to the server from values of the library's API. */
public final class ToServer {
    /** Up to where a session has a room's messages. */
    public record Position(long epoch, long sequence) {}

    private ToServer() {}

    public static ClientMessage.Builder create(RoomOptions options) {
        CreateRoom.Builder create = CreateRoom.newBuilder()
                .setName(options.name())
                .setTopic(options.topic())
                .setPassword(orEmpty(options.password()))
                .setEphemeral(options.ephemeral())
                .setCloseWithHost(options.closeWithHost())
                .setQuiet(options.quiet())
                .setNoHistory(!options.history())
                .setPrivate(options.hidden());
        RoomSettings settings = options.settings();
        if (!settings.equals(RoomSettings.UNSET)) {
            create.setSettings(dev.roomtalk.proto.RoomSettings.newBuilder()
                    .setHistoryLines(settings.historyLines())
                    .setKeepSeconds(settings.keepSeconds())
                    .setKeepMessages(settings.keepMessages())
                    .setKeepBytes(settings.keepBytes())
                    .setSlowSeconds(settings.slowSeconds())
                    .setEditSeconds(settings.editSeconds()));
        }
        return ClientMessage.newBuilder().setCreateRoom(create);
    }

    /**
     * The request that joins a room.
     *
     * @param password or the token of an invitation; null if neither was given
     * @param known up to where this session has the room's messages; null if it has none that the server could still
     *     know
     */
    public static ClientMessage.Builder join(
            String name, @Nullable String password, boolean quiet, boolean visit, @Nullable Position known) {
        JoinRoom.Builder join =
                JoinRoom.newBuilder().setName(name).setQuiet(quiet).setVisit(visit);
        if (password != null && InvitationToken.is(password)) {
            join.setInvitation(ByteString.copyFrom(InvitationToken.bytes(password)));
        } else {
            join.setPassword(orEmpty(password));
        }
        if (known != null) {
            join.setResumeEpoch(known.epoch()).setResumeSequence(known.sequence());
        }
        return ClientMessage.newBuilder().setJoinRoom(join);
    }

    public static Role role(MemberRole role) {
        return switch (role) {
            case MEMBER -> Role.ROLE_MEMBER;
            case MODERATOR -> Role.ROLE_MODERATOR;
            case HOST -> Role.ROLE_HOST;
            case MUTED -> Role.ROLE_MUTED;
        };
    }

    public static ChangeRoom change(String room, RoomSettingsChange settings) {
        ChangeRoom.Builder change = ChangeRoom.newBuilder().setRoom(room);
        if (settings.historyLines() != null) {
            change.setHistoryLines(settings.historyLines());
        }
        if (settings.keepSeconds() != null) {
            change.setKeepSeconds(settings.keepSeconds());
        }
        if (settings.keepMessages() != null) {
            change.setKeepMessages(settings.keepMessages());
        }
        if (settings.keepBytes() != null) {
            change.setKeepBytes(settings.keepBytes());
        }
        if (settings.slowSeconds() != null) {
            change.setSlowSeconds(settings.slowSeconds());
        }
        if (settings.editSeconds() != null) {
            change.setEditSeconds(settings.editSeconds());
        }
        return change.build();
    }

    /** @param room its number on the present connection */
    public static ReadHistory history(int room, HistoryQuery query) {
        return ReadHistory.newBuilder()
                .setRoom(room)
                .setAfter(query.after())
                .setUpTo(query.upTo())
                .setLast(query.last())
                .setSinceMs(millis(query.since()))
                .setUntilMs(millis(query.until()))
                .build();
    }

    /** 0 stands for no time: a time before 1970 is sent as 1 ms after its beginning. */
    private static long millis(@Nullable Instant time) {
        return time == null ? 0 : Math.max(1, time.toEpochMilli());
    }

    public static dev.roomtalk.proto.Search search(Search search) {
        Instant from = search.from();
        Instant before = search.before();
        dev.roomtalk.proto.Search.Builder request = dev.roomtalk.proto.Search.newBuilder()
                .setWords(search.words())
                .setAuthor(orEmpty(search.author()))
                .setFromMs(from == null ? 0 : from.toEpochMilli())
                .setBeforeMs(before == null ? 0 : before.toEpochMilli())
                .setLimit(search.limit())
                .setContext(search.context());
        search.places()
                .forEach(place -> request.addPlaces(
                        SearchPlace.newBuilder().setRoom(place.room()).setBelow(place.below())));
        return request.build();
    }

    /** Writes what a message is beside its text. */
    public static void describe(Publish.Builder publish, MessageContent content) {
        MessageId target = content.target();
        publish.setKindValue(kind(content.kind()).number());
        if (target != null) {
            publish.setTargetEpoch(target.epoch()).setTarget(target.sequence());
        }
        if (content.label() != null) {
            publish.setLabel(ByteString.copyFromUtf8(content.label()));
        }
    }

    private static Kind kind(MessageKind kind) {
        return switch (kind) {
            case TEXT -> Kind.TEXT;
            case ACTION -> Kind.ACTION;
            case REMOVAL -> Kind.REMOVAL;
            case EDIT -> Kind.EDIT;
            case REACTION -> Kind.REACTION;
            case REPLY -> Kind.REPLY;
        };
    }

    private static String orEmpty(@Nullable String text) {
        return text == null ? "" : text;
    }
}
