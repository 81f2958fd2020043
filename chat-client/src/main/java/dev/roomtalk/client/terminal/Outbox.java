package dev.roomtalk.client.terminal;

import dev.roomtalk.client.Publication;
import dev.roomtalk.client.Receipt;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.BiConsumer;

/** What was typed and has not come back from its room yet. Confined to the UI thread. */
final class Outbox {
    /** An answer normally comes within this time: until then nothing is said about it. */
    private static final Duration PATIENCE = Duration.ofSeconds(1);

    private final Session session;
    private final InstantSource clock;
    private final Executor ui;
    private final BiConsumer<Outgoing, Receipt> undelivered;
    private final List<Outgoing> waiting = new ArrayList<>();

    /** A message on its way. Its identity matters: the same text may be sent twice. */
    static final class Outgoing {
        private final String room;
        private final String text;
        private final Instant since;

        private Outgoing(String room, String text, Instant since) {
            this.room = room;
            this.text = text;
            this.since = since;
        }

        String room() {
            return room;
        }

        String text() {
            return text;
        }
    }

    /** @param undelivered told of messages that the room refused, or of which it is not known what became of them */
    Outbox(Session session, InstantSource clock, Executor ui, BiConsumer<Outgoing, Receipt> undelivered) {
        this.session = session;
        this.clock = clock;
        this.ui = ui;
        this.undelivered = undelivered;
    }

    void send(String room, String text) {
        Outgoing outgoing = new Outgoing(room, text, clock.instant());
        waiting.add(outgoing);
        Publication publication = session.publish(room, text);
        CompletableFuture<Void> _ = publication.relayed().thenRun(() -> ui.execute(() -> waiting.remove(outgoing)));
        CompletableFuture<Void> _ =
                publication.answered().thenAccept(receipt -> ui.execute(() -> answered(outgoing, receipt)));
    }

    private void answered(Outgoing outgoing, Receipt receipt) {
        boolean shown = !waiting.remove(outgoing);
        switch (receipt) {
            case Receipt.Delivered _ -> {}
            case Receipt.Refused refused -> undelivered.accept(outgoing, refused);
            case Receipt.Unknown unknown -> {
                if (!shown) {
                    undelivered.accept(outgoing, unknown);
                }
            }
        }
    }

    /** Messages without an answer, the oldest first. */
    List<Outgoing> waiting() {
        return List.copyOf(waiting);
    }

    /** How many messages wait for longer than one would expect. */
    int overdue() {
        Instant before = clock.instant().minus(PATIENCE);
        return (int) waiting.stream().filter(o -> o.since.isBefore(before)).count();
    }
}
