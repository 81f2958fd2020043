package dev.roomtalk.server.store.sqlite;

import static org.assertj.core.api.Assertions.assertThat;

import dev.roomtalk.server.room.RoomChange;
import dev.roomtalk.server.store.Engine;
import dev.roomtalk.server.store.RoomId;
import dev.roomtalk.server.store.RoomRecord;
import dev.roomtalk.server.store.TokenHash;
import dev.roomtalk.server.store.UserRecord;
import dev.roomtalk.server.store.UserRecords;
import dev.roomtalk.wire.Name;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a stop, or a crash at any moment, leaves is everything that was committed. */
class RestartTest {
    @TempDir
    Path directory;

    @Test
    void usersTokensRoomsAndTopicsAreAsTheyWere() {
        TokenHash first = TokenHash.of(new byte[] {1});
        TokenHash second = TokenHash.of(new byte[] {2});
        Name lab = Stored.room("Lab");
        RoomId labId;
        UserRecords.Created alice;
        try (Engine engine = Stored.open(directory)) {
            alice = (UserRecords.Created)
                    Stored.get(engine.createUser(((Name.Valid) Name.user("Alice")).name(), true, first));
            assertThat(Stored.get(engine.renewToken(alice.user().id(), second))).isTrue();
            Stored.make(engine, Stored.OPS_NAME);
            labId = Objects.requireNonNull(
                            Stored.get(engine.createRoom(RoomRecord.wanted(lab, "old", "hash", true, true))))
                    .id();
            Stored.get(engine.propose(labId, 0, new RoomChange.TopicIs("new", "alice")));
            Stored.get(engine.closeRoom(Stored.OPS));
        }
        try (Engine engine = Stored.open(directory)) {
            UserRecord found = Stored.get(engine.findUser(second));
            assertThat(found).isEqualTo(alice.user());
            assertThat(Stored.get(engine.findUser(first))).isNull();
            assertThat(Stored.get(engine.createUser(((Name.Valid) Name.user("ALICE")).name(), true, first)))
                    .isInstanceOf(UserRecords.NameTaken.class);
            RoomRecord only = Stored.get(engine.rooms(RoomId.NONE, 1_000)).getFirst();
            assertThat(Stored.get(engine.rooms(RoomId.NONE, 1_000))).hasSize(1);
            assertThat(only)
                    .isEqualTo(RoomRecord.wanted(lab, "new", "hash", true, true)
                            .withId(labId)
                            .withLastUsed(only.lastUsed())
                            .at(only.epoch(), 0));
        }
    }

    /** The seed decides who says what where, when a room is closed and made again, and when the engine stops. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void whatWasCommittedIsThereAfterEachStopAndNoPairComesTwice(long seed) {
        Random random = new Random(seed);
        List<Name> names = List.of(Stored.OPS_NAME, Stored.room("dev"));
        Map<Name, RoomId> ids = new HashMap<>();
        Map<Name, List<Stored.Said>> expected = new HashMap<>();
        Map<Name, List<Stored.Said>> all = new HashMap<>();
        Map<List<Object>, Long> highest = new HashMap<>();
        for (int run = 0; run < 5; run++) {
            try (Engine engine = Stored.open(directory)) {
                for (Name name : names) {
                    if (expected.putIfAbsent(name, new ArrayList<>()) == null) {
                        ids.put(name, Stored.make(engine, name).id());
                    }
                    RoomId id = Objects.requireNonNull(ids.get(name));
                    assertThat(Stored.log(engine, id))
                            .isEqualTo(Objects.requireNonNull(expected.get(name)).stream()
                                    .map(Stored.Said::entry)
                                    .toList());
                    for (long user = 1; user <= 3; user++) {
                        assertThat(Stored.get(engine.highestN(id, user, 100 + user)))
                                .isEqualTo(highest.getOrDefault(List.of(name, user), 0L));
                    }
                }
                List<Stored.Said> waiting = new ArrayList<>();
                for (int i = random.nextInt(200); i > 0; i--) {
                    Name name = names.get(random.nextInt(names.size()));
                    List<Stored.Said> log = Objects.requireNonNull(expected.get(name));
                    if (random.nextInt(100) == 0) {
                        waiting.forEach(
                                said -> assertThat(Stored.get(said.stored())).isTrue());
                        Stored.get(engine.closeRoom(Objects.requireNonNull(ids.get(name))));
                        ids.put(name, Stored.make(engine, name).id());
                        log.clear();
                        highest.keySet().removeIf(key -> key.getFirst().equals(name));
                    }
                    long user = 1L + random.nextInt(3);
                    long n = highest.merge(List.of(name, user), 1L, Long::sum);
                    Stored.Said said = Stored.say(
                            engine,
                            Objects.requireNonNull(ids.get(name)),
                            Stored.message(user, n, "text " + n, System.currentTimeMillis()));
                    waiting.add(said);
                    log.add(said);
                    all.computeIfAbsent(name, k -> new ArrayList<>()).add(said);
                }
            }
        }
        all.values()
                .forEach(said -> assertThat(said)
                        .extracting(s -> List.of(s.epoch().join(), s.sequence().join()))
                        .doesNotHaveDuplicates());
    }

    /** The files as a crash would leave them: copied while a transaction is being written. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void aCrashLosesNothingThatWasCommittedAndGivesNoPairAgain(long seed) throws IOException {
        Random random = new Random(seed);
        Path crashed = Files.createDirectory(directory.resolve("crashed"));
        List<Stored.Said> said = new ArrayList<>();
        Set<List<Long>> committedBefore = new HashSet<>();
        try (SqliteEngine engine = Stored.open(directory)) {
            Stored.make(engine, Stored.OPS_NAME);
            int moment = random.nextInt(500);
            for (int n = 1; n <= 500; n++) {
                said.add(Stored.say(engine, Stored.OPS, Stored.message(1, n, "text " + n, System.currentTimeMillis())));
                if (n == moment) {
                    engine.inTransaction(c -> {
                        said.stream()
                                .filter(s -> s.stored().getNow(false))
                                .forEach(s -> committedBefore.add(
                                        List.of(s.epoch().join(), s.sequence().join())));
                        c.query("INSERT INTO epochs (room, epoch, after) VALUES (99, 99, 99)")
                                .run();
                        copy(crashed);
                        return null;
                    });
                }
            }
            said.forEach(s -> Stored.get(s.stored()));
        }
        try (Engine engine = Stored.open(crashed)) {
            Set<List<Long>> kept = new HashSet<>();
            Stored.log(engine, Stored.OPS).forEach(entry -> kept.add(List.of(entry.epoch(), entry.sequence())));
            assertThat(kept).containsAll(committedBefore);
            long next = 1 + Stored.get(engine.highestN(Stored.OPS, 1, 101));
            Stored.Said again =
                    Stored.say(engine, Stored.OPS, Stored.message(1, next, "again", System.currentTimeMillis()));
            assertThat(Stored.get(again.stored())).isTrue();
            assertThat(said)
                    .noneMatch(s -> s.epoch().join().equals(again.epoch().join()));
            assertThat(again.sequence().join()).isEqualTo(kept.size() + 1L);
        }
    }

    private void copy(Path to) {
        try {
            for (String file : List.of("roomtalk.db", "roomtalk.db-wal")) {
                Files.copy(directory.resolve(file), to.resolve(file));
            }
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void anEpochIsHigherThanTheOneBeforeAlsoWhenTheClockWasTurnedBack() {
        long first;
        try (Engine engine = Stored.open(directory)) {
            first = Stored.make(engine, Stored.OPS_NAME).epoch();
        }
        java.time.InstantSource before = java.time.InstantSource.fixed(java.time.Instant.ofEpochMilli(1000));
        try (Engine engine = Stored.open(directory, before, new dev.roomtalk.server.store.Retention(100, 1 << 20, 0))) {
            assertThat(Stored.get(engine.rooms(RoomId.NONE, 1_000)).getFirst().epoch())
                    .isGreaterThan(first);
        }
    }

    @Test
    void anEpochEndsWhereItEndedAlsoWhileTheNextOneBegins() {
        long now = InstantSource.system().millis();
        List<RoomId> rooms = new ArrayList<>();
        try (Engine engine = Stored.open(directory)) {
            for (int i = 0; i < 60; i++) {
                RoomId room = Stored.make(engine, Stored.room("room" + i)).id();
                rooms.add(room);
                Stored.get(Stored.say(engine, room, Stored.message(1, 1, "before", now))
                        .stored());
            }
        }
        try (Engine engine = Stored.open(directory)) {
            for (RoomId room : rooms) {
                long before = Stored.log(engine, room).getFirst().epoch();
                Stored.Said said = Stored.say(engine, room, Stored.message(1, 2, "after", now));
                List<CompletionStage<Long>> ends = new ArrayList<>();
                while (!said.stored().isDone() && ends.size() < 2_000) {
                    ends.add(engine.epochEnd(room, before));
                }
                assertThat(ends).allSatisfy(end -> assertThat(Stored.get(end)).isEqualTo(1));
            }
        }
    }
}
