package dev.roomtalk.simulation;

import dev.roomtalk.client.ChatClient;
import dev.roomtalk.client.ChatEvent;
import dev.roomtalk.client.ChatException;
import dev.roomtalk.client.HistoryQuery;
import dev.roomtalk.client.JoinedRoom;
import dev.roomtalk.client.MemberRole;
import dev.roomtalk.client.MessageContent;
import dev.roomtalk.client.MessageId;
import dev.roomtalk.client.MessageKind;
import dev.roomtalk.client.Publication;
import dev.roomtalk.client.Receipt;
import dev.roomtalk.client.RoomHistory;
import dev.roomtalk.client.RoomOptions;
import dev.roomtalk.server.store.LogEntry;
import dev.roomtalk.simulation.StudyTruth.Became;
import dev.roomtalk.simulation.StudyTruth.Said;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * What a person does in a room where messages are edited, removed, answered and reacted to, or in a private
 * conversation; and what it is shown there, held against the truth.
 */
final class Study {
    private record Act(MessageContent content, Publication publication) {}

    private final String name;
    private final String room;
    private final Host host;
    private final ChatClient client;
    private final Random random;
    private final Truth all;
    private final StudyTruth truth;
    private final Trace trace;
    private final List<Act> acts = new ArrayList<>();

    /** By who has said it, as it was shown, with what later ones have made of it. */
    private final Map<Said, ChatEvent.Message> shown = new LinkedHashMap<>();

    private final Map<String, Long> lastOfAuthor = new HashMap<>();
    private final List<ChatEvent.Message> beforeJoined = new ArrayList<>();
    private boolean joined;
    private boolean moderates;
    private long lastEpoch;
    private long lastSequence;
    private long joinedEpoch;
    private long joinedSequence;

    /** How far it was answered that it has read. */
    private long read;

    /** Of the history, as its node reads it now. */
    private final List<ChatEvent.Message> history = new ArrayList<>();

    private boolean asking;
    private boolean agrees;
    private boolean marked;

    /** Neither is it shown this text, nor is it in a history: it was removed before. */
    private @Nullable String secret;

    Study(String room, Person person, Random random, Truth all, StudyTruth truth, Trace trace) {
        this.name = person.name;
        this.room = room;
        this.host = person.host;
        this.client = person.client();
        this.random = random;
        this.all = all;
        this.truth = truth;
        this.trace = trace;
    }

    /** Makes the room, and makes somebody a moderator of it. */
    void make(String moderator) {
        moderates = true;
        var _ = client.createRoom(new RoomOptions(room, "", null, false, false, false))
                .whenComplete((made, failure) -> entered(made, failure, () -> make(moderator)));
        host.loop()
                .schedule(
                        () -> client.moderation().setRole(room, moderator, MemberRole.MODERATOR, Duration.ZERO, ""),
                        2,
                        TimeUnit.SECONDS);
    }

    void join() {
        var _ = client.join(room, null, false).whenComplete((found, failure) -> entered(found, failure, this::join));
    }

    private void entered(@Nullable JoinedRoom found, @Nullable Throwable failure, Runnable again) {
        trace.line("%s enters %s: %s".formatted(name, room, failure));
        if (found == null) {
            host.loop().schedule(again, 1, TimeUnit.SECONDS);
            return;
        }
        joined = true;
        joinedEpoch = found.epoch();
        joinedSequence = found.sequence();
        lastEpoch = joinedEpoch;
        lastSequence = joinedSequence;
        beforeJoined.forEach(this::onMessage);
        beforeJoined.clear();
    }

    /** Says something, or something about a message that it was shown. */
    void act() {
        if (!joined) {
            return;
        }
        boolean own = random.nextBoolean();
        ChatEvent.Message about = any(own);
        MessageContent content =
                switch (about == null ? 0 : random.nextInt(8)) {
                    case 0, 1 -> MessageContent.text(text("says"), null);
                    case 2 -> MessageContent.action(text("does"));
                    case 3, 4 -> MessageContent.edit(about.id(), text("edits"));
                    case 5 -> MessageContent.removal(about.id());
                    case 6 -> MessageContent.reaction(about.id(), text("+"));
                    default -> MessageContent.reply(about.id(), text("answers"), null);
                };
        publish(content);
    }

    private String text(String what) {
        return "%s %d %s".formatted(name, acts.size(), what);
    }

    /** One of the last messages; reactions of its own are among them, and are removed. */
    private ChatEvent.@Nullable Message any(boolean own) {
        List<ChatEvent.Message> some = shown.values().stream()
                .filter(m -> !m.kind().changesTarget() && m.own() == own)
                .toList();
        int last = Math.min(some.size(), 10);
        return last == 0 ? null : some.get(some.size() - 1 - random.nextInt(last));
    }

    private Publication publish(MessageContent content) {
        Publication publication = client.publish(room, content);
        acts.add(new Act(content, publication));
        trace.line("%s in %s, %d: %s".formatted(name, room, publication.n(), content));
        var _ = publication.answered().thenAccept(receipt -> {
            trace.line("%s in %s, %d: %s".formatted(name, room, publication.n(), receipt));
            if (receipt instanceof Receipt.Delivered(long epoch, long sequence, boolean stored) && sequence != 0) {
                LogEntry given = truth.given(new MessageId(epoch, sequence));
                if (given == null || !Said.of(given).equals(new Said(name, publication.n()))) {
                    truth.broken("the receipt of %s's %d says %s".formatted(name, publication.n(), given));
                }
            }
        });
        return publication;
    }

    /** Marks what it was shown as read. */
    void markRead() {
        long upTo = lastSequence;
        if (joined) {
            var _ = client.conversations().markRead(room, upTo).whenComplete((done, failure) -> {
                trace.line("%s has read %s up to %d: %s".formatted(name, room, upTo, failure));
                read = failure == null ? Math.max(read, upTo) : read;
            });
        }
    }

    /** Says something and removes it at once; answers with the text when that is stored. */
    CompletableFuture<String> sayAndRemove() {
        String text = text("regrets");
        CompletableFuture<String> removed = new CompletableFuture<>();
        var _ = publish(MessageContent.text(text, null)).answered().thenAccept(receipt -> {
            if (receipt instanceof Receipt.Delivered(long epoch, long sequence, boolean stored) && sequence != 0) {
                var _ = publish(MessageContent.removal(new MessageId(epoch, sequence)))
                        .answered()
                        .thenAccept(gone -> removed.complete(gone instanceof Receipt.Delivered ? text : ""));
            } else {
                removed.complete("");
            }
        });
        return removed;
    }

    /** From now on it must not be shown this text. */
    void mustNotSee(String text) {
        secret = text;
    }

    void onEvent(ChatEvent event) {
        switch (event) {
            case ChatEvent.Message message when !joined -> beforeJoined.add(message);
            case ChatEvent.Message message -> onMessage(message);
            case ChatEvent.RejoinFailed _, ChatEvent.RoomClosed _ ->
                truth.broken("%s is out of %s: %s".formatted(name, room, event));
            default -> {}
        }
    }

    private void onMessage(ChatEvent.Message message) {
        if (message.text().equals(secret)) {
            truth.broken("%s was shown '%s' of %s after it was removed".formatted(name, secret, room));
        }
        if (message.epoch() < lastEpoch || (message.epoch() == lastEpoch && message.sequence() <= lastSequence)) {
            truth.broken(
                    "%s was shown %s of %s after %d:%d".formatted(name, message.id(), room, lastEpoch, lastSequence));
        }
        lastEpoch = message.epoch();
        lastSequence = message.sequence();
        LogEntry said = truth.given(message.id());
        if (said == null || !isAsSaid(message, said)) {
            truth.broken("%s was shown %s in %s, and it is %s".formatted(name, message, room, said));
            return;
        }
        shown.replaceAll((_, before) -> before.after(message));
        if (shown.put(Said.of(said), message) != null) {
            truth.broken("%s was shown %s of %s twice".formatted(name, Said.of(said), room));
        }
        Long before = lastOfAuthor.put(message.author(), said.message().n());
        if (before != null && before >= said.message().n()) {
            truth.broken("%s was shown %s's %d of %s after %d"
                    .formatted(name, message.author(), said.message().n(), room, before));
        }
    }

    /** Also a message that others have changed has the author, the kind and the target that it had. */
    private boolean isAsSaid(ChatEvent.Message message, LogEntry said) {
        MessageId about = said.purpose().kind().isAbout()
                ? new MessageId(said.purpose().epoch(), said.purpose().sequence())
                : null;
        return message.author().equals(said.by())
                && message.kind().name().equals(said.purpose().kind().name())
                && (about == null ? message.target() == null : about.equals(message.target()))
                && (message.changedBy() != 0
                        || message.text().equals(said.text())
                        || (all.shared() && truth.mayHaveBecome(message.id(), message.text())));
    }

    /**
     * Everything was answered, and it has seen whatever there is above where it has joined; after a failover that is
     * not asked here (seed 3404).
     */
    boolean done() {
        return joined
                && acts.stream().allMatch(act -> act.publication.answered().isDone())
                && (all.failovers() > 0
                        || truth.outcome().values().stream()
                                .filter(this::isAboveJoin)
                                .allMatch(became -> shown.containsKey(Said.of(became.said()))));
    }

    private boolean isAboveJoin(Became became) {
        MessageId id = became.id();
        return id.epoch() > joinedEpoch || (id.epoch() == joinedEpoch && id.sequence() > joinedSequence);
    }

    /** Asks its node for the history, and how far it has read, until both are as they must be. */
    void ask() {
        if (!agrees && !asking) {
            asking = true;
            history.clear();
            readOn(0);
        }
        if (!marked) {
            var _ = readUpTo().whenComplete((upTo, failure) -> {
                trace.line("%s has read %s up to %s of %d: %s".formatted(name, room, upTo, read, failure));
                // A mark is answered before the replica has it.
                marked = failure == null && (upTo >= read || all.failovers() > 0);
            });
        }
    }

    private CompletableFuture<Long> readUpTo() {
        return room.startsWith("@")
                ? client.conversations()
                        .list(false)
                        .thenApply(overview -> overview.list().listed().stream()
                                .filter(each -> each.name().equals(room))
                                .mapToLong(each -> each.read())
                                .max()
                                .orElse(-1))
                : client.conversations()
                        .readMarks()
                        .thenApply(marks -> marks.stream()
                                .filter(mark -> mark.room().equals(room))
                                .mapToLong(mark -> mark.read())
                                .max()
                                .orElse(-1));
    }

    private void readOn(long after) {
        var _ = client.history(room, HistoryQuery.after(after)).whenComplete((page, failure) -> {
            if (page == null) {
                asking = false;
                return;
            }
            history.addAll(page.messages());
            if (page.coversTo() > after && page.coversTo() < truth.last()) {
                readOn(page.coversTo());
            } else {
                asking = false;
                compare(page);
            }
        });
    }

    private void compare(RoomHistory page) {
        List<String> must = truth.outcome().values().stream()
                .map(became -> became.id() + " " + became.text() + by(became.isRead(), became.removedBy()))
                .toList();
        List<String> is = history.stream()
                .map(message ->
                        message.id() + " " + message.text() + by(message.kind().isShownItself(), message.removedBy()))
                .toList();
        agrees = is.equals(must);
        if (!agrees) {
            trace.line("%s reads in %s up to %d %s%nand not %s".formatted(name, room, page.coversTo(), is, must));
        }
    }

    private static String by(boolean read, @Nullable String removedBy) {
        return read && removedBy != null ? ", removed by " + removedBy : "";
    }

    boolean agrees() {
        return agrees && marked;
    }

    /** Holds what it was shown, and what it was answered, against what has become of it. */
    void judge() {
        Map<MessageId, Became> outcome = truth.outcome();
        Map<Said, Became> kept = new HashMap<>();
        outcome.values().forEach(became -> kept.put(Said.of(became.said()), became));
        for (Became became : outcome.values()) {
            ChatEvent.Message message = shown.get(Said.of(became.said()));
            if (message != null && message.id().equals(became.id()) && became.isRead()) {
                judge(message, became, outcome);
            }
        }
        for (Act act : acts) {
            judge(act, kept.get(new Said(name, act.publication.n())), outcome);
        }
    }

    private void judge(ChatEvent.Message message, Became became, Map<MessageId, Became> outcome) {
        // What has changed it may be lost since, or have another number.
        boolean lost = message.changedBy() != 0
                && outcome.values().stream()
                        .noneMatch(change -> change.id().sequence() == message.changedBy()
                                && change.said().purpose().sequence() == message.sequence());
        if (!lost
                && !(message.text().equals(became.text())
                        && String.valueOf(message.removedBy()).equals(String.valueOf(became.removedBy())))) {
            truth.broken("%s sees %s in %s, which has become %s".formatted(name, message, room, became));
        }
    }

    private void judge(Act act, @Nullable Became became, Map<MessageId, Became> outcome) {
        switch (act.publication.answered().join()) {
            case Receipt.Delivered delivered -> {
                if (became == null && (delivered.stored() || all.failovers() == 0)) {
                    truth.broken("%s was told %s of %s in %s, and it is lost".formatted(name, delivered, act, room));
                }
            }
            case Receipt.Refused refused -> {
                if (became != null) {
                    truth.broken("%s was told %s of %s in %s, and it is %s"
                            .formatted(name, refused, act.content, room, became));
                }
                Became target = outcome.get(act.content.target());
                if (!mayBeRefused(act.content, refused.reason(), target)) {
                    truth.broken("%s was told %s of %s in %s, and that is about %s"
                            .formatted(name, refused, act.content, room, target));
                }
            }
            case Receipt.Unknown unknown -> truth.broken("%s was told %s".formatted(name, unknown));
        }
    }

    /** @param target null: the log has it no longer, or not with that number */
    private boolean mayBeRefused(MessageContent content, ChatException.Reason reason, @Nullable Became target) {
        if (target == null || all.failovers() > 0) {
            // What was removed then, or was not there, may have come back.
            return true;
        }
        boolean own = target.said().by().equals(name);
        return switch (reason) {
            // It says so, too, where its number was used up before.
            case NO_SUCH_MESSAGE -> true;
            case NOT_AUTHOR -> !own && !(content.kind() == MessageKind.REMOVAL && moderates);
            default -> false;
        };
    }

    String state() {
        return "%s in %s: joined %s, %d of %d answered, history %s, marks %s"
                .formatted(
                        name,
                        room,
                        joined,
                        acts.stream()
                                .filter(act -> act.publication.answered().isDone())
                                .count(),
                        acts.size(),
                        agrees,
                        marked);
    }
}
