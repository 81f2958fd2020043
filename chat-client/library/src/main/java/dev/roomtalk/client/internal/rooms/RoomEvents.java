package dev.roomtalk.client.internal.rooms;

import dev.roomtalk.client.ChatEvent;
import dev.roomtalk.client.internal.wire.FromServer;
import dev.roomtalk.client.internal.wire.ServerText;
import dev.roomtalk.proto.RoleChanged;
import dev.roomtalk.proto.ServerMessage;
import dev.roomtalk.proto.UserRemoved;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/**
 * Makes events for the listener from what the server reports about rooms and their members. Confined to the session's
 * loop.
 */
final class RoomEvents {
    private final IntFunction<@Nullable SessionRoom> rooms;
    private final Consumer<ChatEvent> events;
    private final BiConsumer<SessionRoom, String> ended;
    private long userId;

    /**
     * @param rooms finds a room by its number; null if this session is not in it
     * @param ended takes a room that this session is no longer in, and why messages to it may be unanswered
     */
    RoomEvents(
            IntFunction<@Nullable SessionRoom> rooms,
            Consumer<ChatEvent> events,
            BiConsumer<SessionRoom, String> ended) {
        this.rooms = rooms;
        this.events = events;
        this.ended = ended;
    }

    /** @param user the id of this session's user */
    void onConnected(long user) {
        userId = user;
    }

    /** Events of rooms that this session is not in are left out, as are messages that are no events of a room. */
    void onEvent(ServerMessage event) {
        switch (event.getBodyCase()) {
            case MEMBER_JOINED ->
                report(
                        event.getMemberJoined().getRoom(),
                        room -> new ChatEvent.MemberJoined(
                                room.name,
                                ServerText.userName(
                                        event.getMemberJoined().getMember().getName())));
            case MEMBER_LEFT -> {
                SessionRoom room = report(
                        event.getMemberLeft().getRoom(),
                        left -> new ChatEvent.MemberLeft(
                                left.name,
                                ServerText.userName(event.getMemberLeft().getName())));
                if (room != null && event.getMemberLeft().getUserId() == userId) {
                    // Another session of the same user left the room for all of them.
                    ended.accept(room, "the user left room " + room.name + " before an answer came");
                }
            }
            case ROLE_CHANGED -> {
                RoleChanged changed = event.getRoleChanged();
                report(
                        changed.getRoom(),
                        room -> new ChatEvent.RoleChanged(
                                room.name,
                                ServerText.userName(changed.getName()),
                                FromServer.role(changed.getRole()),
                                ServerText.userName(changed.getBy()),
                                ServerText.sentence(changed.getReason()),
                                FromServer.until(changed.getUntilMs()),
                                changed.getUserId() == userId));
            }
            case USER_REMOVED -> onRemoved(event.getUserRemoved());
            case PRESENCE_CHANGED ->
                report(
                        event.getPresenceChanged().getRoom(),
                        room -> new ChatEvent.PresenceChanged(
                                room.name,
                                ServerText.userName(event.getPresenceChanged().getName()),
                                event.getPresenceChanged().getPresent()));
            case AWAY_CHANGED ->
                report(
                        event.getAwayChanged().getRoom(),
                        room -> new ChatEvent.AwayChanged(
                                room.name,
                                ServerText.userName(event.getAwayChanged().getName()),
                                ServerText.sentence(event.getAwayChanged().getText())));
            case MEMBER_COUNT ->
                report(
                        event.getMemberCount().getRoom(),
                        room -> new ChatEvent.MemberCount(
                                room.name, event.getMemberCount().getMemberCount()));
            case HOST_CHANGED ->
                report(
                        event.getHostChanged().getRoom(),
                        room -> new ChatEvent.HostChanged(
                                room.name,
                                ServerText.userName(event.getHostChanged().getName())));
            case TOPIC_CHANGED ->
                report(event.getTopicChanged().getRoom(), room -> {
                    room.topic = ServerText.topic(event.getTopicChanged().getTopic());
                    return new ChatEvent.TopicChanged(
                            room.name,
                            room.topic,
                            ServerText.userName(event.getTopicChanged().getName()));
                });
            case ROOM_CHANGED ->
                report(
                        event.getRoomChanged().getRoom(),
                        room -> new ChatEvent.RoomChanged(
                                room.name,
                                FromServer.settings(event.getRoomChanged().getSettings()),
                                ServerText.userName(event.getRoomChanged().getName())));
            case ROOM_CLOSED -> {
                String why = ServerText.sentence(event.getRoomClosed().getSentence());
                SessionRoom room =
                        report(event.getRoomClosed().getRoom(), closed -> new ChatEvent.RoomClosed(closed.name, why));
                if (room != null) {
                    ended.accept(room, "room " + room.name + " was closed before an answer came");
                }
            }
            case CONVERSATION_ACTIVE ->
                events.accept(new ChatEvent.ConversationActive(
                        ServerText.roomName(event.getConversationActive().getName())));
            case READ_MARKED ->
                report(
                        event.getReadMarked().getRoom(),
                        room -> new ChatEvent.ReadElsewhere(
                                room.name, event.getReadMarked().getSequence()));
            case WELCOME,
                    REFUSAL,
                    DONE,
                    JOINED,
                    ROOM_LIST,
                    MEMBER_LIST,
                    AUTHOR_LIST,
                    HISTORY_PAGE,
                    SEARCH_PAGE,
                    BAN_LIST,
                    INVITED,
                    INVITATION_LIST,
                    CONVERSATION_LIST,
                    SUCCESSION,
                    FILE_TICKET,
                    TRANSFER_OPENED,
                    FILE_CHUNK,
                    FILE_END,
                    FILE_STORED,
                    TOKEN_RENEWED,
                    CLOSE,
                    FRAME,
                    NEW_RELAY,
                    MOVED_TO_TCP,
                    BODY_NOT_SET -> {}
        }
    }

    private void onRemoved(UserRemoved removed) {
        boolean own = removed.getUserId() == userId;
        SessionRoom room = report(
                removed.getRoom(),
                from -> new ChatEvent.Removed(
                        from.name,
                        ServerText.userName(removed.getName()),
                        ServerText.userName(removed.getBy()),
                        ServerText.sentence(removed.getReason()),
                        removed.getBanned() ? new ChatEvent.Ban(FromServer.until(removed.getUntilMs())) : null,
                        removed.getWasMember(),
                        own));
        if (room != null && own) {
            ended.accept(room, "you were removed from room " + room.name + " before an answer came");
        }
    }

    private @Nullable SessionRoom report(int number, Function<SessionRoom, ChatEvent> event) {
        SessionRoom room = rooms.apply(number);
        if (room != null) {
            events.accept(event.apply(room));
        }
        return room;
    }
}
