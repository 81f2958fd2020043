package dev.roomtalk.chat.session;

import dev.roomtalk.chat.session.FailedMessage.Fate;
import dev.roomtalk.client.ChatClient;
import dev.roomtalk.client.MessageContent;
import dev.roomtalk.client.Publication;
import dev.roomtalk.client.Receipt;
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
 * The messages that were typed: each until its answer is there, and those that failed until they are sent again or
 * dropped. Confined to the UI thread.
 */
public final class ChatOutbox {
    /** A message's own line normally comes within this time: a preview shown earlier would only flicker. */
    public static final Duration UNDERWAY = Duration.ofMillis(300);

    /** An answer normally comes within this time: until then the status line does not mention it. */
    private static final Duration ANSWER_TIME = Duration.ofSeconds(1);

    /** How long an answered message waits for its own line, which may be among the lost ones. */
    private static final Duration LINE_TIME = Duration.ofSeconds(10);

    /** Failed messages that are kept; beyond that the oldest is dropped. */
    public static final int MAX_FAILED = 1000;

    private final ChatClient client;
    private final InstantSource clock;
    private final Executor ui;
    private final Consumer<String> problem;
    private final Set<TypedMessage> pending = new LinkedHashSet<>();
    private final Set<TypedMessage> unstored = new LinkedHashSet<>();
    private final Map<TypedMessage, Instant> answeredUnseen = new LinkedHashMap<>();
    private final List<FailedMessage> failed = new ArrayList<>();
    private final List<FailedMessage> unreported = new ArrayList<>();
    private long typed;
    private boolean notStoring;

    /** @param problem takes a sentence for the person about messages that were not delivered */
    public ChatOutbox(ChatClient client, InstantSource clock, Executor ui, Consumer<String> problem) {
        this.client = client;
        this.clock = clock;
        this.ui = ui;
        this.problem = problem;
    }

    public void send(ChatRoom room, MessageContent content) {
        TypedMessage outgoing = outgoing(room, content);
        pending.add(outgoing);
        Publication publication = client.publish(room.name(), content);
        CompletableFuture<Void> _ = publication
                .relayed()
                .whenComplete((_, failure) -> ui.execute(() -> relayed(outgoing, failure == null)));
        CompletableFuture<Void> _ =
                publication.answered().thenAccept(receipt -> ui.execute(() -> answered(outgoing, receipt)));
    }

    /** A message that cannot even be sent; it is kept like one that was refused. */
    public void refuse(ChatRoom room, MessageContent content, String why) {
        fail(new FailedMessage(outgoing(room, content), Fate.NOT_SENT, why));
    }

    private TypedMessage outgoing(ChatRoom room, MessageContent content) {
        return new TypedMessage(room.name(), content, clock.instant(), room.history(), ++typed);
    }

    private void relayed(TypedMessage outgoing, boolean seen) {
        answeredUnseen.remove(outgoing);
        if (seen && pending.remove(outgoing) && outgoing.history()) {
            unstored.add(outgoing);
        }
    }

    private void answered(TypedMessage outgoing, Receipt receipt) {
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
                    unreported.add(new FailedMessage(outgoing, Fate.NOT_STORED, ""));
                }
            }
            case Receipt.Refused refused -> fail(new FailedMessage(outgoing, Fate.NOT_SENT, refused.why()));
            case Receipt.Unknown unknown -> {
                // A message that was seen in its room has appeared.
                if (unseen) {
                    fail(new FailedMessage(outgoing, Fate.PERHAPS_SENT, unknown.why()));
                }
            }
        }
    }

    private void fail(FailedMessage undelivered) {
        unreported.add(undelivered);
        failed.add(undelivered);
        failed.sort(Comparator.comparingLong(u -> u.message().number()));
        if (failed.size() > MAX_FAILED) {
            failed.removeFirst();
        }
    }

    /** Sends what failed in a room again, the oldest first. */
    public void sendAgain(ChatRoom room) {
        List<FailedMessage> again = failedIn(room);
        failed.removeAll(again);
        again.forEach(undelivered -> send(room, undelivered.message().content()));
    }

    /** Forgets what failed, in every room. */
    public void drop() {
        failed.clear();
    }

    /** What can be sent again, the oldest first. */
    public List<FailedMessage> failed() {
        return List.copyOf(failed);
    }

    public List<FailedMessage> failedIn(ChatRoom room) {
        return failed.stream()
                .filter(u -> u.message().room().equals(room.name()))
                .toList();
    }

    /** Messages without an answer that have not appeared in their room, the oldest first. */
    public List<TypedMessage> waiting() {
        return List.copyOf(pending);
    }

    /** Reports together what has failed since the last call: the end of a room can fail many messages. */
    public void settle() {
        FailedMessage.sentences(unreported).forEach(problem);
        unreported.clear();
        Instant before = clock.instant().minus(LINE_TIME);
        answeredUnseen.values().removeIf(since -> since.isBefore(before));
    }

    public OutboxState state() {
        Instant now = clock.instant();
        List<TypedMessage> underway = Stream.concat(answeredUnseen.keySet().stream(), pending.stream())
                .filter(o -> !o.since().isAfter(now.minus(UNDERWAY)))
                .sorted(Comparator.comparingLong(TypedMessage::number))
                .toList();
        Instant overdue = now.minus(ANSWER_TIME);
        return new OutboxState(
                underway, before(pending, overdue), before(unstored, overdue), failed.size(), notStoring);
    }

    /** Whether its state changes soon. */
    public boolean busy() {
        return !pending.isEmpty() || !unstored.isEmpty() || !answeredUnseen.isEmpty();
    }

    private static int before(Collection<TypedMessage> messages, Instant instant) {
        return (int) messages.stream().filter(o -> o.since().isBefore(instant)).count();
    }
}
