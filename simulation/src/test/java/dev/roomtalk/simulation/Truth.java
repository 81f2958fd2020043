package dev.roomtalk.simulation;

import dev.roomtalk.client.RoomMember;
import dev.roomtalk.server.store.MessageLog;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What the room's engine has numbered, in order: what everybody should see. */
final class Truth {
    record Entry(long epoch, long sequence, String text) {}

    private final Verdict verdict;
    private final List<Entry> entries = new ArrayList<>();
    private final Set<String> texts = new HashSet<>();
    /** Texts that were numbered, whatever became of them. */
    private final Set<String> relayed = new HashSet<>();

    /** By epoch and sequence. */
    private final Map<String, String> given = new HashMap<>();

    /** By the epoch that a server has begun with. */
    private final Map<Long, Set<String>> membersAtStart = new HashMap<>();

    /** Who is to be put out, or was. */
    private final Set<String> leaving = new HashSet<>();

    /** Of whom the server has answered that they are kept out. */
    private final Set<String> banned = new HashSet<>();

    /** What was published after that, by the name of who must not see it. */
    private final Map<String, Set<String>> secrets = new HashMap<>();

    /** In the order in which they were set; the first is that of the new room. */
    private final List<String> topics = new ArrayList<>(List.of(""));

    private long bannedIn;
    private long epoch;

    Truth(Verdict verdict) {
        this.verdict = verdict;
    }

    void numbered(long epoch, long sequence, MessageLog.AppendRequest message) {
        long expected = entries.isEmpty() ? 1 : entries.getLast().sequence + 1;
        if (sequence != expected) {
            verdict.broken("the engine gave sequence %d after %d".formatted(sequence, expected - 1));
        }
        if (!texts.add(message.text())) {
            verdict.broken("'%s' was numbered twice, again as %d".formatted(message.text(), sequence));
        }
        if (given.put(epoch + ":" + sequence, message.text()) != null) {
            verdict.broken("%d:%d was given twice".formatted(epoch, sequence));
        }
        relayed.add(message.text());
        entries.add(new Entry(epoch, sequence, message.text()));
    }

    /** A server has started, and these are members of the room already, and these kept out of it. */
    void started(long begun, Set<String> members, Set<String> bans) {
        epoch = begun;
        membersAtStart.put(begun, members);
        if (!bans.containsAll(banned)) {
            verdict.broken("it was answered that %s are banned, and after a restart %s are".formatted(banned, bans));
        }
    }

    /** The host is about to put somebody out. */
    void putsOut(String name) {
        leaving.add(name);
    }

    boolean leaves(String name) {
        return leaving.contains(name);
    }

    /** The host was told that somebody is banned. */
    void banAnswered(String name) {
        banned.add(name);
        bannedIn = epoch;
    }

    boolean banned(String name) {
        return banned.contains(name);
    }

    /** Somebody publishes. */
    void published(String text) {
        banned.forEach(
                name -> secrets.computeIfAbsent(name, n -> new HashSet<>()).add(text));
    }

    boolean mayRead(String name, String text) {
        return !secrets.getOrDefault(name, Set.of()).contains(text);
    }

    /**
     * How the server of this epoch has described the room to who came in: nobody leaves it by himself, and its maker is
     * the host.
     */
    void described(long of, String maker, List<RoomMember> members) {
        Set<String> names = members.stream().map(RoomMember::name).collect(Collectors.toSet());
        Set<String> before = new HashSet<>(membersAtStart.getOrDefault(of, Set.of()));
        before.removeAll(leaving);
        if (!names.containsAll(before)) {
            verdict.broken("the room had the members %s, and after a restart %s".formatted(before, names));
        }
        if (of > bannedIn && banned.stream().anyMatch(names::contains)) {
            verdict.broken("%s are banned, and after a restart the room has the members %s".formatted(banned, names));
        }
        List<String> hosts =
                members.stream().filter(RoomMember::host).map(RoomMember::name).toList();
        if (!hosts.equals(List.of(maker))) {
            verdict.broken("%s made the room, and its hosts are %s".formatted(maker, hosts));
        }
    }

    void topicIs(String topic) {
        topics.add(topic);
    }

    /**
     * Which of the room's topics this is, not counting those before {@code from}; -1: it was none of them. A client
     * that was not answered asks again, and sets the same one twice.
     */
    int topic(String topic, int from) {
        int found = topics.subList(from, topics.size()).indexOf(topic);
        return found < 0 ? found : from + found;
    }

    /** The present topic. */
    String topic() {
        return topics.getLast();
    }

    /** The server has crashed: what lies above this sequence was never there, and may come again. */
    void crashed(long lastCommitted) {
        while (last() > lastCommitted) {
            texts.remove(entries.removeLast().text);
        }
    }

    boolean relayed(String text) {
        return relayed.contains(text);
    }

    long last() {
        return entries.size();
    }

    /** Whether the room, before a crash or after it, has given this pair to this text. */
    boolean gave(long epoch, long sequence, String text) {
        return text.equals(given.get(epoch + ":" + sequence));
    }

    /** Null: there is no such sequence. */
    @Nullable
    Entry at(long sequence) {
        return sequence < 1 || sequence > entries.size() ? null : entries.get((int) sequence - 1);
    }
}
