package dev.roomtalk.client;

import dev.roomtalk.proto.ClientMessage;
import dev.roomtalk.proto.CreateRoom;
import dev.roomtalk.proto.JoinRoom;
import org.jspecify.annotations.Nullable;

/** The requests that bring a session into a room. */
final class RoomRequests {
    private RoomRequests() {}

    static ClientMessage.Builder create(RoomOptions options) {
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
                    .setSlowSeconds(settings.slowSeconds()));
        }
        return ClientMessage.newBuilder().setCreateRoom(create);
    }

    /** {@code known}: what this session has of the room; null: nothing, or nothing that the server could still know. */
    static ClientMessage.Builder join(
            String name, @Nullable String password, boolean quiet, boolean visit, @Nullable Inbox known) {
        JoinRoom.Builder join =
                JoinRoom.newBuilder().setName(name).setQuiet(quiet).setVisit(visit);
        if (password != null && InvitationToken.is(password)) {
            join.setInvitation(InvitationToken.bytes(password));
        } else {
            join.setPassword(orEmpty(password));
        }
        if (known != null) {
            join.setResumeEpoch(known.epoch()).setResumeSequence(known.last());
        }
        return ClientMessage.newBuilder().setJoinRoom(join);
    }

    private static String orEmpty(@Nullable String text) {
        return text == null ? "" : text;
    }
}
