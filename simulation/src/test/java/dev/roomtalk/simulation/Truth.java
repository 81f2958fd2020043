package dev.roomtalk.simulation;

import dev.roomtalk.client.MemberRole;
import dev.roomtalk.client.RoomMember;
import dev.roomtalk.server.room.Ban;
import dev.roomtalk.server.room.Pair;
import dev.roomtalk.server.room.RoomChange;
import dev.roomtalk.server.store.LogEntry;
import dev.roomtalk.server.store.RoomId;
import dev.roomtalk.server.store.RoomRecord;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What the room's engine has numbered, in order: what everybody should see. Sequences have no gaps, unless nodes share
 * the engine: a new epoch begins above all that a node has seen, also of what a failover has lost.
 */
final class Truth {
    record Entry(long epoch, long sequence, String text) {}

    /** The room that everybody is in; of others it is known what their engine has given. */
    private static final RoomId HALL = new RoomId(1);

    private final Verdict verdict;
    private final boolean shared;
    private final TreeMap<Long, Entry> entries = new TreeMap<>();
    private final Set<String> texts = new HashSet<>();
    /** Texts that were numbered, whatever became of them. */
    private final Set<String> relayed = new HashSet<>();

    /** By epoch and sequence. */
    private final Map<String, String> given = new HashMap<>();

    /** Epochs and sequences that were given by a master that was one no longer. */
    private final Set<String> lostPairs = new HashSet<>();

    /** Epochs and sequences that a node was brought. */
    private final Set<String> brought = new HashSet<>();

    /** By the topic of the annex, the pairs and texts of what was said there. */
    private final Map<String, Set<String>> saidInAnnex = new HashMap<>();

    /** By the name of the room; private conversations are "@". */
    private final Map<String, StudyTruth> studies = new HashMap<>();

    /** By version. */
    private final Map<Long, RoomChange> changes = new HashMap<>();

    /** Texts of which somebody was told that they are stored. */
    private final Set<String> stored = new HashSet<>();

    /** By the epoch that a server has begun with. */
    private final Map<Long, Set<String>> membersAtStart = new HashMap<>();

    /** Who is to be put out, or was. */
    private final Set<String> leaving = new HashSet<>();

    /** Of whom the server has answered that they are kept out. */
    private final Set<String> banned = new HashSet<>();

    /** Of whom the server has answered that they may not speak. */
    private final Set<String> muted = new HashSet<>();

    /** Who may have been muted once. */
    private final Set<String> everMuted = new HashSet<>();

    /** What was said by those who were answered to be banned or muted, after that. */
    private final Set<String> forbidden = new HashSet<>();

    /** What was published after that, by the name of who must not see it. */
    private final Map<String, Set<String>> secrets = new HashMap<>();

    /** In the order in which they were set; the first is that of the new room. */
    private final List<String> topics = new ArrayList<>(List.of(""));

    /** Also those that a failover has lost. */
    private final Set<String> everTopics = new HashSet<>(Set.of(""));

    /** What the engine has. */
    private Supplier<Disk> data = Disk::new;

    private long openedEpoch;
    private long openedSequence;
    private long bannedIn;
    private long epoch;
    private int failovers;

    /** @param shared several nodes share the engine */
    Truth(Verdict verdict, boolean shared) {
        this.verdict = verdict;
        this.shared = shared;
    }

    boolean shared() {
        return shared;
    }

    void follow(Supplier<Disk> engine) {
        data = engine;
    }

    /** What is said in a room where messages are edited and removed; "@": in the only private conversation. */
    StudyTruth study(String name) {
        return studies.computeIfAbsent(
                name,
                _ -> new StudyTruth(
                        verdict,
                        () -> data.get().rooms.values().stream()
                                .filter(room -> studyOf(room).equals(name))
                                .findFirst()
                                .orElse(null)));
    }

    private static String studyOf(Disk.Room room) {
        return Pair.isConversation(room.name) ? Pair.MARK : room.name.display();
    }

    /** What everybody is in the room. */
    Map<String, MemberRole> roles() {
        Map<String, MemberRole> roles = new HashMap<>();
        Disk.Room hall = data.get().rooms.get(HALL);
        if (hall != null) {
            hall.members
                    .values()
                    .forEach(member -> roles.put(
                            member.name(),
                            hall.bans.containsKey(new Ban.Key(Ban.Kind.SPEAK, member.userId()))
                                    ? MemberRole.MUTED
                                    : MemberRole.valueOf(member.role().name())));
        }
        return roles;
    }

    void broken(String what) {
        verdict.broken(what);
    }

    /**
     * The engine has numbered a message.
     *
     * @param lost by a master that is one no longer, and that nobody will hear of
     */
    void numbered(Disk.Room room, LogEntry entry, boolean lost) {
        String text = entry.message().text();
        StudyTruth study = studies.get(studyOf(room));
        if (study != null) {
            study.numbered(entry);
            return;
        }
        if (!room.id.equals(HALL)) {
            saidInAnnex
                    .computeIfAbsent(room.topic.topic(), _ -> new HashSet<>())
                    .add(entry.epoch() + ":" + entry.sequence() + " " + text);
            return;
        }
        give(entry.epoch(), entry.sequence(), text);
        if (lost) {
            lostPairs.add(entry.epoch() + ":" + entry.sequence());
            return;
        }
        if (forbidden.contains(text)) {
            verdict.broken("'%s' was numbered, and its author was not to speak any more".formatted(text));
        }
        Entry before = entries.isEmpty() ? null : entries.lastEntry().getValue();
        boolean next = before == null || entry.sequence() == before.sequence + 1;
        if (!(next || (shared && entry.epoch() > before.epoch && entry.sequence() > before.sequence))) {
            verdict.broken("the engine gave %d:%d after %s".formatted(entry.epoch(), entry.sequence(), before));
        }
        if (!texts.add(text)) {
            verdict.broken("'%s' was numbered twice, again as %d".formatted(text, entry.sequence()));
        }
        entries.put(entry.sequence(), new Entry(entry.epoch(), entry.sequence(), text));
    }

    private void give(long ofEpoch, long sequence, String text) {
        if (given.put(ofEpoch + ":" + sequence, text) != null) {
            verdict.broken("%d:%d was given twice".formatted(ofEpoch, sequence));
        }
        relayed.add(text);
    }

    /**
     * Whether the annex with this topic has given this pair to this text, or one after it: somebody may be shown a
     * message before it is told that it is in that.
     */
    boolean saidInAnnex(String topic, long ofEpoch, long sequence, String text) {
        String message = ofEpoch + ":" + sequence + " " + text;
        return saidInAnnex.entrySet().stream()
                .anyMatch(said -> Integer.parseInt(said.getKey()) >= Integer.parseInt(topic)
                        && said.getValue().contains(message));
    }

    /** A node is brought a message. */
    void brought(RoomId room, String node, long ofEpoch, long sequence, String text) {
        if (!room.equals(HALL)) {
            return;
        }
        brought.add(ofEpoch + ":" + sequence);
        if (!gave(ofEpoch, sequence, text)) {
            verdict.broken("%s was brought '%s' as %d:%d, which it is not".formatted(node, text, ofEpoch, sequence));
        }
    }

    /** A node has opened a room that is this far. */
    void opened(RoomRecord record) {
        if (record.id().equals(HALL)
                && (record.epoch() > openedEpoch
                        || (record.epoch() == openedEpoch && record.sequence() > openedSequence))) {
            openedEpoch = record.epoch();
            openedSequence = record.sequence();
        }
    }

    /** Whether any node was brought it, or had it in the room that it has opened. */
    boolean wasBrought(long ofEpoch, long sequence) {
        return !shared
                || ofEpoch < openedEpoch
                || (ofEpoch == openedEpoch && sequence <= openedSequence)
                || brought.contains(ofEpoch + ":" + sequence);
    }

    /** The shared engine has taken a change; see {@link #numbered}. */
    void changed(RoomId room, long version, RoomChange change, boolean lost) {
        verdict.note("version %d is %s%s".formatted(version, change, lost ? ", and lost" : ""));
        if (!room.equals(HALL)) {
            return;
        }
        if (changes.put(version, change) != null) {
            verdict.broken("version %d was given twice".formatted(version));
        }
        if (change instanceof RoomChange.TopicIs topic) {
            everTopics.add(topic.topic());
            if (!lost) {
                topics.add(topic.topic());
            }
        }
    }

    /** A node is brought a change. */
    void applied(RoomId room, String node, long version, RoomChange change) {
        if (room.equals(HALL) && !change.equals(changes.get(version))) {
            verdict.broken("%s was brought %s as version %d, which is %s"
                    .formatted(node, change, version, changes.get(version)));
        }
    }

    /** Somebody was told that the room has stored this. */
    void stored(String text) {
        stored.add(text);
        // A failover may have come before.
        if (!texts.contains(text)) {
            verdict.broken("'%s' is said to be stored, and the room does not have it".formatted(text));
        }
    }

    /** The replica is the master of the shared engine, with what it has. */
    void failedOver(Disk now) {
        failovers++;
        Disk.Room hall = now.rooms.get(HALL);
        crashed(HALL, hall == null || hall.log.isEmpty() ? 0 : hall.log.lastKey());
        if (hall != null && !hall.topic.topic().equals(topic())) {
            topics.add(hall.topic.topic());
        }
        // Changes are answered before the replica has them.
        banned.retainAll(now.banned(Ban.Kind.ENTER));
        muted.retainAll(now.banned(Ban.Kind.SPEAK));
        secrets.keySet().retainAll(banned);
        forbidden.removeIf(text -> {
            String author = text.substring(0, text.indexOf(' '));
            return !banned.contains(author) && !muted.contains(author);
        });
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
        if (shared && !data.get().banned(Ban.Kind.ENTER).contains(name)) {
            // By a master that was one no longer.
            return;
        }
        banned.add(name);
        bannedIn = epoch;
    }

    /** The host is about to mute somebody, or to end that. */
    void mutes(String name) {
        everMuted.add(name);
        muted.remove(name);
        forbidden.removeIf(text -> text.startsWith(name + " "));
    }

    /** The host was told that somebody may not speak. */
    void muteAnswered(String name) {
        if (data.get().banned(Ban.Kind.SPEAK).contains(name)) {
            muted.add(name);
        }
    }

    boolean mayBeMuted(String name) {
        return everMuted.contains(name);
    }

    boolean banned(String name) {
        return banned.contains(name);
    }

    /** Somebody publishes. */
    void published(String author, String text) {
        if (banned.contains(author) || muted.contains(author)) {
            forbidden.add(text);
        }
        banned.forEach(
                name -> secrets.computeIfAbsent(name, n -> new HashSet<>()).add(text));
    }

    boolean mayRead(String name, long ofEpoch, long sequence, String text) {
        return lostPairs.contains(ofEpoch + ":" + sequence)
                || !secrets.getOrDefault(name, Set.of()).contains(text);
    }

    /**
     * How the server of this epoch has described the room to who came in: nobody leaves it by himself, and its maker is
     * the host.
     */
    void described(long of, String maker, List<RoomMember> members) {
        List<String> hosts =
                members.stream().filter(RoomMember::host).map(RoomMember::name).toList();
        if (!hosts.equals(List.of(maker))) {
            verdict.broken("%s made the room, and its hosts are %s".formatted(maker, hosts));
        }
        if (shared) {
            // A node may not have heard yet who came and went elsewhere.
            return;
        }
        Set<String> names = members.stream().map(RoomMember::name).collect(Collectors.toSet());
        Set<String> before = new HashSet<>(membersAtStart.getOrDefault(of, Set.of()));
        before.removeAll(leaving);
        if (!names.containsAll(before)) {
            verdict.broken("the room had the members %s, and after a restart %s".formatted(before, names));
        }
        if (of > bannedIn && banned.stream().anyMatch(names::contains)) {
            verdict.broken("%s are banned, and after a restart the room has the members %s".formatted(banned, names));
        }
    }

    boolean wasTopic(String topic) {
        return everTopics.contains(topic);
    }

    /** How often the shared engine has lost its master. */
    int failovers() {
        return failovers;
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

    /** The engine has crashed: what lies above this sequence of a room was never there, and may come again. */
    void crashed(RoomId room, long lastCommitted) {
        while (room.equals(HALL) && last() > lastCommitted) {
            String lost = entries.pollLastEntry().getValue().text;
            texts.remove(lost);
            if (stored.contains(lost)) {
                verdict.broken("'%s' was said to be stored, and is lost".formatted(lost));
            }
        }
    }

    boolean relayed(String text) {
        return relayed.contains(text);
    }

    long last() {
        return entries.isEmpty() ? 0 : entries.lastKey();
    }

    /** Whether the room, before a crash or after it, has given this pair to this text. */
    boolean gave(long epoch, long sequence, String text) {
        return text.equals(given.get(epoch + ":" + sequence));
    }

    /** The first message above a sequence; null: there is none. */
    @Nullable
    Entry next(long sequence) {
        Map.Entry<Long, Entry> next = entries.higherEntry(sequence);
        return next == null ? null : next.getValue();
    }

    /** All messages that there are, in their order. */
    Collection<Entry> entries() {
        return entries.values();
    }
}
