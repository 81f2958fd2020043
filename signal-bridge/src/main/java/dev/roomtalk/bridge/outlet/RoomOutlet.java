package dev.roomtalk.bridge.outlet;

import dev.roomtalk.bridge.message.Message;
import dev.roomtalk.client.ChatClient;
import dev.roomtalk.client.ChatException;
import dev.roomtalk.client.ChatException.Reason;
import dev.roomtalk.client.JoinedRoom;
import dev.roomtalk.client.Receipt;
import dev.roomtalk.client.RoomOptions;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/** A room that this session has joined without being announced. */
public final class RoomOutlet implements Outlet, LedgerOutlet.Numbered {
    private final ChatClient client;
    private final String room;

    private RoomOutlet(ChatClient client, String room) {
        this.client = client;
        this.room = room;
    }

    /** Joins the room; {@code create}: makes it where there is none. */
    public static RoomOutlet join(ChatClient client, String room, @Nullable String password, boolean create)
            throws ChatException {
        JoinedRoom joined;
        try {
            joined = await(client.join(room, password, true));
        } catch (ChatException e) {
            if (e.reason() != Reason.NO_SUCH_ROOM || !create) {
                throw e;
            }
            joined = createOrJoin(client, room, password);
        }
        return new RoomOutlet(client, joined.name());
    }

    /** The room as the server writes it. */
    public String room() {
        return room;
    }

    @Override
    public CompletableFuture<Receipt> publish(Message message) {
        return client.publish(room, message.text(), message.label()).answered();
    }

    @Override
    public CompletableFuture<Receipt> publish(long n, Message message) {
        return client.publish(room, n, message.text(), message.label()).answered();
    }

    private static JoinedRoom createOrJoin(ChatClient client, String room, @Nullable String password)
            throws ChatException {
        try {
            return await(client.createRoom(new RoomOptions(room, "", password, false, false, true)));
        } catch (ChatException e) {
            if (e.reason() != Reason.ROOM_EXISTS) {
                throw e;
            }
            // Somebody has made it since it was looked for.
            return await(client.join(room, password, true));
        }
    }

    /** Waits for an answer of the session. */
    public static <T> T await(CompletableFuture<T> answer) throws ChatException {
        try {
            return answer.join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof ChatException refusal) {
                throw refusal;
            }
            throw e;
        }
    }
}
