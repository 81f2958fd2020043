package dev.roomtalk.server.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.roomtalk.server.base.AddressRange;
import dev.roomtalk.server.room.Ban;
import dev.roomtalk.server.room.Invitation;
import dev.roomtalk.server.room.MemberRecord;
import dev.roomtalk.server.room.Pair;
import dev.roomtalk.server.room.Purpose;
import dev.roomtalk.server.room.Revision;
import dev.roomtalk.server.room.Role;
import dev.roomtalk.server.room.RoomChange;
import dev.roomtalk.server.room.RoomSettings;
import dev.roomtalk.server.store.MessageLog.AppendRequest;
import dev.roomtalk.wire.Kind;
import dev.roomtalk.wire.Name;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * What every engine promises to the rooms. A subclass gives the engine; one whose engine fails at random need do
 * nothing else: what failed is appended again, as a client does. One whose engine survives a restart overrides
 * {@link #restart}.
 */
public abstract class EngineContract {
    private static final long ALICE = 1;
    private static final long BOB = 2;
    private static final long LAPTOP = 100;
    private static final long PHONE = 101;
    private static final long TABLET = 9 + 101;
    private static final int PAGE = 64 << 10;
    private static final RoomId NO_ROOM = new RoomId(4711);

    private Engine engine;
    private RoomRecord room;

    /** The rooms that a test has made, by their names: of one name the latest. */
    private final Map<String, RoomId> rooms = new HashMap<>();

    /** An empty one. */
    protected abstract Engine open();

    /** The engine after a crash and a start; null: it forgets everything. */
    protected @org.jspecify.annotations.Nullable Engine restart(Engine crashed) {
        return null;
    }

    /**
     * The same store as another node has it; closed by the one who gives it. An engine whose nodes share a process is
     * one object for all of them.
     */
    protected Engine another(Engine same) {
        return same;
    }

    /** What became of an append. */
    protected sealed interface Outcome {}

    protected record Committed(long epoch, long sequence, boolean stored) implements Outcome {}

    protected record Duplicate(long epoch, long sequence, boolean stored) implements Outcome {}

    /** It was not taken, or nobody knows. */
    protected record Failed() implements Outcome {}

    /** Holds the engine to one answer. */
    private static final class Answer implements MessageLog.AppendAnswer {
        final CompletableFuture<Outcome> outcome = new CompletableFuture<>();

        @Override
        public void committed(long epoch, long sequence, boolean stored) {
            end(new Committed(epoch, sequence, stored));
        }

        @Override
        public void duplicate(long epoch, long sequence, boolean stored) {
            end(new Duplicate(epoch, sequence, stored));
        }

        @Override
        public void failed() {
            end(new Failed());
        }

        @Override
        public void unknown() {
            end(new Failed());
        }

        private void end(Outcome what) {
            if (!outcome.complete(what)) {
                throw new AssertionError("answered again: " + what);
            }
        }
    }

    /** A feed, and what it has brought. */
    private static final class Heard implements RoomFeed {
        private final List<LogEntry> entries = new ArrayList<>();
        private final List<Changed> changes = new ArrayList<>();
        /** Both, in their order. */
        private final List<Object> all = new ArrayList<>();

        private final Consumer<LogEntry> then;

        /** A change that was brought. */
        record Changed(long version, RoomChange change) {}

        Heard() {
            this(entry -> {});
        }

        /** @param then is told of each message, in the call of the engine */
        Heard(Consumer<LogEntry> then) {
            this.then = then;
        }

        @Override
        public void message(long epoch, long sequence, AppendRequest message) {
            LogEntry entry = new LogEntry(epoch, sequence, message);
            synchronized (this) {
                entries.add(entry);
                all.add(entry);
                notifyAll();
            }
            then.accept(entry);
        }

        @Override
        public synchronized void changed(long version, RoomChange change) {
            Changed changed = new Changed(version, change);
            changes.add(changed);
            all.add(changed);
            notifyAll();
        }

        /** The changes that it has brought when there are so many. */
        synchronized List<Changed> untilChanged(int times) throws InterruptedException {
            long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
            while (changes.size() < times && System.nanoTime() < deadline) {
                wait(1_000);
            }
            assertThat(changes).hasSizeGreaterThanOrEqualTo(times);
            return List.copyOf(changes);
        }

        synchronized List<Object> all() {
            return List.copyOf(all);
        }

        /** What it has brought when there are so many. */
        synchronized List<LogEntry> until(int messages) throws InterruptedException {
            long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
            while (entries.size() < messages && System.nanoTime() < deadline) {
                wait(1_000);
            }
            assertThat(entries).hasSizeGreaterThanOrEqualTo(messages);
            return List.copyOf(entries);
        }

        synchronized List<LogEntry> entries() {
            return List.copyOf(entries);
        }
    }

    @BeforeEach
    void begin() {
        engine = open();
        room = make("ops");
    }

    @AfterEach
    void end() {
        engine.close();
    }

    private static Name name(String text) {
        return ((Name.Valid) Name.room(text)).name();
    }

    private UserRecord user(String name) {
        Name wanted = ((Name.Valid) Name.user(name)).name();
        byte[] token = name.getBytes(java.nio.charset.StandardCharsets.UTF_8);
        return ((UserRecords.Created) get(engine.createUser(wanted, true, TokenHash.of(token)))).user();
    }

    private static MemberRecord member(UserRecord user, Role role) {
        return new MemberRecord(user.id(), user.name().display(), role, 1000, role == Role.HOST);
    }

    private List<MemberRecord> membersOf(RoomId of) {
        return record(of).members();
    }

    /** Whether there is something left to look at. */
    private boolean restarted() {
        Engine again = restart(engine);
        if (again != null) {
            engine = again;
        }
        return again != null;
    }

    private RoomRecord make(String name) {
        RoomRecord made =
                Objects.requireNonNull(get(engine.createRoom(RoomRecord.wanted(name(name), "", null, false, false))));
        rooms.put(name, made.id());
        return made;
    }

    private static <T> T get(CompletionStage<T> stage) {
        try {
            return stage.toCompletableFuture().get(60, TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    private UserRecords.UserCreation create(String name, boolean distinct) {
        Name wanted = ((Name.Valid) Name.user(name)).name();
        byte[] token = name.getBytes(java.nio.charset.StandardCharsets.UTF_8);
        return get(engine.createUser(wanted, distinct, TokenHash.of(token)));
    }

    @Test
    void aNameThatLooksLikeAnotherIsRefusedWhereThatIsAskedFor() {
        user("modern");
        user("Alice");
        assertThat(create("modem", true)).isInstanceOf(UserRecords.LooksTaken.class);
        assertThat(create("аlice", true)).isInstanceOf(UserRecords.LooksTaken.class);
        assertThat(create("AIice", true)).isInstanceOf(UserRecords.LooksTaken.class);
        assertThat(create("ALICE", true)).isInstanceOf(UserRecords.NameTaken.class);
        assertThat(create("alicia", true)).isInstanceOf(UserRecords.Created.class);
        assertThat(create("modem", false)).isInstanceOf(UserRecords.Created.class);
        if (restarted()) {
            assertThat(create("аlice", true)).isInstanceOf(UserRecords.LooksTaken.class);
        }
    }

    private static AppendRequest message(long userId, long instance, long n) {
        return new AppendRequest(
                userId,
                userId == ALICE ? "alice" : "bob",
                instance,
                n,
                "text " + n,
                n % 2 == 0 ? "label" : null,
                1000 + n);
    }

    private Outcome offer(RoomId to, AppendRequest message) {
        return offer(to, Long.MAX_VALUE, message);
    }

    private Outcome offer(RoomId to, long version, AppendRequest message) {
        Answer answer = new Answer();
        engine.append(to, version, message, answer);
        return get(answer.outcome);
    }

    /** Until it does not fail. */
    private Outcome append(RoomId to, AppendRequest message) {
        Outcome outcome = offer(to, message);
        while (outcome instanceof Failed) {
            outcome = offer(to, message);
        }
        return outcome;
    }

    private Committed say(long userId, long instance, long n) {
        // An answer may be lost, and the engine says at the next attempt that it had it all the same.
        return switch (append(room.id(), message(userId, instance, n))) {
            case Committed c -> c;
            case Duplicate d -> new Committed(d.epoch, d.sequence, d.stored);
            case Failed f -> throw new AssertionError(f);
        };
    }

    private LogPage read(long after, long upTo, int maxBytes) {
        return get(engine.read(room.id(), LogRange.of(after, upTo, maxBytes)));
    }

    private long last() {
        return get(engine.epochEnd(room.id(), Long.MAX_VALUE));
    }

    @Test
    void makesARoomOnce() {
        assertThat(get(engine.createRoom(RoomRecord.wanted(name("OPS"), "", null, false, false))))
                .isNull();
        assertThat(get(engine.rooms(RoomId.NONE, 1_000)))
                .extracting(made -> made.withLastUsed(0))
                .containsExactly(room.withLastUsed(0));
    }

    @Test
    void roomsAreListedPageByPageInTheOrderOfTheirIds() {
        UserRecord carol = user("carol");
        List<RoomRecord> made = new ArrayList<>(List.of(room));
        for (int i = 0; i < 6; i++) {
            made.add(make("room" + i));
        }
        get(engine.closeRoom(made.remove(3).id()));
        for (RoomRecord one : made) {
            get(Proposing.members(engine, one.id(), List.of(member(carol, Role.MEMBER)), List.of()));
            get(Proposing.ban(engine, one.id(), ban(carol, "in " + one.id().value(), 500, 0)));
            get(Proposing.invite(
                    engine,
                    one.id(),
                    new Invitation("%064x".formatted(one.id().value()), "alice", 1000, FOR_EVER, 1, 0)));
        }
        List<RoomRecord> listed = new ArrayList<>();
        List<RoomRecord> page = get(engine.rooms(RoomId.NONE, 4));
        while (!page.isEmpty()) {
            assertThat(page).hasSizeLessThanOrEqualTo(4);
            listed.addAll(page);
            page = get(engine.rooms(page.getLast().id(), 4));
        }
        assertThat(listed)
                .extracting(RoomRecord::id)
                .containsExactlyElementsOf(made.stream().map(RoomRecord::id).toList());
        for (RoomRecord one : listed) {
            assertThat(one).isEqualTo(look(one.id()));
            assertThat(one.members()).hasSize(1);
            assertThat(one.bans())
                    .extracting(Ban::reason)
                    .containsExactly("in " + one.id().value());
            assertThat(one.invitations()).hasSize(1);
        }
    }

    @Test
    void roomsAreSummarizedPageByPageWithoutBeingOpened() {
        UserRecord carol = user("carol");
        UserRecord dave = user("dave");
        RoomRecord club = Objects.requireNonNull(get(
                engine.createRoom(RoomRecord.wanted(name("Club"), "of mice", "hash", false, false)
                        .asHidden()
                        .withoutHistory()
                        .withMembers(List.of(member(carol, Role.HOST))))));
        RoomRecord closed = make("closed");
        make("lab");
        get(Proposing.members(engine, club.id(), List.of(member(dave, Role.MEMBER)), List.of()));
        get(engine.propose(club.id(), 1, new RoomChange.TopicIs("of men", "alice")));
        get(engine.closeRoom(closed.id()));
        List<RoomSummary> all = summaries();
        assertThat(all)
                .extracting(summary -> summary.name().display())
                .containsExactly(room.name().display(), "Club", "lab");
        assertThat(all.get(1))
                .usingRecursiveComparison()
                .ignoringFields("lastUsed")
                .isEqualTo(club.withTopic("of men").summary(2));
        if (restarted()) {
            List<RoomSummary> again = summaries();
            assertThat(again)
                    .usingRecursiveFieldByFieldElementComparatorIgnoringFields("lastUsed")
                    .isEqualTo(all);
            for (RoomSummary summary : again) {
                assertThat(summary.lastUsed())
                        .isEqualTo(Objects.requireNonNull(look(summary.id())).lastUsed());
            }
        }
    }

    @Test
    void aRoomIsFoundByAnySpellingOfItsNameAsLongAsThereIsOne() {
        RoomRecord club = Objects.requireNonNull(get(engine.createRoom(
                RoomRecord.wanted(name("Club"), "", null, false, false).asHidden())));
        assertThat(get(engine.roomNamed(name("cLUB")))).isEqualTo(club.id());
        assertThat(get(engine.roomNamed(name("clubs")))).isNull();
        if (restarted()) {
            assertThat(get(engine.roomNamed(name("club")))).isEqualTo(club.id());
        }
        assertThat(get(engine.summaries(List.of(club.id(), NO_ROOM, room.id()))))
                .extracting(RoomSummary::id)
                .containsExactlyInAnyOrder(club.id(), room.id());
        get(engine.closeRoom(club.id()));
        assertThat(get(engine.roomNamed(name("club")))).isNull();
        assertThat(get(engine.summaries(List.of(club.id())))).isEmpty();
        RoomRecord next = make("club");
        assertThat(get(engine.roomNamed(name("club")))).isEqualTo(next.id());
    }

    @Test
    void theRoomsThatAreNotPrivateAreListedByName() {
        UserRecord carol = user("carol");
        RoomRecord zoo = make("zoo");
        RoomRecord bar = make("Bar");
        get(engine.createRoom(
                RoomRecord.wanted(name("club"), "", null, false, false).asHidden()));
        get(Proposing.members(engine, bar.id(), List.of(member(carol, Role.MEMBER)), List.of()));
        VisibleRooms all = get(engine.visibleRooms(10));
        assertThat(all.count()).isEqualTo(3);
        assertThat(all.first()).extracting(RoomSummary::id).containsExactly(bar.id(), room.id(), zoo.id());
        assertThat(all.first().getFirst().members()).isEqualTo(1);
        VisibleRooms two = get(engine.visibleRooms(2));
        assertThat(two.count()).isEqualTo(3);
        assertThat(two.first()).extracting(RoomSummary::id).containsExactly(bar.id(), room.id());
        get(engine.closeRoom(bar.id()));
        if (restarted()) {
            assertThat(get(engine.visibleRooms(10)).count()).isEqualTo(2);
        }
        assertThat(get(engine.visibleRooms(10)).first())
                .extracting(RoomSummary::id)
                .containsExactly(room.id(), zoo.id());
    }

    @Test
    void knowsWhatTheNamesOfRoomsLookLike() {
        RoomRecord modem = make("modem");
        assertThat(get(engine.looksTaken(name("rnodem")))).isTrue();
        assertThat(get(engine.looksTaken(name("radio")))).isFalse();
        if (restarted()) {
            assertThat(get(engine.looksTaken(name("rnodem")))).isTrue();
        }
        get(engine.closeRoom(modem.id()));
        assertThat(get(engine.looksTaken(name("rnodem")))).isFalse();
    }

    @Test
    void countsItsRooms() {
        awaitRooms(1);
        RoomRecord lab = make("lab");
        awaitRooms(2);
        get(engine.closeRoom(lab.id()));
        awaitRooms(1);
        if (restarted()) {
            awaitRooms(1);
        }
    }

    /** An engine elsewhere tells it a moment later. */
    private void awaitRooms(int count) {
        long end = System.nanoTime() + Duration.ofSeconds(10).toNanos();
        while (engine.rooms() != count && System.nanoTime() < end) {
            Thread.onSpinWait();
        }
        assertThat(engine.rooms()).isEqualTo(count);
    }

    private List<RoomSummary> summaries() {
        List<RoomSummary> all = new ArrayList<>();
        List<RoomSummary> page = get(engine.summaries(RoomId.NONE, 2));
        while (!page.isEmpty()) {
            assertThat(page).hasSizeLessThanOrEqualTo(2);
            all.addAll(page);
            page = get(engine.summaries(page.getLast().id(), 2));
        }
        return all;
    }

    @Test
    void sequencesGrowWithinTheEpochAndThePairIsTheOneRead() {
        Committed first = say(ALICE, LAPTOP, 1);
        Committed second = say(BOB, PHONE, 1);
        assertThat(first.epoch).isEqualTo(room.epoch());
        assertThat(second.sequence).isGreaterThan(first.sequence);
        assertThat(read(0, Long.MAX_VALUE, PAGE).entries())
                .containsExactly(
                        new LogEntry(first.epoch, first.sequence, message(ALICE, LAPTOP, 1)),
                        new LogEntry(second.epoch, second.sequence, message(BOB, PHONE, 1)));
        assertThat(get(engine.rooms(RoomId.NONE, 1_000)).getFirst().sequence()).isEqualTo(second.sequence);
    }

    @Test
    void whatItHasHadIsADuplicateUnderTheSamePair() {
        Committed first = say(ALICE, LAPTOP, 1);
        Committed second = say(ALICE, LAPTOP, 2);
        assertThat(append(room.id(), message(ALICE, LAPTOP, 2)))
                .isEqualTo(new Duplicate(second.epoch, second.sequence, second.stored));
        assertThat(append(room.id(), message(ALICE, LAPTOP, 1)))
                .isEqualTo(new Duplicate(first.epoch, first.sequence, first.stored));
        assertThat(read(0, Long.MAX_VALUE, PAGE).entries()).hasSize(2);
    }

    /** Appends the next message of its author while one is brought, as a room does with those that came early. */
    private final class Chain {
        private static final long FIRST = 2;
        private static final long LAST = 40;

        private final CountDownLatch ended = new CountDownLatch((int) (LAST - FIRST + 1));
        private final List<Long> brought = Collections.synchronizedList(new ArrayList<>());
        private final List<Long> committed = Collections.synchronizedList(new ArrayList<>());
        private final AtomicInteger inFeed = new AtomicInteger();
        private final AtomicInteger nested = new AtomicInteger();

        void bring(LogEntry entry) {
            nested.addAndGet(inFeed.getAndIncrement());
            brought.add(entry.sequence());
            if (entry.message().n() < LAST) {
                append(entry.message().n() + 1);
            }
            inFeed.decrementAndGet();
        }

        void append(long n) {
            engine.append(room.id(), message(ALICE, LAPTOP, n), new MessageLog.AppendAnswer() {
                @Override
                public void committed(long epoch, long sequence, boolean stored) {
                    committed.add(sequence);
                    ended.countDown();
                }

                @Override
                public void duplicate(long epoch, long s, boolean stored) {
                    ended.countDown();
                }

                @Override
                public void failed() {
                    append(n);
                }

                @Override
                public void unknown() {
                    append(n);
                }
            });
        }
    }

    @Test
    void aMessageThatIsAppendedWhileAnotherIsBroughtIsBroughtAfterIt() throws InterruptedException {
        say(ALICE, LAPTOP, 1);
        Chain chain = new Chain();
        Heard heard = new Heard(chain::bring);
        get(engine.open(room.id(), heard));
        chain.append(Chain.FIRST);
        assertThat(chain.ended.await(60, TimeUnit.SECONDS)).isTrue();
        heard.until((int) (Chain.LAST - Chain.FIRST + 1));
        assertThat(chain.brought).doesNotHaveDuplicates().isSorted();
        assertThat(chain.committed).doesNotHaveDuplicates().isSorted();
        assertThat(chain.nested).hasValue(0);
    }

    @Test
    void aMessageIsBroughtOutsideTheLocksOfTheEngine() throws InterruptedException {
        say(ALICE, LAPTOP, 1);
        say(BOB, LAPTOP, 1);
        CompletableFuture<Void> otherAppended = new CompletableFuture<>();
        AtomicBoolean first = new AtomicBoolean(true);
        Heard heard = new Heard(entry -> {
            if (first.getAndSet(false)) {
                Thread other = new Thread(() -> {
                    engine.append(room.id(), message(BOB, LAPTOP, 2), new Answer());
                    otherAppended.complete(null);
                });
                other.start();
                // The other thread appends to the same room while this message is being brought.
                get(otherAppended.orTimeout(20, TimeUnit.SECONDS));
            }
        });
        get(engine.open(room.id(), heard));
        append(room.id(), message(ALICE, LAPTOP, 2));
        heard.until(1);
        assertThat(get(otherAppended)).isNull();
    }

    /** What an instance says on a node until it has said all of it. */
    private Thread talk(Engine node, long userId, int messages) {
        return Thread.ofPlatform().start(() -> {
            get(node.highestN(room.id(), userId, LAPTOP));
            for (int n = 1; n <= messages; n++) {
                Outcome outcome;
                do {
                    Answer answer = new Answer();
                    node.append(room.id(), message(userId, LAPTOP, n), answer);
                    outcome = get(answer.outcome);
                } while (outcome instanceof Failed);
            }
        });
    }

    @Test
    void whatOneNodeAppendsAllHearOnceInOneOrder() throws InterruptedException {
        Engine other = another(engine);
        Heard here = new Heard();
        Heard there = new Heard();
        get(engine.open(room.id(), here));
        get(other.open(room.id(), there));
        List<Thread> talking = List.of(talk(engine, ALICE, 100), talk(other, BOB, 100));
        for (Thread thread : talking) {
            thread.join();
        }
        List<LogEntry> log = new ArrayList<>();
        LogPage page = read(0, Long.MAX_VALUE, 1 << 20);
        log.addAll(page.entries());
        assertThat(log).hasSize(200);
        assertThat(here.until(200)).isEqualTo(log);
        assertThat(there.until(200)).isEqualTo(log);
    }

    @Test
    void aMessageThatTwoNodesAppendIsHeardOnce() throws InterruptedException {
        Engine other = another(engine);
        Heard here = new Heard();
        Heard there = new Heard();
        get(engine.open(room.id(), here));
        get(other.open(room.id(), there));
        Committed first = say(ALICE, LAPTOP, 1);
        get(other.highestN(room.id(), ALICE, LAPTOP));
        Outcome again;
        do {
            Answer answer = new Answer();
            other.append(room.id(), message(ALICE, LAPTOP, 1), answer);
            again = get(answer.outcome);
        } while (again instanceof Failed);
        assertThat(again).isEqualTo(new Duplicate(first.epoch, first.sequence, first.stored));
        say(ALICE, LAPTOP, 2);
        for (Heard heard : List.of(here, there)) {
            assertThat(heard.until(2)).extracting(entry -> entry.message().n()).containsExactly(1L, 2L);
        }
    }

    @Test
    void aFeedThatWasLetGoHearsNothingAndOneThatIsOpenedAgainGoesOnWhereTheRoomIs() throws InterruptedException {
        Engine other = another(engine);
        Heard here = new Heard();
        Heard there = new Heard();
        get(engine.open(room.id(), here));
        get(other.open(room.id(), there));
        say(ALICE, LAPTOP, 1);
        there.until(1);
        other.letGo(room.id(), there);
        say(ALICE, LAPTOP, 2);
        assertThat(here.until(2)).hasSize(2);

        Heard again = new Heard();
        RoomRecord opened = Objects.requireNonNull(get(other.open(room.id(), again)));
        assertThat(opened.sequence()).isEqualTo(here.entries().getLast().sequence());
        say(ALICE, LAPTOP, 3);
        assertThat(here.until(3)).hasSize(3);
        assertThat(above(opened, again.until(1))).containsExactly(here.entries().getLast());
        assertThat(there.entries()).hasSize(1);
    }

    /** What a node shows of it that has opened the room with this record. */
    private static List<LogEntry> above(RoomRecord opened, List<LogEntry> heard) {
        return heard.stream()
                .filter(entry -> entry.epoch() > opened.epoch() || entry.sequence() > opened.sequence())
                .toList();
    }

    @Test
    void betweenTheRecordAndTheFeedNothingIsLeftOut() throws InterruptedException {
        Engine other = another(engine);
        Thread talking = talk(engine, ALICE, 300);
        List<RoomRecord> records = new ArrayList<>();
        List<Heard> feeds = new ArrayList<>();
        while (talking.isAlive()) {
            Heard heard = new Heard();
            records.add(Objects.requireNonNull(get(other.open(room.id(), heard))));
            feeds.add(heard);
            if (feeds.size() > 1) {
                other.letGo(room.id(), feeds.get(feeds.size() - 2));
            }
        }
        talking.join();
        Heard last = feeds.getLast();
        long end = last();
        RoomRecord opened = records.getLast();
        last.until((int) (end - opened.sequence()));
        for (int i = 0; i < feeds.size(); i++) {
            List<Long> heard = above(records.get(i), feeds.get(i).entries()).stream()
                    .map(LogEntry::sequence)
                    .toList();
            long from = records.get(i).sequence();
            assertThat(heard)
                    .isEqualTo(LongStream.rangeClosed(from + 1, from + heard.size())
                            .boxed()
                            .toList());
        }
    }

    @Test
    void aRoomThatWasMadeIsOpenForItsMaker() throws InterruptedException {
        Heard heard = new Heard();
        Heard refused = new Heard();
        room = Objects.requireNonNull(
                get(engine.createRoom(RoomRecord.wanted(name("lab"), "", null, false, false), heard)));
        assertThat(get(engine.createRoom(RoomRecord.wanted(name("lab"), "", null, false, false), refused)))
                .isNull();
        say(ALICE, LAPTOP, 1);
        assertThat(heard.until(1)).hasSize(1);
        engine.letGo(room.id(), heard);
        Heard other = new Heard();
        get(engine.open(room.id(), other));
        say(ALICE, LAPTOP, 2);
        other.until(1);
        assertThat(heard.entries()).hasSize(1);
        assertThat(refused.entries()).isEmpty();
    }

    @Test
    void withARoomItsFeedsEndAndOneThatIsClosedOpensNone() throws InterruptedException {
        Heard before = new Heard();
        RoomId closed = room.id();
        get(engine.open(closed, before));
        say(ALICE, LAPTOP, 1);
        before.until(1);
        get(engine.closeRoom(closed));
        Heard late = new Heard();
        assertThat(get(engine.open(closed, late))).isNull();
        room = make("ops");
        Heard now = new Heard();
        get(engine.open(room.id(), now));
        say(ALICE, LAPTOP, 1);
        assertThat(now.until(1)).hasSize(1);
        assertThat(before.entries()).hasSize(1);
        assertThat(late.entries()).isEmpty();
        engine.letGo(closed, before);
    }

    @Test
    void anNThatWasPassedOverIsADuplicateOfNothing() {
        say(ALICE, LAPTOP, 3);
        assertThat(append(room.id(), message(ALICE, LAPTOP, 2))).isEqualTo(new Duplicate(0, 0, false));
    }

    @Test
    void countsEachInstanceOfEachUserInEachRoomByItself() {
        say(ALICE, LAPTOP, 5);
        append(room.id(), message(ALICE, PHONE, 5));
        append(room.id(), message(BOB, LAPTOP, 5));
        assertThat(read(0, Long.MAX_VALUE, PAGE).entries())
                .extracting(LogEntry::message)
                .containsExactly(message(ALICE, LAPTOP, 5), message(ALICE, PHONE, 5), message(BOB, LAPTOP, 5));
        RoomId dev = make("dev").id();
        append(dev, message(ALICE, LAPTOP, 5));
        assertThat(get(engine.read(dev, LogRange.of(0, Long.MAX_VALUE, PAGE))).entries())
                .hasSize(1);
        assertThat(get(engine.highestN(room.id(), ALICE, LAPTOP))).isEqualTo(5);
        assertThat(get(engine.highestN(room.id(), ALICE, 999))).isZero();
    }

    @Test
    void pagesFollowEachOtherWithoutAGap() {
        for (int n = 1; n <= 30; n++) {
            say(ALICE, LAPTOP, n);
        }
        int three = 3 * read(0, Long.MAX_VALUE, PAGE).entries().getFirst().weight() + 10;
        List<Long> read = new ArrayList<>();
        long after = 0;
        while (after < last()) {
            LogPage page = read(after, Long.MAX_VALUE, three);
            assertThat(page.entries()).hasSizeLessThanOrEqualTo(3);
            assertThat(page.coversTo()).isGreaterThan(after);
            page.entries().forEach(entry -> read.add(entry.message().n()));
            after = page.coversTo();
        }
        assertThat(read).hasSize(30).isSorted().doesNotHaveDuplicates();
    }

    @Test
    void aPageHasAtLeastOneMessage() {
        say(ALICE, LAPTOP, 1);
        say(ALICE, LAPTOP, 2);
        assertThat(read(0, Long.MAX_VALUE, 1).entries()).hasSize(1);
    }

    @Test
    void aPageEndsWhereItWasAskedToAndSaysNothingAboveTheLastCommitted() {
        Committed first = say(ALICE, LAPTOP, 1);
        Committed second = say(ALICE, LAPTOP, 2);
        LogPage one = read(0, first.sequence, PAGE);
        assertThat(one.entries()).hasSize(1);
        assertThat(one.coversTo()).isEqualTo(first.sequence);
        assertThat(one.oldest()).isLessThanOrEqualTo(first.sequence);
        assertThat(read(first.sequence, second.sequence + 100, PAGE).coversTo()).isEqualTo(second.sequence);
        LogPage above = read(second.sequence + 5, second.sequence + 100, PAGE);
        assertThat(above.entries()).isEmpty();
        assertThat(above.coversTo()).isEqualTo(second.sequence + 5);
    }

    private LogPage read(LogRange range) {
        return get(engine.read(room.id(), range));
    }

    private static List<Long> ns(LogPage page) {
        return page.entries().stream().map(entry -> entry.message().n()).toList();
    }

    @Test
    void theNewestAreReadBackwards() {
        for (int n = 1; n <= 30; n++) {
            say(ALICE, LAPTOP, n);
        }
        assertThat(ns(read(LogRange.last(4, Long.MAX_VALUE, PAGE)))).containsExactly(27L, 28L, 29L, 30L);
        List<Long> backwards = new ArrayList<>();
        long upTo = Long.MAX_VALUE;
        LogPage page;
        do {
            page = read(LogRange.last(7, upTo, PAGE));
            assertThat(page.entries()).hasSizeLessThanOrEqualTo(7);
            assertThat(page.coversTo()).isEqualTo(Math.min(upTo, last()));
            assertThat(page.coversFrom()).isLessThan(page.coversTo());
            ns(page).reversed().forEach(backwards::add);
            upTo = page.coversFrom();
        } while (page.coversFrom() >= page.oldest());
        assertThat(backwards).hasSize(30).isSortedAccordingTo(Comparator.reverseOrder());
    }

    @Test
    void aPageOfTheNewestIsBoundedByBytesAndByWhereItBegins() {
        for (int n = 1; n <= 5; n++) {
            say(ALICE, LAPTOP, n);
        }
        List<LogEntry> all = read(0, Long.MAX_VALUE, PAGE).entries();
        int two = all.get(3).weight() + all.get(4).weight();
        LogPage page = read(new LogRange(0, Long.MAX_VALUE, 0, 0, 100, two));
        assertThat(page.entries()).isEqualTo(all.subList(3, 5));
        assertThat(page.coversFrom()).isEqualTo(all.get(3).sequence() - 1);
        assertThat(ns(read(LogRange.last(100, Long.MAX_VALUE, 1)))).containsExactly(5L);
        long second = all.get(1).sequence();
        LogPage above = read(new LogRange(second, Long.MAX_VALUE, 0, 0, 100, PAGE));
        assertThat(above.entries()).isEqualTo(all.subList(2, 5));
        assertThat(above.coversFrom()).isEqualTo(second);
        LogPage whole = read(LogRange.last(100, Long.MAX_VALUE, PAGE));
        assertThat(whole.entries()).isEqualTo(all);
        assertThat(whole.coversFrom()).isZero();
    }

    @Test
    void aTimeIsAPlaceInTheLog() {
        assertThat(read(new LogRange(0, Long.MAX_VALUE, 1, 0, 0, PAGE)).entries())
                .isEmpty();
        for (int n = 1; n <= 30; n++) {
            say(ALICE, LAPTOP, n);
        }
        // Each was taken at 1000 + n.
        for (int n = 1; n <= 31; n++) {
            List<Long> since = ns(read(new LogRange(0, Long.MAX_VALUE, 1000 + n, 0, 0, PAGE)));
            assertThat(since).isEqualTo(LongStream.rangeClosed(n, 30).boxed().toList());
            List<Long> until = ns(read(new LogRange(0, Long.MAX_VALUE, 0, 1000 + n, 0, PAGE)));
            assertThat(until).isEqualTo(LongStream.range(1, n).boxed().toList());
        }
        assertThat(ns(read(new LogRange(0, Long.MAX_VALUE, 1005, 1010, 3, PAGE))))
                .containsExactly(7L, 8L, 9L);
        LogPage late = read(new LogRange(0, Long.MAX_VALUE, 9999, 0, 0, PAGE));
        assertThat(late.entries()).isEmpty();
        assertThat(List.of(late.coversFrom(), late.coversTo())).containsOnly(last());
        LogPage early = read(new LogRange(0, Long.MAX_VALUE, 0, 5, 10, PAGE));
        assertThat(early.entries()).isEmpty();
        assertThat(early.coversFrom()).isEqualTo(early.coversTo());
    }

    @Test
    void aClockThatWasSetBackMakesATimeOneOfSeveralPlaces() {
        long[] times = {100, 200, 300, 150, 250, 350};
        for (int n = 1; n <= times.length; n++) {
            append(room.id(), new AppendRequest(ALICE, "alice", LAPTOP, n, "text", null, times[n - 1]));
        }
        List<Long> found = ns(read(new LogRange(0, Long.MAX_VALUE, 220, 0, 0, PAGE)));
        // 300 follows on 200, and 250 on 150: both are such places.
        assertThat(found).isIn(List.of(3L, 4L, 5L, 6L), List.of(5L, 6L));
    }

    @Test
    void anEpochEndsWithItsLastMessage() {
        Committed only = say(ALICE, LAPTOP, 1);
        assertThat(get(engine.epochEnd(room.id(), room.epoch()))).isEqualTo(only.sequence);
        assertThat(get(engine.epochEnd(room.id(), room.epoch() - 1))).isZero();
        assertThat(get(engine.epochEnd(room.id(), room.epoch() + 1))).isEqualTo(only.sequence);
    }

    @Test
    void aRoomThatIsMadeAgainRepeatsNoPair() {
        long before = say(ALICE, LAPTOP, 1).epoch;
        get(engine.closeRoom(room.id()));
        assertThat(offer(room.id(), message(ALICE, LAPTOP, 2))).isInstanceOf(Failed.class);
        room = make("ops");
        assertThat(room.epoch()).isGreaterThan(before);
        assertThat(get(engine.epochEnd(room.id(), before))).isZero();
        assertThat(say(ALICE, LAPTOP, 2).epoch).isEqualTo(room.epoch());
        assertThat(read(0, Long.MAX_VALUE, PAGE).entries()).hasSize(1);
        assertThat(get(engine.highestN(room.id(), ALICE, LAPTOP))).isEqualTo(2);
    }

    @Test
    void anIdIsNeverGivenAgain() {
        List<RoomId> given = new ArrayList<>(List.of(room.id()));
        for (int i = 0; i < 3; i++) {
            // The last that was made is closed: the next must not have its id.
            get(engine.closeRoom(room.id()));
            if (i == 1) {
                restarted();
            }
            room = make("ops");
            given.add(room.id());
        }
        given.add(make("dev").id());
        assertThat(given).doesNotHaveDuplicates().doesNotContain(RoomId.NONE);
    }

    /** Whoever was slow and still writes to the room that was closed, by its id, changes nothing of the new one. */
    @Test
    void whatComesLateForAClosedRoomChangesNothingOfTheNextOneOfItsName() {
        UserRecord carol = user("carol");
        UserRecord dave = user("dave");
        Ban ban = ban(dave, "once", 2000, 0);
        Invitation kept = new Invitation("ab".repeat(32), "alice", 1000, Long.MAX_VALUE, 3, 0);
        RoomId closed = room.id();
        say(ALICE, LAPTOP, 1);
        get(engine.closeRoom(closed));
        room = make("ops");
        get(Proposing.members(engine, room.id(), List.of(member(carol, Role.HOST)), List.of()));
        get(Proposing.ban(engine, room.id(), ban));
        get(Proposing.invite(engine, room.id(), kept));
        say(ALICE, LAPTOP, 1);
        RoomRecord before = record(room.id());

        assertThat(offer(closed, message(ALICE, LAPTOP, 2))).isInstanceOf(Failed.class);
        assertThat(get(engine.propose(closed, 0, new RoomChange.TopicIs("late", "alice"))))
                .isFalse();
        assertThat(get(engine.propose(closed, 0, new RoomChange.SettingsAre(new RoomSettings(1, 2, 3, 4), "alice"))))
                .isFalse();
        get(Proposing.members(engine, closed, List.of(member(dave, Role.HOST)), List.of(carol.id())));
        get(Proposing.ban(engine, closed, ban(carol, "late", 3000, 0)));
        get(Proposing.unban(engine, closed, ban.key()));
        get(Proposing.invite(engine, closed, new Invitation("cd".repeat(32), "bob", 1000, Long.MAX_VALUE, 1, 0)));
        get(Proposing.uninvite(engine, closed, kept.hash()));
        get(engine.closeRoom(closed));

        assertThat(record(room.id())).isEqualTo(before);
        assertThat(get(engine.rooms(RoomId.NONE, 1_000)))
                .extracting(RoomRecord::id)
                .containsExactly(room.id());
        assertThat(get(engine.roomsOf(dave.id()))).isEmpty();
        assertThat(get(engine.roomsOf(carol.id()))).containsExactly(room.id());
        assertThat(get(engine.highestN(closed, ALICE, LAPTOP))).isZero();
        assertThat(get(engine.epochEnd(closed, Long.MAX_VALUE))).isZero();
        assertThat(get(engine.read(closed, LogRange.of(0, Long.MAX_VALUE, PAGE)))
                        .entries())
                .isEmpty();
        assertThat(read(0, Long.MAX_VALUE, PAGE).entries())
                .extracting(LogEntry::message)
                .containsExactly(message(ALICE, LAPTOP, 1));
        assertThat(say(ALICE, LAPTOP, 2).epoch).isEqualTo(room.epoch());
        if (restarted()) {
            // Where no other node knows of a version they begin again.
            assertThat(record(room.id()).withLastUsed(0).at(0, 0))
                    .usingRecursiveComparison()
                    .ignoringFields("version")
                    .isEqualTo(before.withLastUsed(0).at(0, 0));
        }
    }

    /** The room as it is for who opens it; null: there is none. */
    private @org.jspecify.annotations.Nullable RoomRecord look(RoomId of) {
        Heard nothing = new Heard();
        RoomRecord record = get(engine.open(of, nothing));
        engine.letGo(of, nothing);
        return record;
    }

    /** The room as it is among all rooms, and as it is by itself. */
    private RoomRecord record(RoomId of) {
        RoomRecord listed = get(engine.rooms(RoomId.NONE, 1_000)).stream()
                .filter(r -> r.id().equals(of))
                .findFirst()
                .orElseThrow();
        assertThat(look(of)).isEqualTo(listed);
        // An engine whose rooms others may use knows when that was.
        return listed.withLastUsed(0);
    }

    @Test
    void aRoomByItselfIsAsItIsAmongAllAndOneThatIsClosedIsNone() {
        UserRecord carol = user("carol");
        RoomRecord lab = Objects.requireNonNull(get(
                engine.createRoom(RoomRecord.wanted(name("lab"), "of mice", "hash", true, true)
                        .asHidden()
                        .withSettings(new RoomSettings(7, 700, 70, 7_000, 3, 60))
                        .withMembers(List.of(member(carol, Role.HOST))))));
        get(Proposing.ban(engine, lab.id(), ban(carol, "spam", 500, 0)));
        Invitation invitation = new Invitation("0123456789abcdef", "carol", 1000, Long.MAX_VALUE, 5, 2);
        get(Proposing.invite(engine, lab.id(), invitation));
        get(engine.propose(lab.id(), 2, new RoomChange.TopicIs("of men", "alice")));
        long said = say(ALICE, LAPTOP, 1).sequence;
        assertThat(record(lab.id()))
                .isEqualTo(lab.changed(new RoomChange.TopicIs("of men", "alice"), 3)
                        .withBans(List.of(ban(carol, "spam", 500, 0)))
                        .withInvitations(List.of(invitation))
                        .withLastUsed(0));
        assertThat(record(room.id())).isEqualTo(room.at(room.epoch(), said).withLastUsed(0));

        get(engine.closeRoom(lab.id()));
        assertThat(look(lab.id())).isNull();
        assertThat(look(NO_ROOM)).isNull();
        if (restarted()) {
            assertThat(look(lab.id())).isNull();
            assertThat(record(room.id()).sequence()).isEqualTo(said);
        }
    }

    @Test
    void ofAMessageThatIsNotKeptARoomKnowsTheNumber() {
        RoomRecord lab = Objects.requireNonNull(get(engine.createRoom(
                RoomRecord.wanted(name("lab"), "", null, false, false).withoutHistory())));
        get(engine.highestN(lab.id(), ALICE, LAPTOP));
        append(lab.id(), message(ALICE, LAPTOP, 1));
        append(lab.id(), message(ALICE, LAPTOP, 2));
        assertThat(Objects.requireNonNull(look(lab.id())).withLastUsed(0))
                .isEqualTo(lab.at(lab.epoch(), 2).withLastUsed(0));
    }

    @Test
    void remembersWhoIsAMemberAndWhoIsHost() {
        UserRecord carol = user("carol");
        UserRecord dave = user("dave");
        RoomRecord lab = get(engine.createRoom(
                RoomRecord.wanted(name("lab"), "", null, false, false).withMembers(List.of(member(carol, Role.HOST)))));
        assertThat(Objects.requireNonNull(lab).members()).containsExactly(member(carol, Role.HOST));
        get(Proposing.members(engine, lab.id(), List.of(member(dave, Role.MEMBER)), List.of()));
        get(Proposing.members(engine, room.id(), List.of(member(dave, Role.HOST)), List.of()));
        assertThat(membersOf(lab.id())).containsExactlyInAnyOrder(member(carol, Role.HOST), member(dave, Role.MEMBER));
        assertThat(get(engine.roomsOf(dave.id()))).containsExactlyInAnyOrder(lab.id(), room.id());
        // The host leaves.
        get(Proposing.members(engine, lab.id(), List.of(member(dave, Role.HOST)), List.of(carol.id())));
        assertThat(membersOf(lab.id())).containsExactly(member(dave, Role.HOST));
        assertThat(get(engine.roomsOf(carol.id()))).isEmpty();
        if (restarted()) {
            assertThat(membersOf(lab.id())).containsExactly(member(dave, Role.HOST));
            assertThat(get(engine.roomsOf(carol.id()))).isEmpty();
            assertThat(get(engine.roomsOf(dave.id()))).containsExactlyInAnyOrder(lab.id(), room.id());
        }
    }

    @Test
    void remembersHowFarAUserHasReadInARoom() {
        UserRecord carol = user("carol");
        UserRecord dave = user("dave");
        RoomId lab = make("lab").id();
        assertThat(get(engine.readUpTo(lab, carol.id()))).isZero();
        get(engine.markRead(lab, carol.id(), 7));
        get(engine.markRead(lab, carol.id(), 5));
        get(engine.markRead(lab, dave.id(), 2));
        assertThat(get(engine.readUpTo(lab, carol.id()))).isEqualTo(7);
        if (restarted()) {
            assertThat(get(engine.readUpTo(lab, carol.id()))).isEqualTo(7);
            assertThat(get(engine.readUpTo(lab, dave.id()))).isEqualTo(2);
        }
        get(engine.closeRoom(lab));
        RoomId again = make("lab").id();
        assertThat(get(engine.readUpTo(again, carol.id()))).isZero();
    }

    @Test
    void aConversationOfTwoIsARoomThatNobodySees() {
        UserRecord carol = user("carol");
        UserRecord dave = user("dave");
        Name name = Pair.of(carol.id(), dave.id()).name();
        RoomRecord wanted = RoomRecord.wanted(name, "", null, false, false)
                .asHidden()
                .withMembers(List.of(member(carol, Role.MEMBER), member(dave, Role.MEMBER)));
        RoomId made = Objects.requireNonNull(get(engine.createRoom(wanted))).id();
        assertThat(get(engine.createRoom(wanted))).as("one for two").isNull();
        restarted();
        assertThat(get(engine.roomNamed(name))).isEqualTo(made);
        assertThat(get(engine.roomsOf(carol.id()))).containsExactly(made);
        assertThat(get(engine.roomsOf(dave.id()))).containsExactly(made);
        assertThat(get(engine.visibleRooms(10)).first())
                .noneMatch(room -> room.id().equals(made));
    }

    @Test
    void ofAChangeThatIsNotWrittenYetTheLatestCounts() {
        UserRecord carol = user("carol");
        for (int i = 0; i < 100; i++) {
            boolean joins = i % 2 == 0;
            Proposing.members(
                    engine,
                    room.id(),
                    joins ? List.of(member(carol, Role.MEMBER)) : List.of(),
                    joins ? List.of() : List.of(carol.id()));
            assertThat(get(engine.roomsOf(carol.id()))).hasSize(joins ? 1 : 0);
            assertThat(membersOf(room.id())).hasSize(joins ? 1 : 0);
        }
    }

    @Test
    void findsAUserByAnySpellingOfItsName() {
        UserRecord carol = user("Carol");
        assertThat(get(engine.userNamed(((Name.Valid) Name.user("cAROL")).name())))
                .isEqualTo(carol);
        assertThat(engine.userNamed(((Name.Valid) Name.user("nobody")).name()).toCompletableFuture())
                .succeedsWithin(java.time.Duration.ofSeconds(60))
                .isNull();
    }

    private static Ban ban(UserRecord user, String reason, long since, long until) {
        return new Ban(Ban.Kind.ENTER, user.id(), user.name().display(), "alice", reason, since, until);
    }

    private List<Ban> bansOf(RoomId of) {
        return record(of).bans();
    }

    @Test
    void remembersWhoIsKeptOut() {
        UserRecord carol = user("carol");
        UserRecord dave = user("dave");
        UserRecord eve = user("eve");
        Ban first = ban(carol, "spam", 1000, 0);
        Ban second = ban(dave, "", 2000, Long.MAX_VALUE);
        Ban another = ban(carol, "and more spam", 3000, 0);
        get(Proposing.ban(engine, room.id(), first));
        get(Proposing.ban(engine, room.id(), second));
        get(Proposing.ban(engine, room.id(), ban(eve, "by mistake", 2500, 0)));
        assertThat(bansOf(room.id())).contains(first, second);
        get(Proposing.ban(engine, room.id(), another));
        get(Proposing.unban(engine, room.id(), new Ban.Key(Ban.Kind.ENTER, eve.id())));
        assertThat(bansOf(room.id())).containsExactly(second, another);
        Ban mute = new Ban(Ban.Kind.SPEAK, carol.id(), "carol", "alice", "", 4000, 0);
        get(Proposing.ban(engine, room.id(), mute));
        assertThat(bansOf(room.id())).containsExactly(second, another, mute);
        get(Proposing.unban(engine, room.id(), mute.key()));
        assertThat(bansOf(room.id())).containsExactly(second, another);
        RoomRecord lab = make("lab");
        assertThat(bansOf(lab.id())).isEmpty();
        if (restarted()) {
            assertThat(bansOf(room.id())).containsExactly(second, another);
            assertThat(bansOf(lab.id())).isEmpty();
        }
    }

    @Test
    void whoMayNotEnterIsAMemberNoLonger() {
        UserRecord carol = user("carol");
        UserRecord dave = user("dave");
        UserRecord eve = user("eve");
        List<MemberRecord> members = List.of(carol, dave, eve).stream()
                .map(user -> member(user, Role.MEMBER))
                .toList();
        get(Proposing.members(engine, room.id(), members, List.of()));
        get(Proposing.ban(engine, room.id(), ban(carol, "spam", 1000, 0)));
        get(Proposing.ban(engine, room.id(), new Ban(Ban.Kind.SPEAK, dave.id(), "dave", "alice", "", 1000, 0)));
        assertThat(membersOf(room.id())).containsExactlyInAnyOrder(members.get(1), members.get(2));
        assertThat(get(engine.roomsOf(carol.id()))).isEmpty();
        if (restarted()) {
            assertThat(membersOf(room.id())).containsExactlyInAnyOrder(members.get(1), members.get(2));
            assertThat(get(engine.roomsOf(carol.id()))).isEmpty();
            assertThat(get(engine.roomsOf(dave.id()))).containsExactly(room.id());
        }
    }

    @Test
    void remembersTheAddressesOfABan() {
        UserRecord carol = user("carol");
        Ban ban = new Ban(
                Ban.Kind.ENTER, carol.id(), "carol", "alice", "", 1000, 0, List.of("192.0.2.1/32", "2001:db8::/64"));
        get(Proposing.ban(engine, room.id(), ban));
        assertThat(bansOf(room.id())).containsExactly(ban);
        if (restarted()) {
            assertThat(bansOf(room.id())).containsExactly(ban);
        }
        get(Proposing.ban(engine, room.id(), ban(carol, "alone", 2000, 0)));
        assertThat(bansOf(room.id())).containsExactly(ban(carol, "alone", 2000, 0));
        get(Proposing.ban(engine, room.id(), ban));
        get(Proposing.unban(engine, room.id(), ban.key()));
        assertThat(bansOf(room.id())).isEmpty();
    }

    @Test
    void remembersWhichAddressesMayNotConnect() {
        AddressBan one = addressBan("192.0.2.1", 1000, "spam");
        AddressBan range = addressBan("2001:db8::/32", 2000, "");
        AddressBan again = addressBan("192.0.2.1", 3000, "more spam");
        get(engine.banAddress(one));
        get(engine.banAddress(range));
        get(engine.banAddress(addressBan("192.0.2.0/24", 2500, "by mistake")));
        get(engine.banAddress(again));
        get(engine.unbanAddress(addressBan("192.0.2.0/24", 0, "").range()));
        assertThat(get(engine.addressBans())).containsExactly(range, again);
        // They are of no room.
        assertThat(bansOf(room.id())).isEmpty();
        if (restarted()) {
            assertThat(get(engine.addressBans())).containsExactly(range, again);
        }
    }

    private static AddressBan addressBan(String range, long since, String reason) {
        return new AddressBan(Objects.requireNonNull(AddressRange.parse(range)), "root", reason, since, 0);
    }

    private List<Invitation> invitationsOf(RoomId of) {
        return record(of).invitations();
    }

    @Test
    void remembersInvitationsAndHowOftenTheyWereUsed() {
        Invitation first = new Invitation("ab".repeat(32), "alice", 1000, Long.MAX_VALUE - 1, 3, 0);
        Invitation second = new Invitation("cd".repeat(32), "bob", 2000, Long.MAX_VALUE - 1, 1, 0);
        Invitation used = new Invitation(first.hash(), "alice", 1000, Long.MAX_VALUE - 1, 3, 2);
        get(Proposing.invite(engine, room.id(), first));
        get(Proposing.invite(engine, room.id(), second));
        assertThat(invitationsOf(room.id())).containsExactly(first, second);
        get(Proposing.invite(engine, room.id(), used));
        assertThat(invitationsOf(room.id())).containsExactly(used, second);
        get(Proposing.uninvite(engine, room.id(), second.hash()));
        get(Proposing.uninvite(engine, room.id(), "ef".repeat(32)));
        RoomRecord lab = make("lab");
        assertThat(invitationsOf(lab.id())).isEmpty();
        if (restarted()) {
            assertThat(invitationsOf(room.id())).containsExactly(used);
            assertThat(invitationsOf(lab.id())).isEmpty();
        }
        get(engine.closeRoom(room.id()));
        room = make("ops");
        assertThat(invitationsOf(room.id())).isEmpty();
    }

    @Test
    void remembersThatARoomIsPrivate() {
        RoomRecord lab = get(engine.createRoom(
                RoomRecord.wanted(name("lab"), "", null, false, false).asHidden()));
        assertThat(Objects.requireNonNull(lab).hidden()).isTrue();
        assertThat(hidden()).containsExactly("lab");
        if (restarted()) {
            assertThat(hidden()).containsExactly("lab");
        }
    }

    private List<String> hidden() {
        return get(engine.rooms(RoomId.NONE, 1_000)).stream()
                .filter(RoomRecord::hidden)
                .map(r -> r.name().key())
                .toList();
    }

    @Test
    void withARoomItsBansEnd() {
        get(Proposing.ban(engine, room.id(), ban(user("carol"), "", 1000, 0)));
        get(engine.closeRoom(room.id()));
        room = make("ops");
        assertThat(bansOf(room.id())).isEmpty();
    }

    @Test
    void withARoomItsMembershipsEnd() {
        UserRecord carol = user("carol");
        get(Proposing.members(engine, room.id(), List.of(member(carol, Role.HOST)), List.of()));
        get(engine.closeRoom(room.id()));
        assertThat(get(engine.roomsOf(carol.id()))).isEmpty();
        room = make("ops");
        assertThat(membersOf(room.id())).isEmpty();
        assertThat(get(engine.roomsOf(carol.id()))).isEmpty();
    }

    private static RoomChange topic(String topic) {
        return new RoomChange.TopicIs(topic, "alice");
    }

    @Test
    void aChangeIsBroughtToEveryNodeAndARoomHasTheVersionOfTheLast() throws Exception {
        Engine other = another(engine);
        Heard here = new Heard();
        Heard there = new Heard();
        assertThat(Objects.requireNonNull(get(engine.open(room.id(), here))).version())
                .isZero();
        get(other.open(room.id(), there));
        RoomChange settings = new RoomChange.SettingsAre(new RoomSettings(7, 0, 0, 0), "bob");
        assertThat(get(engine.propose(room.id(), 0, topic("one")))).isTrue();
        assertThat(get(other.propose(room.id(), 1, settings))).isTrue();
        assertThat(get(engine.propose(room.id(), 2, topic("three")))).isTrue();
        List<Heard.Changed> expected = List.of(
                new Heard.Changed(1, topic("one")),
                new Heard.Changed(2, settings),
                new Heard.Changed(3, topic("three")));
        assertThat(here.untilChanged(3)).isEqualTo(expected);
        assertThat(there.untilChanged(3)).isEqualTo(expected);
        RoomRecord now = record(room.id());
        assertThat(now.version()).isEqualTo(3);
        assertThat(now.topic()).isEqualTo("three");
        assertThat(now.settings()).isEqualTo(new RoomSettings(7, 0, 0, 0));
        engine.letGo(room.id(), here);
        assertThat(get(other.propose(room.id(), 3, topic("four")))).isTrue();
        there.untilChanged(4);
        assertThat(here.untilChanged(3)).isEqualTo(expected);
        if (restarted()) {
            RoomRecord again = record(room.id());
            assertThat(again.topic()).isEqualTo("four");
            assertThat(get(engine.propose(room.id(), again.version(), topic("five"))))
                    .isTrue();
        }
    }

    @Test
    void whatWasDecidedOnAnOlderVersionIsNotTaken() throws Exception {
        Engine other = another(engine);
        Heard here = new Heard();
        get(engine.open(room.id(), here));
        assertThat(get(other.propose(room.id(), 0, topic("first")))).isTrue();
        assertThat(get(engine.propose(room.id(), 0, topic("late")))).isFalse();
        assertThat(record(room.id()).topic()).isEqualTo("first");
        assertThat(get(engine.propose(room.id(), 1, topic("later")))).isTrue();
        assertThat(get(other.propose(room.id(), 1, topic("late again")))).isFalse();
        assertThat(here.untilChanged(2))
                .containsExactly(new Heard.Changed(1, topic("first")), new Heard.Changed(2, topic("later")));
        assertThat(record(room.id()).topic()).isEqualTo("later");
    }

    @Test
    void aBanIsAChangeAndWhoeverDecidedWithoutItIsTooLate() throws Exception {
        UserRecord carol = user("carol");
        UserRecord dave = user("dave");
        Engine other = engine;
        Heard there = new Heard();
        get(other.open(room.id(), there));
        get(Proposing.members(
                engine, room.id(), List.of(member(carol, Role.MEMBER), member(dave, Role.MEMBER)), List.of()));
        RoomChange banned = new RoomChange.Banned(ban(carol, "spam", 2000, 0));
        RoomChange muted =
                new RoomChange.Banned(new Ban(Ban.Kind.SPEAK, carol.id(), "carol", "alice", "", 2001, 0, List.of()));
        RoomChange kicked = new RoomChange.Kicked(dave.id(), "dave", "alice", "");
        RoomChange unbanned = new RoomChange.Unbanned(new Ban.Key(Ban.Kind.ENTER, carol.id()), "carol");
        RoomChange unmuted = new RoomChange.RoleIs(carol.id(), "carol", Role.MEMBER, "alice", "", true);
        assertThat(get(engine.propose(room.id(), 1, banned))).isTrue();
        assertThat(membersOf(room.id())).containsExactly(member(dave, Role.MEMBER));
        assertThat(get(other.propose(room.id(), 1, muted))).isFalse();
        assertThat(get(other.propose(room.id(), 2, muted))).isTrue();
        assertThat(record(room.id()).bans()).hasSize(2);
        assertThat(get(engine.propose(room.id(), 3, kicked))).isTrue();
        assertThat(membersOf(room.id())).isEmpty();
        assertThat(get(engine.roomsOf(dave.id()))).isEmpty();
        assertThat(get(engine.propose(room.id(), 4, unbanned))).isTrue();
        assertThat(get(engine.propose(room.id(), 5, unmuted))).isTrue();
        assertThat(record(room.id()).bans()).isEmpty();
        assertThat(record(room.id()).version()).isEqualTo(6);
        assertThat(there.untilChanged(6))
                .extracting(Heard.Changed::change)
                .endsWith(banned, muted, kicked, unbanned, unmuted);
    }

    @Test
    void whatWasDecidedWithoutKnowingWhoMayDoLessIsNotTaken() throws Exception {
        Heard here = new Heard();
        get(engine.open(room.id(), here));
        say(ALICE, LAPTOP, 1);
        assertThat(get(engine.propose(room.id(), 0, topic("that restricts nobody"))))
                .isTrue();
        while (offer(room.id(), 0, message(ALICE, LAPTOP, 2)) instanceof Failed) {}
        UserRecord carol = user("carol");
        List<RoomChange> restricting = List.of(
                new RoomChange.Banned(new Ban(Ban.Kind.SPEAK, carol.id(), "carol", "alice", "", 2000, 0)),
                new RoomChange.Banned(ban(carol, "spam", 2001, 0)),
                new RoomChange.Kicked(carol.id(), "carol", "alice", ""),
                new RoomChange.SettingsAre(new RoomSettings(0, 0, 0, 0, 60, 0), "alice"));
        for (int i = 0; i < restricting.size(); i++) {
            long version = i + 1L;
            AppendRequest next = message(ALICE, LAPTOP, i + 3);
            assertThat(get(engine.propose(room.id(), version, restricting.get(i))))
                    .isTrue();
            for (int times = 0; times < 8; times++) {
                assertThat(offer(room.id(), version, next)).isInstanceOf(Failed.class);
            }
            while (offer(room.id(), version + 1, next) instanceof Failed) {}
            // What was taken before is found out by whoever asks again.
            while (!(offer(room.id(), version, next) instanceof Duplicate)) {}
        }
        assertThat(here.until(6)).extracting(entry -> entry.message().n()).containsExactly(1L, 2L, 3L, 4L, 5L, 6L);
    }

    /** As rooms do: whoever was too late decides again on what the feed has brought. */
    @Test
    void nodesThatChangeARoomAtOnceLoseNoChange() throws Exception {
        Engine other = another(engine);
        Heard here = new Heard();
        Heard there = new Heard();
        get(engine.open(room.id(), here));
        get(other.open(room.id(), there));
        int each = 50;
        Thread second = new Thread(() -> proposeAll(other, "b", each));
        second.start();
        proposeAll(engine, "a", each);
        second.join();
        List<Heard.Changed> brought = here.untilChanged(2 * each);
        assertThat(there.untilChanged(2 * each)).isEqualTo(brought);
        for (int i = 0; i < 2 * each; i++) {
            assertThat(brought.get(i).version).isEqualTo(i + 1L);
        }
        assertThat(brought).extracting(Heard.Changed::change).doesNotHaveDuplicates();
        assertThat(topic(record(room.id()).topic())).isEqualTo(brought.getLast().change);
    }

    private void proposeAll(Engine on, String prefix, int times) {
        long expected = 0;
        for (int i = 0; i < times; i++) {
            while (!get(on.propose(room.id(), expected, topic(prefix + i)))) {
                expected++;
            }
        }
    }

    @Test
    void messagesAndChangesComeInOneOrderOnEveryNode() throws Exception {
        Engine other = another(engine);
        Heard here = new Heard();
        Heard there = new Heard();
        get(engine.open(room.id(), here));
        get(other.open(room.id(), there));
        get(engine.highestN(room.id(), ALICE, LAPTOP));
        Thread second = new Thread(() -> proposeAll(other, "b", 50));
        second.start();
        for (int n = 1; n <= 50; n++) {
            say(ALICE, LAPTOP, n);
        }
        second.join();
        here.until(50);
        here.untilChanged(50);
        there.until(50);
        there.untilChanged(50);
        assertThat(there.all()).isEqualTo(here.all());
    }

    /** A change is in the record, or it is brought. */
    @Test
    void whoOpensARoomWhileItIsChangedMissesNoChange() throws Exception {
        Engine other = another(engine);
        Thread changing = new Thread(() -> proposeAll(other, "a", 200));
        changing.start();
        for (int i = 0; i < 20; i++) {
            Heard here = new Heard();
            RoomRecord opened = Objects.requireNonNull(get(engine.open(room.id(), here)));
            assertThat(opened.topic()).isEqualTo(opened.version() == 0 ? "" : "a" + (opened.version() - 1));
            if (opened.version() < 200) {
                here.untilChanged(1);
            }
            long known = opened.version();
            for (Heard.Changed changed : here.untilChanged(0)) {
                if (changed.version > known) {
                    assertThat(changed.version).isEqualTo(known + 1);
                    known = changed.version;
                }
            }
            engine.letGo(room.id(), here);
        }
        changing.join();
    }

    @Test
    void remembersHowARoomIsSet() {
        RoomSettings first = new RoomSettings(1, 2, 3, 4);
        RoomSettings second = new RoomSettings(5, 6, 7, 8, 9, 10);
        RoomRecord lab = get(engine.createRoom(
                RoomRecord.wanted(name("lab"), "", null, false, false).withSettings(first)));
        assertThat(Objects.requireNonNull(lab).settings()).isEqualTo(first);
        assertThat(get(engine.propose(lab.id(), 0, new RoomChange.SettingsAre(second, "alice"))))
                .isTrue();
        assertThat(get(engine.rooms(RoomId.NONE, 1_000)))
                .extracting(RoomRecord::settings)
                .contains(second);
        if (restarted()) {
            assertThat(get(engine.rooms(RoomId.NONE, 1_000)))
                    .extracting(RoomRecord::settings)
                    .contains(second);
        }
    }

    @Test
    void aRoomWithoutHistoryGivesNumbersAndKeepsNothing() {
        room = Objects.requireNonNull(get(engine.createRoom(
                RoomRecord.wanted(name("whispers"), "", null, false, false).withoutHistory())));
        Set<List<Long>> pairs = new HashSet<>();
        long first = room.epoch();
        for (int run = 0; run < 3; run++) {
            // Whoever enters is looked up.
            assertThat(get(engine.highestN(room.id(), ALICE, LAPTOP))).isZero();
            for (int n = 1; n <= 5; n++) {
                Committed said = say(ALICE, LAPTOP, n);
                assertThat(said.stored).isFalse();
                assertThat(pairs.add(List.of(said.epoch, said.sequence))).isTrue();
                assertThat(get(engine.epochEnd(room.id(), said.epoch))).isEqualTo(said.sequence);
                assertThat(append(room.id(), message(ALICE, LAPTOP, n)))
                        .isEqualTo(new Duplicate(said.epoch, said.sequence, false));
                LogPage page = read(0, Long.MAX_VALUE, PAGE);
                assertThat(page.entries()).isEmpty();
                assertThat(page.coversTo()).isEqualTo(said.sequence);
                assertThat(page.oldest()).isEqualTo(said.sequence + 1);
            }
            assertThat(get(engine.highestN(room.id(), ALICE, LAPTOP))).isEqualTo(5);
            if (!restarted()) {
                return;
            }
            room = get(engine.rooms(RoomId.NONE, 1_000)).stream()
                    .filter(r -> r.name().equals(room.name()))
                    .findFirst()
                    .orElseThrow();
            assertThat(room.history()).isFalse();
            assertThat(get(engine.epochEnd(room.id(), first))).isZero();
        }
        assertThat(pairs).hasSize(15);
    }

    @Test
    void afterARestartItGoesOnFromWhatWasCommitted() {
        List<Outcome> before = new ArrayList<>();
        before.add(say(ALICE, LAPTOP, 1));
        for (int n = 2; n <= 20; n++) {
            before.add(offer(room.id(), message(ALICE, LAPTOP, n)));
        }
        Engine again = restart(engine);
        if (again == null) {
            // An engine that forgets must not say that it stores.
            assertThat(engine.durable()).isFalse();
            assertThat(before).noneMatch(outcome -> outcome instanceof Committed c && c.stored);
            return;
        }
        engine = again;
        RoomRecord reopened = get(engine.rooms(RoomId.NONE, 1_000)).getFirst();
        assertThat(reopened.epoch()).isGreaterThan(room.epoch());
        List<LogEntry> kept = read(0, Long.MAX_VALUE, 1 << 20).entries();
        Set<List<Long>> pairs = new HashSet<>();
        for (LogEntry entry : kept) {
            pairs.add(List.of(entry.epoch(), entry.sequence()));
        }
        for (Outcome outcome : before) {
            if (outcome instanceof Committed c && c.stored) {
                assertThat(pairs).contains(List.of(c.epoch, c.sequence));
            }
        }
        assertThat(reopened.sequence()).isEqualTo(kept.getLast().sequence());
        assertThat(get(engine.epochEnd(room.id(), room.epoch()))).isEqualTo(reopened.sequence());
        LogEntry highest = kept.getLast();
        assertThat(get(engine.highestN(room.id(), ALICE, LAPTOP)))
                .isEqualTo(highest.message().n());
        assertThat(append(room.id(), highest.message()))
                .isEqualTo(new Duplicate(highest.epoch(), highest.sequence(), engine.durable()));
        Committed next = say(ALICE, LAPTOP, 21);
        assertThat(next.epoch).isEqualTo(reopened.epoch());
        assertThat(next.sequence).isGreaterThan(reopened.sequence());
    }

    private Committed about(long userId, long n, Kind kind, Committed target, String text) {
        AppendRequest message = new AppendRequest(
                userId,
                userId == ALICE ? "alice" : "bob",
                TABLET,
                n,
                text,
                null,
                2000 + n,
                Purpose.of(kind, target.epoch, target.sequence));
        return switch (append(room.id(), message)) {
            case Committed c -> c;
            case Duplicate d -> new Committed(d.epoch, d.sequence, d.stored);
            case Failed f -> throw new AssertionError(f);
        };
    }

    private static List<String> texts(LogPage page) {
        return page.entries().stream().map(LogEntry::text).toList();
    }

    @Test
    void ofWhatWasRemovedNoTextIsLeft() {
        say(ALICE, LAPTOP, 1);
        Committed said = say(ALICE, LAPTOP, 2);
        say(ALICE, LAPTOP, 3);
        Committed removal = about(BOB, 1, Kind.REMOVAL, said, "");
        assertThatSecondIsRemoved(said, removal);
        if (restarted()) {
            assertThatSecondIsRemoved(said, removal);
        }
        // It stays removed, by who removed it first.
        about(ALICE, 1, Kind.REMOVAL, said, "");
        about(ALICE, 2, Kind.EDIT, said, "here again");
        LogPage page = read(0, Long.MAX_VALUE, PAGE);
        assertThat(texts(page)).containsExactly("text 1", "", "text 3", "", "", "");
        assertThat(page.entries().get(1).revision()).isEqualTo(new Revision(removal.sequence, "bob"));
        assertThat(page.entries().getLast().revision()).isEqualTo(new Revision(removal.sequence, "bob"));
    }

    private void assertThatSecondIsRemoved(Committed said, Committed removal) {
        LogPage page = read(0, Long.MAX_VALUE, PAGE);
        assertThat(texts(page)).containsExactly("text 1", "", "text 3", "");
        LogEntry removed = page.entries().get(1);
        assertThat(removed.revision()).isEqualTo(new Revision(removal.sequence, "bob"));
        assertThat(removed.message().label()).isEqualTo("label");
        assertThat(removed.message().n()).isEqualTo(2);
        assertThat(page.entries().getLast().purpose()).isEqualTo(new Purpose(Kind.REMOVAL, said.epoch, said.sequence));
        assertThat(page.removed()).isEmpty();
        assertThat(texts(find(search("text", 10, in("ops"))))).containsExactly("text 3", "text 1");
        assertThat(texts(find(byAuthor("bob")))).isEmpty();
    }

    private Search byAuthor(String author) {
        return new Search(
                List.of(in("ops")), WordQuery.parse(""), author, YESTERDAY, FOR_EVER, 10, 0, Integer.MAX_VALUE);
    }

    @Test
    void anEditedMessageHasItsLastTextAlone() {
        Committed said = say(ALICE, LAPTOP, 1);
        Committed first = about(ALICE, 1, Kind.EDIT, said, "windy");
        Committed second = about(ALICE, 2, Kind.EDIT, said, "rainy");
        LogPage edited = read(0, Long.MAX_VALUE, PAGE);
        assertThat(texts(edited)).containsExactly("rainy", "", "rainy");
        assertThat(edited.entries())
                .extracting(LogEntry::revision)
                .containsExactly(
                        new Revision(second.sequence, null), new Revision(second.sequence, null), Revision.NONE);
        assertThat(texts(find(search("rainy", 10, in("ops"))))).containsExactly("rainy");
        assertThat(find(search("text", 10, in("ops"))).hits()).isEmpty();
        assertThat(find(search("windy", 10, in("ops"))).hits()).isEmpty();
        Committed removal = about(ALICE, 3, Kind.REMOVAL, said, "");
        LogPage removed = read(0, Long.MAX_VALUE, PAGE);
        assertThat(texts(removed)).containsExactly("", "", "", "");
        assertThat(removed.entries().get(2).revision()).isEqualTo(new Revision(removal.sequence, "alice"));
        assertThat(find(search("rainy", 10, in("ops"))).hits()).isEmpty();
        assertThat(first.sequence).isLessThan(second.sequence);
    }

    @Test
    void aMessageOfAnotherEpochIsNotChanged() {
        Committed said = say(ALICE, LAPTOP, 1);
        about(BOB, 1, Kind.REMOVAL, new Committed(said.epoch + 1, said.sequence, true), "");
        about(BOB, 2, Kind.REMOVAL, new Committed(said.epoch, said.sequence + 100, true), "");
        assertThat(texts(read(0, Long.MAX_VALUE, PAGE))).containsExactly("text 1", "", "");
    }

    @Test
    void aLogWithManyChangedMessagesIsReadPageByPage() {
        List<Committed> said = new ArrayList<>();
        for (int n = 1; n <= 150; n++) {
            said.add(say(ALICE, LAPTOP, n));
        }
        List<Long> all = new ArrayList<>(said.stream().map(Committed::sequence).toList());
        for (int n = 1; n <= 90; n++) {
            // Some in a row, and some among others.
            Committed target = said.get(n <= 70 ? n : 2 * n - 70);
            all.add(about(ALICE, n, n % 2 == 0 ? Kind.REMOVAL : Kind.EDIT, target, n % 2 == 0 ? "" : "new").sequence);
        }
        List<Long> upwards = new ArrayList<>();
        long after = 0;
        for (LogPage page = read(0, Long.MAX_VALUE, 5_000);
                !page.entries().isEmpty();
                page = read(after, Long.MAX_VALUE, 5_000)) {
            page.entries().forEach(entry -> upwards.add(entry.sequence()));
            after = page.coversTo();
        }
        assertThat(upwards).isEqualTo(all);
        List<Long> downwards = new ArrayList<>();
        long upTo = Long.MAX_VALUE;
        for (LogPage page = read(LogRange.last(7, upTo, PAGE));
                !page.entries().isEmpty();
                page = read(LogRange.last(7, upTo, PAGE))) {
            page.entries().reversed().forEach(entry -> downwards.add(entry.sequence()));
            upTo = page.coversFrom();
        }
        assertThat(downwards.reversed()).isEqualTo(all);
        LogPage since = read(new LogRange(0, Long.MAX_VALUE, 1010, 1020, 0, PAGE));
        assertThat(ns(since)).containsExactly(10L, 11L, 12L, 13L, 14L, 15L, 16L, 17L, 18L, 19L);
    }

    private static final long YESTERDAY = 0;
    private static final long FOR_EVER = Long.MAX_VALUE;

    private void say(String room, long userId, long n, String text) {
        Outcome outcome = append(
                id(room),
                new AppendRequest(userId, userId == ALICE ? "Alice" : "bob", LAPTOP, n, text, null, 1000 + n));
        assertThat(outcome).isNotInstanceOf(Failed.class);
    }

    private static Search search(String words, int limit, Search.Place... places) {
        return new Search(
                List.of(places), WordQuery.parse(words), null, YESTERDAY, FOR_EVER, limit, 0, Integer.MAX_VALUE);
    }

    private Search.Found find(Search search) {
        return switch (get(engine.search(search))) {
            case Search.Found found -> found;
            case Search.TooMuch t -> throw new AssertionError(t);
        };
    }

    private static List<String> texts(Search.Found found) {
        return found.hits().stream().map(hit -> hit.entry().message().text()).toList();
    }

    private RoomId id(String room) {
        return rooms.getOrDefault(room, NO_ROOM);
    }

    private Search.Place in(String room) {
        return Search.Place.all(id(room));
    }

    @Test
    void findsTheNewestFirstAndTheRestPageByPage() {
        for (int n = 1; n <= 7; n++) {
            say("ops", ALICE, n, (n % 2 == 0 ? "snow " : "Rain ") + n);
        }
        Search.Found first = find(search("rain", 3, in("ops")));
        assertThat(texts(first)).containsExactly("Rain 7", "Rain 5", "Rain 3");
        Search.Found rest = find(search("rain", 3, first.rest().toArray(Search.Place[]::new)));
        assertThat(texts(rest)).containsExactly("Rain 1");
        assertThat(rest.rest()).isEmpty();
    }

    @Test
    void findsWhatHasEachWordThePhraseAndTheBegin() {
        say("ops", ALICE, 1, "the build is red, again");
        say("ops", ALICE, 2, "a red build");
        say("ops", ALICE, 3, "rebuilding");
        assertThat(texts(find(search("RED build", 9, in("ops")))))
                .containsExactly("a red build", "the build is red, again");
        assertThat(texts(find(search("\"build is\"", 9, in("ops"))))).containsExactly("the build is red, again");
        assertThat(texts(find(search("rebuil*", 9, in("ops"))))).containsExactly("rebuilding");
        assertThat(texts(find(search("rebuil", 9, in("ops"))))).isEmpty();
    }

    @Test
    void findsInTheRoomsThatWereNamedOnlyNewestFirstAcrossThem() {
        make("dev");
        make("secret");
        say("ops", ALICE, 1, "rain 1");
        say("dev", ALICE, 2, "rain 2");
        say("ops", ALICE, 3, "rain 3");
        say("secret", ALICE, 4, "rain 4");
        say("dev", ALICE, 5, "rain 5");
        Search.Found first = find(search("rain", 2, in("ops"), in("dev"), in("nowhere")));
        assertThat(texts(first)).containsExactly("rain 5", "rain 3");
        assertThat(first.hits()).extracting(Search.Hit::room).containsExactly(id("dev"), id("ops"));
        assertThat(texts(find(search("rain", 2, first.rest().toArray(Search.Place[]::new)))))
                .containsExactly("rain 2", "rain 1");
    }

    @Test
    void findsByAuthorAndByTime() {
        say("ops", ALICE, 1, "rain 1");
        say("ops", BOB, 2, "rain 2");
        say("ops", ALICE, 3, "rain 3");
        List<Search.Place> ops = List.of(in("ops"));
        WordQuery rain = WordQuery.parse("rain");
        assertThat(texts(find(new Search(ops, rain, "alice", YESTERDAY, FOR_EVER, 9, 0, 1 << 20))))
                .containsExactly("rain 3", "rain 1");
        assertThat(texts(find(new Search(ops, WordQuery.parse(""), "bob", YESTERDAY, FOR_EVER, 9, 0, 1 << 20))))
                .containsExactly("rain 2");
        assertThat(texts(find(new Search(ops, rain, null, 1002, FOR_EVER, 9, 0, 1 << 20))))
                .containsExactly("rain 3", "rain 2");
        assertThat(texts(find(new Search(ops, rain, null, 1002, 1003, 9, 0, 1 << 20))))
                .containsExactly("rain 2");
        assertThat(find(new Search(ops, rain, "nobody", YESTERDAY, FOR_EVER, 9, 0, 1 << 20))
                        .hits())
                .isEmpty();
    }

    @Test
    void aHitHasTheMessagesAroundIt() {
        for (int n = 1; n <= 5; n++) {
            say("ops", ALICE, n, "text" + n);
        }
        for (String word : List.of("text1", "text3", "text5")) {
            Search.Hit hit = find(new Search(
                            List.of(in("ops")), WordQuery.parse(word), null, YESTERDAY, FOR_EVER, 9, 2, 1 << 20))
                    .hits()
                    .getFirst();
            List<String> around = new ArrayList<>();
            hit.before().forEach(entry -> around.add(entry.message().text()));
            around.add("*");
            hit.after().forEach(entry -> around.add(entry.message().text()));
            assertThat(around)
                    .isEqualTo(
                            switch (word) {
                                case "text1" -> List.of("*", "text2", "text3");
                                case "text3" -> List.of("text1", "text2", "*", "text4", "text5");
                                default -> List.of("text3", "text4", "*");
                            });
        }
    }

    @Test
    void aPageOfHitsHasAsManyBytesAsWereAskedForAndOneHitAtLeast() {
        for (int n = 1; n <= 5; n++) {
            say("ops", ALICE, n, "rain " + n);
        }
        List<String> found = new ArrayList<>();
        List<Search.Place> places = List.of(in("ops"));
        while (!places.isEmpty()) {
            Search.Found page = find(new Search(places, WordQuery.parse("rain"), null, YESTERDAY, FOR_EVER, 9, 0, 1));
            assertThat(page.hits()).hasSize(1);
            found.addAll(texts(page));
            places = page.rest();
        }
        assertThat(found).containsExactly("rain 5", "rain 4", "rain 3", "rain 2", "rain 1");
    }

    @Test
    void aRoomThatIsMadeAgainHasNothingOfTheOneBefore() {
        say("ops", ALICE, 1, "rain");
        get(engine.closeRoom(id("ops")));
        assertThat(find(search("rain", 9, in("ops"))).hits()).isEmpty();
        room = make("ops");
        assertThat(find(search("rain", 9, in("ops"))).hits()).isEmpty();
    }
}
