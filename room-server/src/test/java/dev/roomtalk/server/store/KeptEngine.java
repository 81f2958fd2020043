package dev.roomtalk.server.store;

import dev.roomtalk.server.base.AddressRange;
import dev.roomtalk.server.names.Looks;
import dev.roomtalk.server.room.Ban;
import dev.roomtalk.server.room.Invitation;
import dev.roomtalk.server.room.MemberRecord;
import dev.roomtalk.server.room.Revisable;
import dev.roomtalk.server.room.RoomChange;
import dev.roomtalk.wire.Name;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** An engine whose committed messages survive {@link #restart}, as on a disk. Any thread; guarded by the disk. */
public final class KeptEngine implements Engine {
    private final Disk disk;
    private final Map<RoomId, Long> numbered = new HashMap<>();
    private final Answers<Runnable> answers;
    private final Map<RoomId, RoomFeeds> feeds = new ConcurrentHashMap<>();
    /** What was said since the start in rooms that keep nothing. */
    private final Map<RoomId, List<LogEntry>> passed = new HashMap<>();

    private boolean holding;
    private CompletableFuture<Void> reads = CompletableFuture.completedFuture(null);

    private static final class Disk {
        final Map<RoomId, Kept> rooms = new LinkedHashMap<>();
        final Map<AddressRange, AddressBan> addressBans = new LinkedHashMap<>();
        final MemoryEngine users = new MemoryEngine(
                System::nanoTime,
                InstantSource.system(),
                new Random(20_261_121)::nextLong,
                100,
                Duration.ofDays(90),
                new Retention(1, 1 << 20, 1 << 20));
        final MemoryReadMarks marks = new MemoryReadMarks();
        long epoch;
        long lastId;
    }

    private static final class Kept {
        RoomRecord record;
        final List<LogEntry> log = new ArrayList<>();
        final Map<List<Long>, Long> highestN = new HashMap<>();
        final Map<Long, MemberRecord> members = new LinkedHashMap<>();
        final Map<Ban.Key, Ban> bans = new LinkedHashMap<>();
        final Map<String, Invitation> invitations = new LinkedHashMap<>();
        /** The version with the last change that restricts somebody. */
        long restricted;

        Kept(RoomRecord record) {
            this.record = record;
        }

        long last() {
            return log.isEmpty() ? 0 : log.getLast().sequence();
        }
    }

    /** With an empty disk. */
    public KeptEngine() {
        this(new Disk());
    }

    private KeptEngine(Disk disk) {
        this.disk = disk;
        this.answers = new Answers<>(disk, Runnable::run);
        disk.epoch++;
        disk.rooms.values().forEach(kept -> kept.record = kept.record.at(disk.epoch, kept.last()));
    }

    /** The engine after a crash: what was not committed is lost. */
    public KeptEngine restart() {
        synchronized (disk) {
            return new KeptEngine(disk);
        }
    }

    /** Messages are numbered and not committed from now on. */
    public void hold() {
        synchronized (disk) {
            holding = true;
        }
    }

    /** Reading is answered only after the one who is returned was completed. */
    public CompletableFuture<Void> holdReads() {
        synchronized (disk) {
            reads = new CompletableFuture<>();
            return reads;
        }
    }

    @Override
    public String name() {
        return "kept";
    }

    @Override
    public boolean durable() {
        return true;
    }

    @Override
    public CompletionStage<UserCreation> createUser(Name name, boolean distinct, TokenHash token) {
        return disk.users.createUser(name, distinct, token);
    }

    @Override
    public CompletionStage<@Nullable UserRecord> findUser(TokenHash token) {
        return disk.users.findUser(token);
    }

    @Override
    public CompletionStage<@Nullable UserRecord> userNamed(Name name) {
        return disk.users.userNamed(name);
    }

    @Override
    public CompletionStage<Boolean> renewToken(long userId, TokenHash token) {
        return disk.users.renewToken(userId, token);
    }

    @Override
    public Accounts accounts() {
        return disk.users;
    }

    @Override
    public CompletionStage<Void> markRead(RoomId room, long userId, long sequence) {
        disk.marks.mark(room, userId, sequence);
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public CompletionStage<Long> readUpTo(RoomId room, long userId) {
        return CompletableFuture.completedFuture(disk.marks.get(room, userId));
    }

    @Override
    public CompletionStage<@Nullable RoomRecord> createRoom(RoomRecord wanted, RoomFeed feed) {
        synchronized (disk) {
            if (disk.rooms.values().stream()
                    .anyMatch(other ->
                            other.record.name().key().equals(wanted.name().key()))) {
                return CompletableFuture.completedFuture(null);
            }
            Kept kept = new Kept(wanted.withId(new RoomId(++disk.lastId)).at(disk.epoch, 0));
            wanted.members().forEach(member -> kept.members.put(member.userId(), member));
            disk.rooms.put(kept.record.id(), kept);
            feeds(kept.record.id()).add(feed);
            return CompletableFuture.completedFuture(kept.record);
        }
    }

    @Override
    public CompletionStage<List<RoomRecord>> rooms(RoomId above, int most) {
        synchronized (disk) {
            return CompletableFuture.completedFuture(disk.rooms.values().stream()
                    .filter(kept -> kept.record.id().value() > above.value())
                    .limit(most)
                    .map(kept -> kept.record
                            .withMembers(List.copyOf(kept.members.values()))
                            .withBans(List.copyOf(kept.bans.values()))
                            .withInvitations(List.copyOf(kept.invitations.values()))
                            .at(kept.record.epoch(), kept.last()))
                    .toList());
        }
    }

    @Override
    public CompletionStage<List<RoomSummary>> summaries(RoomId above, int most) {
        return rooms(above, most)
                .thenApply(page -> page.stream()
                        .map(room -> room.summary(room.members().size()))
                        .toList());
    }

    @Override
    public CompletionStage<List<RoomSummary>> summaries(List<RoomId> of) {
        return summaries(RoomId.NONE, Integer.MAX_VALUE)
                .thenApply(all ->
                        all.stream().filter(room -> of.contains(room.id())).toList());
    }

    @Override
    public CompletionStage<@Nullable RoomId> roomNamed(Name name) {
        return summaries(RoomId.NONE, Integer.MAX_VALUE)
                .thenApply(all -> all.stream()
                        .filter(room -> room.name().key().equals(name.key()))
                        .map(RoomSummary::id)
                        .findFirst()
                        .orElse(null));
    }

    @Override
    public CompletionStage<VisibleRooms> visibleRooms(int most) {
        return summaries(RoomId.NONE, Integer.MAX_VALUE).thenApply(all -> {
            List<RoomSummary> visible =
                    all.stream().filter(room -> !room.hidden()).toList();
            return new VisibleRooms(
                    visible.stream()
                            .sorted(Comparator.comparing(room -> room.name().key()))
                            .limit(most)
                            .toList(),
                    visible.size());
        });
    }

    @Override
    public CompletionStage<Boolean> looksTaken(Name name) {
        return summaries(RoomId.NONE, Integer.MAX_VALUE)
                .thenApply(all ->
                        all.stream().anyMatch(room -> !Collections.disjoint(Looks.of(room.name()), Looks.of(name))));
    }

    @Override
    public int rooms() {
        synchronized (disk) {
            return disk.rooms.size();
        }
    }

    @Override
    public CompletionStage<@Nullable RoomRecord> open(RoomId room, RoomFeed feed) {
        synchronized (disk) {
            Kept kept = disk.rooms.get(room);
            if (kept != null) {
                feeds(room).add(feed);
            }
            return CompletableFuture.completedFuture(kept == null ? null : record(kept));
        }
    }

    @Override
    public void letGo(RoomId room, RoomFeed feed) {
        feeds(room).remove(feed);
    }

    private RoomFeeds feeds(RoomId room) {
        return feeds.computeIfAbsent(room, _ -> new RoomFeeds());
    }

    private RoomRecord record(Kept kept) {
        RoomId id = kept.record.id();
        long numbered = Math.max(this.numbered.getOrDefault(id, 0L), passedIn(id));
        return kept.record
                .withMembers(List.copyOf(kept.members.values()))
                .withBans(List.copyOf(kept.bans.values()))
                .withInvitations(List.copyOf(kept.invitations.values()))
                .at(kept.record.epoch(), Math.max(kept.last(), numbered));
    }

    @Override
    public CompletionStage<Boolean> propose(RoomId room, long expected, RoomChange change) {
        Runnable added;
        synchronized (disk) {
            Kept kept = disk.rooms.get(room);
            if (kept == null || kept.record.version() > expected) {
                return CompletableFuture.completedFuture(false);
            }
            kept.record = kept.record.changed(change, expected + 1);
            kept.restricted = change.restricts() ? expected + 1 : kept.restricted;
            apply(kept, change);
            added = answers.add(() -> feeds(room).changed(expected + 1, change));
        }
        answers.give(added);
        return CompletableFuture.completedFuture(true);
    }

    @Override
    public CompletionStage<List<RoomId>> roomsOf(long userId) {
        synchronized (disk) {
            return CompletableFuture.completedFuture(disk.rooms.values().stream()
                    .filter(kept -> kept.members.containsKey(userId))
                    .map(kept -> kept.record.id())
                    .toList());
        }
    }

    /** The bans of a room are these again, as they were before a tail was lost; returns its version. Nobody is told. */
    public long loseBans(RoomId room, List<Ban> left) {
        synchronized (disk) {
            Kept kept = Objects.requireNonNull(disk.rooms.get(room));
            kept.bans.clear();
            left.forEach(ban -> kept.bans.put(ban.key(), ban));
            long version = kept.record.version() + 10;
            kept.record = kept.record.changed(new RoomChange.InvitationEnded(""), version);
            return version;
        }
    }

    private static void apply(Kept kept, RoomChange change) {
        if (change instanceof RoomChange.Banned(Ban ban)) {
            kept.bans.remove(ban.key());
            kept.bans.put(ban.key(), ban);
            kept.members
                    .values()
                    .removeIf(member -> member.userId() == ban.userId() && ban.endsMembershipSince(member.since()));
        } else if (change instanceof RoomChange.Kicked kicked) {
            kept.members.remove(kicked.userId());
        } else if (change instanceof RoomChange.MembersAre members) {
            members.gone().forEach(kept.members::remove);
            members.now().forEach(member -> kept.members.put(member.userId(), member));
        } else if (change instanceof RoomChange.InvitationIs made) {
            kept.invitations.put(made.invitation().hash(), made.invitation());
        } else if (change instanceof RoomChange.InvitationEnded ended) {
            kept.invitations.remove(ended.hash());
        } else if (change.lifts() != null) {
            kept.bans.remove(change.lifts());
        }
    }

    @Override
    public CompletionStage<Void> banAddress(AddressBan ban) {
        synchronized (disk) {
            disk.addressBans.remove(ban.range());
            disk.addressBans.put(ban.range(), ban);
            return CompletableFuture.completedFuture(null);
        }
    }

    @Override
    public CompletionStage<Void> unbanAddress(AddressRange range) {
        synchronized (disk) {
            disk.addressBans.remove(range);
            return CompletableFuture.completedFuture(null);
        }
    }

    @Override
    public CompletionStage<List<AddressBan>> addressBans() {
        synchronized (disk) {
            return CompletableFuture.completedFuture(List.copyOf(disk.addressBans.values()));
        }
    }

    @Override
    public CompletionStage<Void> closeRoom(RoomId room) {
        synchronized (disk) {
            disk.rooms.remove(room);
            numbered.remove(room);
            feeds(room).clear();
            disk.epoch++;
            return CompletableFuture.completedFuture(null);
        }
    }

    @Override
    public void append(RoomId room, long version, AppendRequest message, AppendAnswer answer) {
        Runnable added;
        synchronized (disk) {
            List<Runnable> given = take(room, version, message, answer);
            added = answers.add(() -> given.forEach(Runnable::run));
        }
        answers.give(added);
    }

    private List<Runnable> take(RoomId room, long version, AppendRequest message, AppendAnswer answer) {
        Kept kept = disk.rooms.get(room);
        if (kept == null) {
            return List.of(answer::failed);
        }
        List<Long> speaker = List.of(message.userId(), message.instance());
        boolean said = message.n() <= kept.highestN.getOrDefault(speaker, 0L);
        if (!said && version < kept.restricted) {
            return List.of(answer::failed);
        }
        if (!kept.record.history()) {
            return pass(kept.record, passed.computeIfAbsent(room, k -> new ArrayList<>()), message, answer);
        }
        if (said) {
            LogEntry had = kept.log.stream()
                    .filter(e -> e.message().userId() == message.userId()
                            && e.message().instance() == message.instance()
                            && e.message().n() == message.n())
                    .findFirst()
                    .orElse(null);
            return List.of(() ->
                    answer.duplicate(had == null ? 0 : had.epoch(), had == null ? 0 : had.sequence(), had != null));
        }
        long sequence = Math.max(kept.last(), numbered.getOrDefault(room, 0L)) + 1;
        numbered.put(room, sequence);
        LogEntry entry = new LogEntry(kept.record.epoch(), sequence, message);
        Runnable brought = () -> feeds(room).message(entry.epoch(), sequence, message);
        if (holding) {
            return List.of(brought);
        }
        kept.log.add(entry);
        Revisable.carryOut(
                entry,
                target -> kept.log.stream()
                        .filter(each -> each.sequence() == target)
                        .findFirst()
                        .orElse(null),
                revised -> kept.log.replaceAll(each -> each.sequence() == revised.sequence() ? revised : each));
        kept.highestN.put(speaker, message.n());
        return List.of(brought, () -> answer.committed(entry.epoch(), sequence, true));
    }

    private List<Runnable> pass(RoomRecord room, List<LogEntry> passed, AppendRequest message, AppendAnswer answer) {
        List<LogEntry> before = passed.stream()
                .filter(e -> e.message().userId() == message.userId()
                        && e.message().instance() == message.instance()
                        && e.message().n() >= message.n())
                .toList();
        if (before.isEmpty()) {
            long sequence = passed.size() + 1L;
            passed.add(new LogEntry(room.epoch(), sequence, message));
            return List.of(
                    () -> feeds(room.id()).message(room.epoch(), sequence, message),
                    () -> answer.committed(room.epoch(), sequence, false));
        }
        LogEntry had = before.getFirst();
        boolean known = had.message().n() == message.n();
        return List.of(() -> answer.duplicate(known ? had.epoch() : 0, known ? had.sequence() : 0, false));
    }

    @Override
    public CompletionStage<Long> highestN(RoomId room, long userId, long instance) {
        synchronized (disk) {
            Kept kept = disk.rooms.get(room);
            if (kept != null && !kept.record.history()) {
                return CompletableFuture.completedFuture(passed.getOrDefault(room, List.of()).stream()
                        .map(LogEntry::message)
                        .filter(message -> message.userId() == userId && message.instance() == instance)
                        .mapToLong(AppendRequest::n)
                        .max()
                        .orElse(0));
            }
            return CompletableFuture.completedFuture(
                    kept == null ? 0 : kept.highestN.getOrDefault(List.of(userId, instance), 0L));
        }
    }

    @Override
    public CompletionStage<Long> epochEnd(RoomId room, long epoch) {
        synchronized (disk) {
            Kept kept = disk.rooms.get(room);
            if (kept != null && !kept.record.history()) {
                return CompletableFuture.completedFuture(epoch < kept.record.epoch() ? 0 : passedIn(room));
            }
            return CompletableFuture.completedFuture(
                    kept == null
                            ? 0
                            : kept.log.stream()
                                    .filter(entry -> entry.epoch() <= epoch)
                                    .mapToLong(LogEntry::sequence)
                                    .max()
                                    .orElse(0));
        }
    }

    @Override
    public CompletionStage<LogPage> read(RoomId room, LogRange range) {
        synchronized (disk) {
            return reads.thenApply(allowed -> page(room, range));
        }
    }

    private long passedIn(RoomId room) {
        return passed.getOrDefault(room, List.of()).size();
    }

    private LogPage page(RoomId room, LogRange range) {
        synchronized (disk) {
            Kept kept = disk.rooms.get(room);
            List<LogEntry> log = kept == null ? List.of() : kept.log;
            long last = kept == null ? 0 : Math.max(kept.last(), passedIn(room));
            long from = range.sinceMillis() == 0
                    ? range.after()
                    : Math.max(range.after(), older(log, last, range.sinceMillis()));
            long to = Math.min(range.upTo(), range.untilMillis() == 0 ? last : older(log, last, range.untilMillis()));
            List<LogEntry> wanted = log.stream()
                    .filter(entry -> entry.sequence() > from && entry.sequence() <= to)
                    .toList();
            List<LogEntry> page = new ArrayList<>();
            int left = range.maxBytes();
            int most = range.last() == 0 ? Integer.MAX_VALUE : range.last();
            for (LogEntry entry : range.last() == 0 ? wanted : wanted.reversed()) {
                left -= entry.weight();
                if (page.size() == most || (left < 0 && !page.isEmpty())) {
                    break;
                }
                page.add(entry);
            }
            boolean full = page.size() < wanted.size();
            long oldest = log.isEmpty() ? last + 1 : log.getFirst().sequence();
            long end = Math.max(from, to);
            return range.last() == 0
                    ? new LogPage(page, from, full ? page.getLast().sequence() : end, last, oldest)
                    : new LogPage(page.reversed(), full ? page.getLast().sequence() - 1 : from, end, last, oldest);
        }
    }

    /** The sequence before the first message of that time or later. */
    private static long older(List<LogEntry> log, long last, long millis) {
        return log.stream()
                        .filter(entry -> entry.message().timeMillis() >= millis)
                        .mapToLong(LogEntry::sequence)
                        .findFirst()
                        .orElse(last + 1)
                - 1;
    }

    @Override
    public CompletionStage<Search.Answer> search(Search search) {
        synchronized (disk) {
            Selection selection = new Selection(search);
            for (Search.Place place : search.places()) {
                selection.begin(place);
                boolean more = true;
                for (LogEntry entry : log(place).reversed()) {
                    more = more && (entry.sequence() >= place.below() || selection.offer(entry));
                }
            }
            return CompletableFuture.completedFuture(selection.found((place, entry) -> {
                List<LogEntry> log = log(place);
                int at = log.indexOf(entry);
                return new Search.Hit(
                        place.room(),
                        entry,
                        log.subList(Math.max(0, at - search.context()), at),
                        log.subList(at + 1, Math.min(log.size(), at + 1 + search.context())));
            }));
        }
    }

    private List<LogEntry> log(Search.Place place) {
        Kept kept = disk.rooms.get(place.room());
        return kept == null ? List.of() : kept.log;
    }

    /** The test keeps it. */
    @Override
    public void close() {}
}
