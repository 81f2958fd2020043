package dev.roomtalk.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.roomtalk.client.ChatClient;
import dev.roomtalk.client.ClientSettings;
import dev.roomtalk.client.MessageContent;
import dev.roomtalk.client.MessageId;
import dev.roomtalk.client.Receipt;
import dev.roomtalk.client.RoomOptions;
import dev.roomtalk.client.sockets.SocketClient;
import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

/**
 * A client that removes and edits in turn what it has just said, in a room of its own: what it was told to be stored is
 * in the log, whenever the server was killed.
 */
final class Remover implements AutoCloseable {
    static final String ROOM = "gone";

    private final ChatClient client;
    private final AtomicReference<byte[]> token = new AtomicReference<>();
    private final AtomicInteger said = new AtomicInteger();

    /** What each message is to be, by its id. */
    private final Map<MessageId, String> changed = new ConcurrentHashMap<>();

    private final AtomicInteger changes = new AtomicInteger();
    private volatile boolean quiet;
    private volatile boolean idle;

    Remover(int port) {
        client = SocketClient.start(
                new ClientSettings(
                        InetSocketAddress.createUnresolved("127.0.0.1", port),
                        "remover",
                        token::get,
                        (host, p, pin, verified, chain) -> "",
                        false,
                        true,
                        "remover"),
                (given, bytes) -> token.set(bytes),
                event -> {});
    }

    void begin() {
        client.createRoom(new RoomOptions(ROOM, "", null, false, false, true)).join();
        say();
    }

    private void say() {
        if (quiet) {
            idle = true;
            return;
        }
        int number = said.incrementAndGet();
        client.publish(ROOM, "said " + number, null).answered().thenAccept(receipt -> {
            if (receipt instanceof Receipt.Delivered(long epoch, long sequence, boolean stored) && sequence > 0) {
                change(new MessageId(epoch, sequence), number);
            } else {
                Talker.AFTER_A_PAUSE.execute(this::say);
            }
        });
    }

    private void change(MessageId target, int number) {
        boolean removes = number % 2 == 0;
        MessageContent change =
                removes ? MessageContent.removal(target) : MessageContent.edit(target, "edited " + number);
        client.publish(ROOM, change).answered().thenAccept(receipt -> {
            if (receipt instanceof Receipt.Delivered d && d.stored()) {
                changed.put(target, removes ? "" : "edited " + number);
                changes.incrementAndGet();
            }
            Talker.AFTER_A_PAUSE.execute(this::say);
        });
    }

    /** The server goes back to a backup: what was promised may be gone. */
    void forget() {
        changed.clear();
    }

    void fallSilent() {
        quiet = true;
    }

    boolean isSilent() {
        return idle;
    }

    int changes() {
        return changes.get();
    }

    /** @param export the room's log, as lines of JSON */
    void compareWith(List<String> export) {
        Map<MessageId, String> promised = Map.copyOf(changed);
        Map<MessageId, String> log = new HashMap<>();
        for (String line : export) {
            JsonObject entry = JsonParser.parseString(line).getAsJsonObject();
            log.put(
                    new MessageId(
                            entry.get("epoch").getAsLong(),
                            entry.get("sequence").getAsLong()),
                    entry.get("text").getAsString());
        }
        assertThat(log).containsAllEntriesOf(promised);
    }

    @Override
    public void close() {
        client.close();
    }

    @Override
    public String toString() {
        return "remover: " + changes + " changes of " + said + ", " + client.status();
    }
}
