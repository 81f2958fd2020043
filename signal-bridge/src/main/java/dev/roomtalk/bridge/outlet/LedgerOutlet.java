package dev.roomtalk.bridge.outlet;

import dev.roomtalk.bridge.base.Journal;
import dev.roomtalk.bridge.frame.Reply;
import dev.roomtalk.bridge.message.Message;
import dev.roomtalk.client.ChatException;
import dev.roomtalk.client.Receipt;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

/**
 * Writes each message into the {@link Ledger} before it is said, and the room's answer before anybody is told it. The
 * disk is waited for by a thread of its own, the executor's, which must be one.
 */
public final class LedgerOutlet implements Outlet {
    /** Says a message under its number. */
    @FunctionalInterface
    public interface Numbered {
        CompletableFuture<Receipt> publish(long n, Message message);
    }

    private final Ledger ledger;
    private final Numbered room;
    private final Executor writer;
    private final Journal journal;

    public LedgerOutlet(Ledger ledger, Numbered room, Executor writer, Journal journal) {
        this.ledger = ledger;
        this.room = room;
        this.writer = writer;
        this.journal = journal;
    }

    @Override
    public CompletableFuture<Receipt> publish(Message message) {
        CompletableFuture<Receipt> answered = new CompletableFuture<>();
        writer.execute(() -> {
            long n = 0;
            try {
                n = ledger.say(message);
            } catch (IOException e) {
                complain(e);
                answered.complete(new Receipt.Refused(
                        ChatException.Reason.FAILED, "it could not be written down: " + e.getMessage()));
                return;
            }
            publish(n, message, answered);
        });
        return answered;
    }

    /** Says again, under its old number, what an earlier run has said and the room has not answered. */
    public CompletableFuture<Receipt> again(Ledger.Said said) {
        CompletableFuture<Receipt> answered = new CompletableFuture<>();
        writer.execute(() -> publish(said.n(), said.message(), answered));
        return answered;
    }

    private void publish(long n, Message message, CompletableFuture<Receipt> answered) {
        var _ = room.publish(n, message)
                .thenAccept(receipt -> writer.execute(() -> {
                    // What is not known is asked again by the next run.
                    if (!(receipt instanceof Receipt.Unknown)) {
                        try {
                            ledger.answer(n, Reply.to(receipt));
                        } catch (IOException e) {
                            complain(e);
                        }
                    }
                    answered.complete(receipt);
                }));
    }

    private void complain(IOException e) {
        journal.write(
                "what was said cannot be written down, so it may be said twice, or not at all, if this process is killed: "
                        + e.getMessage());
    }
}
