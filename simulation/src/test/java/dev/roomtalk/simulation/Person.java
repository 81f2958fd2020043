package dev.roomtalk.simulation;

import dev.roomtalk.client.ChatClient;
import dev.roomtalk.client.ChatEvent;
import dev.roomtalk.client.ChatException;
import dev.roomtalk.client.JoinedRoom;
import dev.roomtalk.client.MemberRole;
import dev.roomtalk.client.Publication;
import dev.roomtalk.client.Receipt;
import dev.roomtalk.client.RoomOptions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Somebody at a client: publishes, and holds what it is shown against the truth, line by line: in the order of the
 * sequence, each once, nothing left out that it was not told of.
 */
final class Person {
    static final String ROOM = "hall";

    private static final int INSISTS = 10;
    private static final long INSIST_MILLIS = 20;

    /** Who makes it. */
    private static final String MAKER = "p0";

    /** Who is told this asks again. */
    private static final Set<ChatException.Reason> MAYBE = Set.of(
            ChatException.Reason.BUSY,
            ChatException.Reason.TOO_FAST,
            ChatException.Reason.TIMED_OUT,
            ChatException.Reason.UNREACHABLE);

    final String name;
    final Host host;
    private final Truth truth;
    private final Trace trace;
    private final Verdict verdict;
    private final ChatClient client;
    final Annex annex;
    private final List<Publication> publications = new ArrayList<>();
    private final List<String> published = new ArrayList<>();
    private final Map<String, Integer> lastOfAuthor = new HashMap<>();
    private final Set<String> shown = new HashSet<>();
    /** By the name of another room, who is told what happens there. */
    private final Map<String, Consumer<ChatEvent>> elsewhere = new HashMap<>();

    private final List<ChatEvent> beforeJoined = new ArrayList<>();
    private boolean joined;
    private boolean out;

    /** It asks until it is answered that somebody is banned. */
    private boolean puttingOut;

    /** How many topics it has tried to set. */
    private int topics;

    /** How many of these are not answered: they may change the topic yet. */
    private int topicsUnderway;

    /** The topic that it was shown, and which of the room's it is. */
    private String topic = "";

    private int topicNumber;

    /** It asks until it is answered that somebody has a role. */
    private int rolesUnderway;

    /** Whether its node has told it the members as they are. */
    private boolean agrees;

    private long position;

    /** The message that it was shown last, or with which it has joined. */
    private long lastEpoch;

    private long lastSequence;
    private long joinedEpoch;
    private long joinedSequence;
    private long missed;
    private long messages;

    Person(String name, Host host, int nodes, Truth truth, Trace trace, Verdict verdict, Random random) {
        this.name = name;
        this.host = host;
        this.truth = truth;
        this.trace = trace;
        this.verdict = verdict;
        this.client = SimulatedClient.start(host, name, nodes, random, this::onEvent);
        this.annex = new Annex(name, host, truth, trace, client);
        listen(Annex.ROOM, annex::onEvent);
    }

    void create() {
        var _ = client.createRoom(new RoomOptions(ROOM, "", null, false, false, false))
                .thenAccept(this::onJoined);
    }

    void join() {
        var _ = client.join(ROOM, null, false).whenComplete((room, failure) -> {
            if (failure == null) {
                onJoined(room);
            } else {
                trace.line("%s cannot join: %s".formatted(name, failure));
                host.loop().schedule(this::join, 1, TimeUnit.SECONDS);
            }
        });
    }

    /** Puts somebody out, as the host; asks again until that is answered. {@code ban}: and keeps it out. */
    void putOut(Person whom, boolean ban) {
        trace.line("%s puts %s out%s".formatted(name, whom.name, ban ? " for good" : ""));
        puttingOut = true;
        truth.putsOut(whom.name);
        var _ = (ban
                        ? client.moderation().ban(ROOM, whom.name, Duration.ZERO, "enough")
                        : client.moderation().kick(ROOM, whom.name, "enough"))
                .whenComplete((warning, failure) -> {
                    trace.line("%s put %s out: %s %s".formatted(name, whom.name, warning, failure));
                    puttingOut = failure instanceof ChatException && ban;
                    if (failure == null && ban) {
                        truth.banAnswered(whom.name);
                        whom.insist();
                    } else if (failure instanceof ChatException && ban) {
                        host.loop().schedule(() -> putOut(whom, true), 1, TimeUnit.SECONDS);
                    }
                });
    }

    /** Gives somebody a role, as the host; asks again until that is answered. */
    void setRole(Person whom, MemberRole role) {
        if (truth.leaves(whom.name) || !joined) {
            return;
        }
        if (rolesUnderway > 0) {
            host.loop().schedule(() -> setRole(whom, role), 1, TimeUnit.SECONDS);
            return;
        }
        trace.line("%s makes %s %s".formatted(name, whom.name, role));
        rolesUnderway++;
        if (role == MemberRole.MUTED || truth.mayBeMuted(whom.name)) {
            truth.mutes(whom.name);
        }
        askForRole(whom, role);
    }

    private void askForRole(Person whom, MemberRole role) {
        var _ = client.moderation()
                .setRole(ROOM, whom.name, role, Duration.ZERO, "")
                .whenComplete((warning, failure) -> {
                    trace.line("%s made %s %s: %s %s".formatted(name, whom.name, role, warning, failure));
                    if (failure instanceof ChatException e && MAYBE.contains(e.reason()) && !truth.leaves(whom.name)) {
                        host.loop().schedule(() -> askForRole(whom, role), 1, TimeUnit.SECONDS);
                        return;
                    }
                    rolesUnderway--;
                    if (failure == null && role == MemberRole.MUTED) {
                        truth.muteAnswered(whom.name);
                        whom.insist();
                    }
                });
    }

    private void onJoined(JoinedRoom room) {
        joined = true;
        position = room.sequence();
        joinedEpoch = room.epoch();
        joinedSequence = room.sequence();
        lastEpoch = joinedEpoch;
        lastSequence = joinedSequence;
        truth.described(room.epoch(), MAKER, room.members());
        onTopic(room.topic());
        trace.line("%s joined at %d:%d".formatted(name, room.epoch(), room.sequence()));
        beforeJoined.forEach(this::onEvent);
        beforeJoined.clear();
    }

    boolean joined() {
        return joined;
    }

    /** @param size of the text; 0: as short as it can be */
    void publish(int size) {
        if (truth.leaves(name) && !truth.shared()) {
            return;
        }
        String id = name + " " + published.size() + " ";
        String text = id + "x".repeat(Math.max(0, size - id.length()));
        published.add(text);
        truth.published(name, text);
        trace.line("%s publishes '%s' of %d".formatted(name, id, text.length()));
        Publication publication = client.publish(ROOM, text, null);
        publications.add(publication);
        var _ = publication.relayed().thenRun(() -> {
            if (!truth.relayed(text)) {
                verdict.broken("'%s' is shown as relayed, and no room has it".formatted(text));
            }
        });
        var _ = publication.answered().thenAccept(receipt -> {
            trace.line("%s: '%s' %s".formatted(name, id, receipt));
            if (receipt instanceof Receipt.Delivered(long epoch, long sequence, boolean stored)) {
                if (stored) {
                    truth.stored(text);
                }
                // The engine may know that it had it, and no longer where.
                if (sequence != 0 && !truth.gave(epoch, sequence, text)) {
                    verdict.broken("the receipt of '%s' says %d:%d, which it is not".formatted(text, epoch, sequence));
                }
            } else if (!truth.leaves(name) && !truth.mayBeMuted(name)) {
                verdict.broken("'%s' was not taken: %s".formatted(text, receipt));
            }
        });
    }

    /** It may not speak any more, and its node may not know it yet. */
    private void insist() {
        for (int i = 0; truth.shared() && i < INSISTS; i++) {
            host.loop().schedule(() -> publish(0), i * INSIST_MILLIS, TimeUnit.MILLISECONDS);
        }
    }

    void setTopic() {
        if (truth.leaves(name) || !joined) {
            return;
        }
        String wanted = name + " topic " + topics++;
        trace.line("%s sets the topic '%s'".formatted(name, wanted));
        topicsUnderway++;
        var _ = client.setTopic(ROOM, wanted).whenComplete((done, failure) -> {
            topicsUnderway--;
            trace.line("%s: '%s' %s".formatted(name, wanted, failure));
            if (failure == null && !truth.wasTopic(wanted)) {
                verdict.broken("it was answered that the topic is '%s', and it never was".formatted(wanted));
            }
        });
    }

    /** Each topic is shown in its order; those that it was not there for are left out. */
    private void onTopic(String now) {
        if (truth.failovers() > 0) {
            // It may be one that was lost, and come again.
            topic = now;
            topicNumber = 0;
            if (!truth.wasTopic(now)) {
                verdict.broken("%s was shown the topic '%s', and it never was".formatted(name, now));
            }
            return;
        }
        int number = truth.topic(now, topicNumber);
        if (number < 0) {
            verdict.broken("%s was shown the topic '%s' after '%s' (%d)".formatted(name, now, topic, topicNumber));
        }
        topic = now;
        topicNumber = number;
    }

    private void onEvent(ChatEvent event) {
        trace.line("%s: %s".formatted(name, event).replaceAll("x{100,}", "x..."));
        if (!roomOf(event).equals(ROOM)) {
            Consumer<ChatEvent> other = elsewhere.get(roomOf(event));
            if (other == null) {
                verdict.broken("%s is told of a room that it does not know: %s".formatted(name, event));
            } else {
                other.accept(event);
            }
            return;
        }
        if (!joined) {
            // What overtook the answer is told before it.
            beforeJoined.add(event);
            return;
        }
        switch (event) {
            case ChatEvent.Message message -> onMessage(message);
            case ChatEvent.Missed(String room, long count) -> {
                missed += count;
                position += count;
            }
            case ChatEvent.NotKept(String room, long count) -> position -= count;
            case ChatEvent.Rejoined(JoinedRoom room) -> {
                truth.described(room.epoch(), MAKER, room.members());
                // Another node may not have heard of it yet.
                topicNumber = truth.shared() ? 0 : topicNumber;
                onTopic(room.topic());
            }
            case ChatEvent.TopicChanged(String room, String now, String by) -> onTopic(now);
            case ChatEvent.Ended(var reason, String why) ->
                verdict.broken("%s's session ended: %s".formatted(name, why));
            case ChatEvent.RejoinFailed(String room, String why) ->
                leaves("%s could not come back: %s".formatted(name, why));
            // Its node has missed why.
            case ChatEvent.RoomClosed(String room, String why) -> leaves("%s was put out: %s".formatted(name, why));
            case ChatEvent.Removed removed when removed.own() -> leaves("%s was put out".formatted(name));
            default -> {}
        }
    }

    private static String roomOf(ChatEvent event) {
        return switch (event) {
            case ChatEvent.Message message -> message.room();
            case ChatEvent.Rejoined rejoined -> rejoined.room().name();
            case ChatEvent.RejoinFailed failed -> failed.room();
            case ChatEvent.Missed missed -> missed.room();
            case ChatEvent.NotKept notKept -> notKept.room();
            case ChatEvent.TopicChanged changed -> changed.room();
            case ChatEvent.RoomClosed closed -> closed.room();
            default -> ROOM;
        };
    }

    /** What happens in another room is told there. */
    void listen(String room, Consumer<ChatEvent> listener) {
        elsewhere.put(room, listener);
    }

    ChatClient client() {
        return client;
    }

    private void leaves(String how) {
        out = true;
        if (!truth.leaves(name)) {
            verdict.broken(how);
        }
    }

    private void onMessage(ChatEvent.Message message) {
        messages++;
        if (!truth.mayRead(name, message.epoch(), message.sequence(), message.text())) {
            verdict.broken("%s is banned, and was shown '%s'".formatted(name, message.text()));
        }
        if (truth.shared()) {
            inOrder(message);
        } else if (message.sequence() != pastKnown(message.sequence() - 1) + 1) {
            verdict.broken("%s was shown %d after %d".formatted(name, message.sequence(), position));
        }
        position = message.sequence();
        // A server that has crashed meanwhile may have forgotten it.
        if (!truth.gave(message.epoch(), position, message.text())) {
            verdict.broken("%s was shown '%s' as %d:%d, which it is not"
                    .formatted(name, message.text(), message.epoch(), message.sequence()));
        }
        if (!shown.add(message.text())) {
            verdict.broken("%s was shown '%s' twice".formatted(name, message.text()));
        }
        String author = message.text().substring(0, message.text().indexOf(' '));
        int number = Integer.parseInt(message.text().split(" ", 3)[1]);
        if (!author.equals(message.author())) {
            verdict.broken("%s was shown '%s' as %s's".formatted(name, message.text(), message.author()));
        }
        Integer before = lastOfAuthor.put(author, number);
        if (before != null && before >= number) {
            verdict.broken("%s was shown %s's %d after %d".formatted(name, author, number, before));
        }
    }

    /** With several nodes: all show one order, which is that of the pairs. */
    private void inOrder(ChatEvent.Message message) {
        if (message.epoch() < lastEpoch || (message.epoch() == lastEpoch && message.sequence() <= lastSequence)) {
            verdict.broken("%s was shown %d:%d after %d:%d"
                    .formatted(name, message.epoch(), message.sequence(), lastEpoch, lastSequence));
        }
        if (!truth.wasBrought(message.epoch(), message.sequence())) {
            verdict.broken("%s was shown %d:%d, and no node was brought it"
                    .formatted(name, message.epoch(), message.sequence()));
        }
        lastEpoch = message.epoch();
        lastSequence = message.sequence();
    }

    /** The first message above where it has joined that it was not shown; null: it has seen everything. */
    private Truth.@Nullable Entry unseen() {
        return truth.entries().stream()
                .filter(entry -> entry.epoch() > joinedEpoch
                        || (entry.epoch() == joinedEpoch && entry.sequence() > joinedSequence))
                .filter(entry -> !shown.contains(entry.text()))
                .findFirst()
                .orElse(null);
    }

    /**
     * How far this person is when what was shown before a crash, and comes no second time under its new number, is
     * passed over; at most {@code upTo}.
     */
    private long pastKnown(long upTo) {
        long reached = position;
        for (Truth.Entry next = truth.next(reached);
                reached < upTo && next != null && shown.contains(next.text());
                next = truth.next(reached)) {
            reached = next.sequence();
        }
        return reached;
    }

    /** Everything was answered, and everything seen; or it knows that it is out. */
    boolean done() {
        if (puttingOut || rolesUnderway > 0) {
            return false;
        }
        if (truth.leaves(name) && (out || truth.banned(name))) {
            return out;
        }
        return joined
                && (truth.shared() ? unseen() == null : pastKnown(truth.last()) == truth.last())
                && topicsUnderway == 0
                && topic.equals(truth.topic())
                && publications.stream().allMatch(p -> p.answered().isDone());
    }

    /** Asks for the members: everybody who is in the room is told the same. */
    void askForMembers() {
        if (out || agrees) {
            return;
        }
        var _ = client.members(ROOM).whenComplete((members, failure) -> {
            if (failure == null) {
                Map<String, MemberRole> told = new HashMap<>();
                members.forEach(member -> told.put(member.name(), member.role()));
                Map<String, MemberRole> kept = truth.roles();
                agrees = told.equals(kept);
                trace.line("%s is told the members %s of %s".formatted(name, told, kept));
            }
        });
    }

    /** Whether it was told them, and they are these. */
    boolean agrees() {
        return out || agrees;
    }

    String state() {
        return "%s: at %d of %d, without %s, topic '%s' of '%s', %d of %d answered, %s"
                .formatted(
                        name,
                        position,
                        truth.last(),
                        unseen(),
                        topic,
                        truth.topic(),
                        publications.stream().filter(p -> p.answered().isDone()).count(),
                        publications.size(),
                        client.status());
    }

    long missed() {
        return missed;
    }

    long messages() {
        return messages;
    }

    int published() {
        return published.size();
    }
}
