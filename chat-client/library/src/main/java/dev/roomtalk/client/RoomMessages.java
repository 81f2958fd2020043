package dev.roomtalk.client;

import dev.roomtalk.proto.Author;
import dev.roomtalk.proto.ClientMessage;
import dev.roomtalk.proto.Deliver;
import dev.roomtalk.proto.ListAuthors;
import dev.roomtalk.proto.ServerMessage;
import java.time.Instant;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Makes events of what a room's inbox puts out. Confined to the session's loop. */
final class RoomMessages implements Inbox.Listener {
    private final SessionLoop loop;
    private final long instance;
    private final Requests requests;
    private final Outbox outbox;
    private final Consumer<ChatEvent> events;
    private final Consumer<RoomState> rejoin;
    private @Nullable RoomState room;

    RoomMessages(
            SessionLoop loop,
            long instance,
            Requests requests,
            Outbox outbox,
            Consumer<ChatEvent> events,
            Consumer<RoomState> rejoin) {
        this.loop = loop;
        this.instance = instance;
        this.requests = requests;
        this.outbox = outbox;
        this.events = events;
        this.rejoin = rejoin;
    }

    /** The room that has the inbox; before its first message. */
    void of(RoomState owner) {
        room = owner;
    }

    @Override
    public void onMessage(Deliver message, Author author, long epoch) {
        Instant time = message.getTimeMs() == 0 ? loop.now() : Instant.ofEpochMilli(message.getTimeMs());
        events.accept(new ChatEvent.Message(
                name(),
                epoch,
                message.getSequence(),
                author.getName(),
                author.getUserId(),
                message.getLabel().isEmpty() ? null : message.getLabel(),
                message.getText(),
                time,
                author.getInstance() == instance));
    }

    @Override
    public void onMissed(long count) {
        events.accept(new ChatEvent.Missed(name(), count));
    }

    @Override
    public void onNotKept(long count) {
        events.accept(new ChatEvent.NotKept(name(), count));
    }

    @Override
    public void askForAuthor(int number) {
        RoomState asking = room;
        if (asking == null || asking.number == 0) {
            return;
        }
        ClientMessage.Builder request = ClientMessage.newBuilder()
                .setListAuthors(ListAuthors.newBuilder().setRoom(asking.number).addNumbers(number));
        requests.ask(request, false, new Requests.Outcome() {
            @Override
            public void onAnswer(ServerMessage answer) {
                asking.inbox.onAuthors(answer.getAuthorList().getAuthorsList());
            }

            // The inbox waits for a while and then shows the message without a name.
            @Override
            public void onFailure(ChatException why) {}
        });
    }

    @Override
    public void onEcho(long n, boolean again) {
        outbox.onEcho(n, again);
    }

    @Override
    public void onNewEpoch() {
        if (room != null) {
            rejoin.accept(room);
        }
    }

    private String name() {
        return room == null ? "" : room.name;
    }
}
