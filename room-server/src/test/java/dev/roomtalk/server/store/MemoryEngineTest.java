package dev.roomtalk.server.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.roomtalk.server.room.MemberRecord;
import dev.roomtalk.server.room.Role;
import dev.roomtalk.server.room.RoomChange;
import dev.roomtalk.server.room.RoomSettings;
import dev.roomtalk.wire.Name;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class MemoryEngineTest extends EngineContract {
    private static final Name OPS_NAME = ((Name.Valid) Name.room("ops")).name();
    private static final Name DEV_NAME = ((Name.Valid) Name.room("dev")).name();

    /** The rooms that an engine made first and second. */
    private static final RoomId OPS = new RoomId(1);

    private static final RoomId DEV = new RoomId(2);

    @Test
    void aRoomKeepsNoMoreThanItIsSetTo() {
        Instant[] now = {Instant.ofEpochMilli(1000)};
        Engine engine = new MemoryEngine(
                System::nanoTime,
                () -> now[0],
                new Random(20_261_121)::nextLong,
                100,
                Duration.ofDays(90),
                new Retention(50, 1 << 20, 1 << 20));
        engine.createRoom(
                RoomRecord.wanted(OPS_NAME, "", null, false, false).withSettings(new RoomSettings(0, 60, 20, 0)));
        engine.createRoom(
                RoomRecord.wanted(DEV_NAME, "", null, false, false).withSettings(new RoomSettings(0, 0, 1000, 0)));
        say(engine, OPS, 1, 100, "text");
        say(engine, DEV, 1, 100, "text");
        assertThat(sequences(read(engine, OPS, 0))).hasSize(20).endsWith(100L);
        assertThat(sequences(read(engine, DEV, 0))).hasSize(50);
        engine.propose(OPS, 0, new RoomChange.SettingsAre(new RoomSettings(0, 60, 10, 0), "alice"));
        assertThat(sequences(read(engine, OPS, 0))).hasSize(10);
        now[0] = now[0].plusSeconds(61);
        LogPage late = read(engine, OPS, 0);
        assertThat(late.entries()).isEmpty();
        assertThat(late.coversTo()).isEqualTo(100);
        assertThat(late.oldest()).isEqualTo(101);
        assertThat(sequences(read(engine, DEV, 0))).hasSize(50);
    }

    @Test
    void aUserThatIsNoMoreIsAMemberNowhere() {
        long[] ticks = {0};
        Engine engine = new MemoryEngine(
                () -> ticks[0],
                InstantSource.system(),
                new Random(20_261_121)::nextLong,
                100,
                Duration.ofDays(90),
                new Retention(50, 1 << 20, 1 << 20));
        UserRecord alice = create(engine, "alice");
        MemberRecord member = new MemberRecord(alice.id(), "alice", Role.HOST, 1, true);
        engine.createRoom(RoomRecord.wanted(OPS_NAME, "", null, false, false).withMembers(List.of(member)));
        assertThat(engine.roomsOf(alice.id()).toCompletableFuture().join()).containsExactly(OPS);
        ticks[0] = Duration.ofDays(91).toNanos();
        create(engine, "bob");
        assertThat(engine.roomsOf(alice.id()).toCompletableFuture().join()).isEmpty();
        Proposing.members(engine, OPS, List.of(member), List.of());
        assertThat(engine.roomsOf(alice.id()).toCompletableFuture().join()).isEmpty();
    }

    private static UserRecord create(Engine engine, String name) {
        TokenHash token = TokenHash.of(name.getBytes(java.nio.charset.StandardCharsets.UTF_8));
        return ((UserRecords.Created) engine.createUser(((Name.Valid) Name.user(name)).name(), true, token)
                        .toCompletableFuture()
                        .join())
                .user();
    }

    @Override
    protected Engine open() {
        return engine(new Retention(10_000, 8 << 20, 256 << 20));
    }

    private static MemoryEngine engine(Retention retention) {
        return new MemoryEngine(
                System::nanoTime,
                InstantSource.system(),
                new Random(20_261_121)::nextLong,
                100,
                Duration.ofDays(90),
                retention);
    }

    private static MessageLog.AppendRequest message(long n, String text) {
        return new MessageLog.AppendRequest(1, "alice", 100, n, text, null, 1000);
    }

    private static void say(Engine engine, RoomId room, long first, long last, String text) {
        for (long n = first; n <= last; n++) {
            engine.append(room, message(n, text), new Ignoring());
        }
    }

    private static final class Ignoring implements MessageLog.AppendAnswer {
        @Override
        public void committed(long epoch, long sequence, boolean stored) {}

        @Override
        public void duplicate(long epoch, long sequence, boolean stored) {
            throw new AssertionError("a duplicate");
        }

        @Override
        public void failed() {
            throw new AssertionError("failed");
        }

        @Override
        public void unknown() {
            failed();
        }
    }

    private static LogPage read(Engine engine, RoomId room, long after) {
        return engine.read(room, LogRange.of(after, Long.MAX_VALUE, 1 << 20))
                .toCompletableFuture()
                .join();
    }

    private static List<Long> sequences(LogPage page) {
        List<Long> sequences = new ArrayList<>();
        page.entries().forEach(entry -> sequences.add(entry.sequence()));
        return sequences;
    }

    @Test
    void keepsTheLastMessagesOfARoom() {
        Engine engine = engine(new Retention(3, 1 << 20, 1 << 20));
        engine.createRoom(RoomRecord.wanted(OPS_NAME, "", null, false, false));
        say(engine, OPS, 1, 50, "x");
        LogPage page = read(engine, OPS, 10);
        assertThat(sequences(page)).containsExactly(48L, 49L, 50L);
        assertThat(page.oldest()).isEqualTo(48);
        LogPage gone = engine.read(OPS, LogRange.of(10, 20, 1 << 20))
                .toCompletableFuture()
                .join();
        assertThat(gone.entries()).isEmpty();
        assertThat(gone.coversTo()).isEqualTo(20);
    }

    @Test
    void keepsSoManyBytesOfARoom() {
        String text = "é".repeat(200);
        int weight = new LogEntry(1, 1, message(1, text)).weight();
        assertThat(weight).isGreaterThan(400);
        Engine engine = engine(new Retention(1000, 5L * weight, 1 << 20));
        engine.createRoom(RoomRecord.wanted(OPS_NAME, "", null, false, false));
        say(engine, OPS, 1, 50, text);
        assertThat(sequences(read(engine, OPS, 0))).containsExactly(46L, 47L, 48L, 49L, 50L);
    }

    @Test
    void allRoomsTogetherKeepSoManyBytesAndOneThatClosesGivesThemBack() {
        int weight = new LogEntry(1, 1, message(1, "x")).weight();
        Engine engine = engine(new Retention(1000, 1 << 20, 10L * weight));
        engine.createRoom(RoomRecord.wanted(OPS_NAME, "", null, false, false));
        engine.createRoom(RoomRecord.wanted(DEV_NAME, "", null, false, false));
        say(engine, OPS, 1, 7, "x");
        say(engine, DEV, 1, 20, "x");
        assertThat(sequences(read(engine, OPS, 0))).hasSize(7);
        assertThat(sequences(read(engine, DEV, 0))).containsExactly(18L, 19L, 20L);
        engine.closeRoom(OPS);
        say(engine, DEV, 21, 40, "x");
        assertThat(sequences(read(engine, DEV, 0))).hasSize(10);
    }

    @Test
    void aDuplicateOfWhatIsNoLongerKeptIsKnownForOne() {
        Engine engine = engine(new Retention(1, 1 << 20, 1 << 20));
        engine.createRoom(RoomRecord.wanted(OPS_NAME, "", null, false, false));
        say(engine, OPS, 1, 5, "x");
        List<List<Long>> pairs = new ArrayList<>();
        MessageLog.AppendAnswer answer = new MessageLog.AppendAnswer() {
            @Override
            public void committed(long epoch, long sequence, boolean stored) {
                throw new AssertionError("committed again");
            }

            @Override
            public void duplicate(long epoch, long sequence, boolean stored) {
                pairs.add(List.of(sequence, stored ? 1L : 0L));
            }

            @Override
            public void failed() {}

            @Override
            public void unknown() {}
        };
        engine.append(OPS, message(2, "x"), answer);
        engine.append(OPS, message(5, "x"), answer);
        assertThat(pairs).containsExactly(List.of(0L, 0L), List.of(5L, 0L));
    }

    @Test
    void aNameComesFreeByDisuseAndNotByAJumpOfTheClock() {
        Name alice = ((Name.Valid) Name.user("alice")).name();
        long[] nanos = {0};
        Instant[] wall = {Instant.EPOCH};
        Engine engine = new MemoryEngine(
                () -> nanos[0],
                () -> wall[0],
                new Random(1)::nextLong,
                10,
                Duration.ofDays(90),
                new Retention(1, 1, 1));
        assertThat(engine.createUser(alice, true, TokenHash.of(new byte[] {1}))
                        .toCompletableFuture()
                        .join())
                .isInstanceOf(UserRecords.Created.class);
        wall[0] = Instant.parse("2100-01-01T00:00:00Z");
        assertThat(engine.createUser(alice, true, TokenHash.of(new byte[] {2}))
                        .toCompletableFuture()
                        .join())
                .isInstanceOf(UserRecords.NameTaken.class);
        Name lookalike = ((Name.Valid) Name.user("а" + "lice")).name();
        assertThat(engine.createUser(lookalike, true, TokenHash.of(new byte[] {4}))
                        .toCompletableFuture()
                        .join())
                .isInstanceOf(UserRecords.LooksTaken.class);
        nanos[0] += Duration.ofDays(91).toNanos();
        assertThat(engine.createUser(lookalike, true, TokenHash.of(new byte[] {5}))
                        .toCompletableFuture()
                        .join())
                .isInstanceOf(UserRecords.Created.class);
        nanos[0] += Duration.ofDays(91).toNanos();
        assertThat(engine.createUser(alice, true, TokenHash.of(new byte[] {3}))
                        .toCompletableFuture()
                        .join())
                .isInstanceOf(UserRecords.Created.class);
    }
}
