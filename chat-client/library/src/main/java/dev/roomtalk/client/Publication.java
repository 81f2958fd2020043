package dev.roomtalk.client;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * A message on its way.
 *
 * @param n its number among this session's messages in the room
 * @param relayed done when this session has seen its own message come back from the room
 * @param answered done with the room's answer; never exceptionally
 * @param notTaken why the room does not have the message yet, and will not before it is sent again; null: it may have
 *     it
 */
public record Publication(
        String room,
        long n,
        CompletableFuture<Void> relayed,
        CompletableFuture<Receipt> answered,
        AtomicReference<Receipt.@Nullable Refused> notTaken) {
    /** Why the room does not have a message that this session has not sent yet. */
    public static final Receipt.Refused NOT_SENT =
            new Receipt.Refused(ChatException.Reason.BUSY, "not sent: messages before it wait");

    /** One of which nothing is known before its answer. */
    public Publication(String room, long n, CompletableFuture<Void> relayed, CompletableFuture<Receipt> answered) {
        this(room, n, relayed, answered, new AtomicReference<>());
    }
}
