package dev.roomtalk.client.internal.rooms;

import dev.roomtalk.client.ChatEvent;
import dev.roomtalk.client.ChatException;
import dev.roomtalk.client.internal.base.SessionLoop;
import dev.roomtalk.client.internal.control.Requests;
import dev.roomtalk.client.internal.wire.FromServer;
import dev.roomtalk.proto.Author;
import dev.roomtalk.proto.ClientMessage;
import dev.roomtalk.proto.Deliver;
import dev.roomtalk.proto.ListAuthors;
import dev.roomtalk.proto.ServerMessage;
import java.time.Instant;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Makes events of what a room's inbox puts out. Confined to the session's loop. */
final class MessageEvents implements RoomInbox.Listener {
    private final SessionLoop loop;
    private final long instance;
    private final Requests requests;
    private final RoomOutbox outbox;
    private final Consumer<ChatEvent> events;
    private final Consumer<SessionRoom> rejoin;
    private @Nullable SessionRoom room;

    MessageEvents(
            SessionLoop loop,
            long instance,
            Requests requests,
            RoomOutbox outbox,
            Consumer<ChatEvent> events,
            Consumer<SessionRoom> rejoin) {
        this.loop = loop;
        this.instance = instance;
        this.requests = requests;
        this.outbox = outbox;
        this.events = events;
        this.rejoin = rejoin;
    }

    /** The room that has the inbox; before its first message. */
    void of(SessionRoom owner) {
        room = owner;
    }

    @Override
    public void onMessage(Deliver message, Author author, long epoch) {
        Instant time = message.getTimeMs() == 0 ? loop.now() : Instant.ofEpochMilli(message.getTimeMs());
        events.accept(FromServer.message(name(), message, author, epoch, time, instance));
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
        SessionRoom asking = room;
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
