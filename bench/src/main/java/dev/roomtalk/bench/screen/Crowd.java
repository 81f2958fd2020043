package dev.roomtalk.bench.screen;

import dev.roomtalk.bench.base.Failure;
import dev.roomtalk.bench.net.Access;
import dev.roomtalk.bench.net.LibraryClient;
import dev.roomtalk.client.ChatClient;
import dev.roomtalk.client.RoomOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** People who talk in a room, each with a client of their own. Of one thread. */
final class Crowd implements AutoCloseable {
    private static final long PATIENCE_SECONDS = 60;
    private static final int PEOPLE = 7;

    /** As people write, and as terminals find it difficult. None has the key that is pressed. */
    private static final List<String> TEXTS = List.of(
            "good morning",
            "the backup of last night is done, 0 errors, 412 GB",
            "see https://status.example.org/incidents/4711 for what happened tonight and who looks after it",
            "お早うございます、サーバーは元気です",
            "👩‍👩‍👧‍👦 are here 🇩🇪 and 👍🏽 from me",
            "`systemctl restart mail` did it; " + "and now a text that is longer than a row of the screen ".repeat(3),
            "नमस्ते, क्या हाल है",
            "one line\nand another one\nand a third");

    private final List<ChatClient> clients = new ArrayList<>();
    private final String room;
    private int said;

    /** Makes the room, and comes in. */
    Crowd(Access server, String room) {
        this.room = room;
        for (int i = 0; i < PEOPLE; i++) {
            ChatClient client = LibraryClient.start(server, "person-" + i, _ -> {});
            clients.add(client);
            await(client.connected());
            await(
                    i == 0
                            ? client.createRoom(new RoomOptions(room, "", null, false, false, true))
                            : client.join(room, null, true));
        }
    }

    /** One of them says something. */
    void speak() {
        String text = TEXTS.get(said % TEXTS.size());
        clients.get(said % PEOPLE).publish(room, text + " (" + said + ")", null);
        said++;
    }

    int said() {
        return said;
    }

    private static void await(CompletableFuture<?> future) {
        try {
            Object _ = future.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw Failure.unreachable("a client did not come in: " + e);
        } catch (InterruptedException _) {
            throw Failure.interrupted();
        }
    }

    @Override
    public void close() {
        clients.forEach(ChatClient::close);
    }
}
