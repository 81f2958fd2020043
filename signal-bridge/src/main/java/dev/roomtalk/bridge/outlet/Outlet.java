package dev.roomtalk.bridge.outlet;

import dev.roomtalk.bridge.message.Message;
import dev.roomtalk.client.Receipt;
import java.util.concurrent.CompletableFuture;

/** Where messages go: a room, or what a test records. */
@FunctionalInterface
public interface Outlet {
    /**
     * Takes a message on its way without waiting. The future is done with the room's answer, however late; never
     * exceptionally.
     */
    CompletableFuture<Receipt> publish(Message message);
}
