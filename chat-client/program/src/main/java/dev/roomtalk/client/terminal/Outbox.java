package dev.roomtalk.client.terminal;

import dev.roomtalk.client.Publication;
import dev.roomtalk.client.Receipt;
import dev.roomtalk.client.terminal.Undelivered.Fate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * What was typed, until it is known what became of it, and what failed, until it is sent again or dropped. Confined to the UI
 * thread.
 */
final class Outbox {
    /** A message's own line normally comes within this time: shown as pending before, it would only flicker. */
    static final Duration UNDERWAY = Duration.ofMillis(300);

    /** An answer normally comes within this time: until then nothing is said about it. */
    private static final Duration PATIENCE = Duration.ofSeconds(1);

    /** How long an answered message waits for its own line: that may be among those that are gone. */
    private static final Duration LINE_COMES = Duration.ofSeconds(10);

    /** Failed messages that are kept; beyond that the oldest makes way. */
    static final int KEPT = 1000;

    private final Session session;
    private final InstantSource clock;
    private final Executor ui;
    private final Consumer<String> problem;
    private final Set<Outgoing> pending = new LinkedHashSet<>();
    private final Set<Outgoing> unstored = new LinkedHashSet<>();
    private final Map<Outgoing, Instant> answeredUnseen = new LinkedHashMap<>();
    private final List<Undelivered> failed = new ArrayList<>();
    private final List<Undelivered> untold = new ArrayList<>();
    private long typed;
    private boolean notStoring;

    /** @param problem takes a sentence for the person about messages that were not delivered */
    Outbox(Session session, InstantSource clock, Executor ui, Consumer<String> problem) {
        this.session = session;
        this.clock = clock;
        this.ui = ui;
        this.problem = problem;
    }

    void send(RoomView room, String text) {
        Outgoing outgoing = outgoing(room, text);
        pending.add(outgoing);
        Publication publication = session.publish(room.name(), text);
        CompletableFuture<Void> _ = publication
                .relayed()
                .whenComplete((_, failure) -> ui.execute(() -> relayed(outgoing, failure == null)));
        CompletableFuture<Void> _ =
                publication.answered().thenAccept(receipt -> ui.execute(() -> answered(outgoing, receipt)));
    }

    /** A message that cannot even be sent; it is kept like one that was refused. */
    void refuse(RoomView room, String text, String why) {
        fail(new Undelivered(outgoing(room, text), Fate.NOT_SENT, why));
    }

    private Outgoing outgoing(RoomView room, String text) {
        return new Outgoing(room.name(), text, clock.instant(), room.history(), ++typed);
    }

    private void relayed(Outgoing outgoing, boolean seen) {
        answeredUnseen.remove(outgoing);
        if (seen && pending.remove(outgoing) && outgoing.history()) {
            unstored.add(outgoing);
        }
    }

    private void answered(Outgoing outgoing, Receipt receipt) {
        boolean unseen = pending.remove(outgoing);
        unstored.remove(outgoing);
        switch (receipt) {
            case Receipt.Delivered delivered -> {
                if (unseen) {
                    answeredUnseen.put(outgoing, clock.instant());
                }
                if (outgoing.history()) {
                    notStoring = !delivered.stored();
                }
                if (notStoring && outgoing.history()) {
                    untold.add(new Undelivered(outgoing, Fate.NOT_STORED, ""));
                }
            }
            case Receipt.Refused refused -> fail(new Undelivered(outgoing, Fate.NOT_SENT, refused.why()));
            case Receipt.Unknown unknown -> {
                // One that was seen in its room has appeared.
                if (unseen) {
                    fail(new Undelivered(outgoing, Fate.PERHAPS_SENT, unknown.why()));
                }
            }
        }
    }

    private void fail(Undelivered undelivered) {
        untold.add(undelivered);
        failed.add(undelivered);
        failed.sort(Comparator.comparingLong(u -> u.message().number()));
        if (failed.size() > KEPT) {
            failed.removeFirst();
        }
    }

    /** Sends what failed in a room again, the oldest first. */
    void sendAgain(RoomView room) {
        List<Undelivered> again = failedIn(room);
        failed.removeAll(again);
        again.forEach(undelivered -> send(room, undelivered.message().text()));
    }

    /** Forgets what failed, in every room. */
    void drop() {
        failed.clear();
    }

    /** What can be sent again, the oldest first. */
    List<Undelivered> failed() {
        return List.copyOf(failed);
    }

    List<Undelivered> failedIn(RoomView room) {
        return failed.stream()
                .filter(u -> u.message().room().equals(room.name()))
                .toList();
    }

    /** Messages that nobody has seen yet and that have no answer, the oldest first. */
    List<Outgoing> waiting() {
        return List.copyOf(pending);
    }

    /** Tells what failed since the last call, together: a room that closes may take many messages with it. */
    void settle() {
        Undelivered.sentences(untold).forEach(problem);
        untold.clear();
        Instant before = clock.instant().minus(LINE_COMES);
        answeredUnseen.values().removeIf(since -> since.isBefore(before));
    }

    Outstanding outstanding() {
        Instant now = clock.instant();
        List<Outgoing> underway = Stream.concat(answeredUnseen.keySet().stream(), pending.stream())
                .filter(o -> !o.since().isAfter(now.minus(UNDERWAY)))
                .sorted(Comparator.comparingLong(Outgoing::number))
                .toList();
        Instant overdue = now.minus(PATIENCE);
        return new Outstanding(
                underway, before(pending, overdue), before(unstored, overdue), failed.size(), notStoring);
    }

    /** Whether what is shown of it changes soon. */
    boolean busy() {
        return !pending.isEmpty() || !unstored.isEmpty() || !answeredUnseen.isEmpty();
    }

    private static int before(Collection<Outgoing> messages, Instant instant) {
        return (int) messages.stream().filter(o -> o.since().isBefore(instant)).count();
    }
}
