package dev.roomtalk.server.audit;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import dev.roomtalk.server.base.Counter;
import dev.roomtalk.server.base.Counters;
import dev.roomtalk.server.room.Participant;
import dev.roomtalk.server.room.Role;
import dev.roomtalk.server.room.RoomCommand;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AuditLogTest {
    private static final InstantSource CLOCK = InstantSource.fixed(Instant.parse("2026-01-02T03:04:05Z"));

    @TempDir
    Path directory;

    private final Counters counters = new Counters();
    private long nanos;

    private static void note(AuditLog log, String user) {
        JsonObject details = new JsonObject();
        details.addProperty("reason", "a \"b\"\n");
        log.operator("root", 0, "kick", "hall", user, details, "done");
    }

    @Test
    void anEntryIsALine() throws IOException {
        try (AuditLog log = AuditLog.open(directory, CLOCK, () -> nanos, counters)) {
            note(log, "bob");
            assertThat(log.last(10))
                    .containsExactly("{\"time\":\"2026-01-02T03:04:05Z\",\"action\":\"kick\",\"by\":\"root\","
                            + "\"as\":\"operator\",\"uid\":0,\"room\":\"hall\",\"user\":\"bob\","
                            + "\"details\":{\"reason\":\"a \\\"b\\\"\\u000a\"},\"result\":\"done\"}");
        }
        Path file = directory.resolve(AuditLog.FILE);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        try (AuditLog log = AuditLog.open(directory, CLOCK, () -> nanos, counters)) {
            note(log, "carol");
            assertThat(log.last(10)).hasSize(2);
            assertThat(log.last(1)).singleElement().asString().contains("carol");
        }
    }

    @Test
    void aLongFileIsPutAside() throws IOException {
        try (AuditLog log = AuditLog.open(directory, 1000, CLOCK, () -> nanos, counters)) {
            for (int i = 0; i < 20; i++) {
                note(log, "user" + i);
            }
            assertThat(log.last(3)).hasSize(3).last().asString().contains("user19");
            assertThat(log.last(100)).hasSizeBetween(5, 12);
        }
        assertThat(Files.size(directory.resolve(AuditLog.FILE))).isLessThanOrEqualTo(1000);
        assertThat(Files.size(directory.resolve(AuditLog.FILE + ".1"))).isLessThanOrEqualTo(1000);
        assertThat(counters.get(Counter.AUDIT_LEFT_OUT)).isZero();
    }

    private record Person(long userId, String name) implements Participant {
        @Override
        public long instance() {
            return 1;
        }

        @Override
        public boolean isOver() {
            return false;
        }
    }

    private static final Person HOST = new Person(5, "mallory");

    /** A host mutes and unmutes a member. */
    @Test
    void aFileThatWasMovedAwayIsBegunAnew() throws IOException {
        Path file = directory.resolve(AuditLog.FILE);
        try (AuditLog log = AuditLog.open(directory, CLOCK, () -> nanos, counters)) {
            note(log, "bob");
            assertThat(log.last(10)).hasSize(1);
            Files.move(file, directory.resolve("elsewhere"));
            assertThat(log.last(10)).isEmpty();
            note(log, "carol");
            assertThat(log.last(10)).singleElement().asString().contains("carol");
            assertThat(Files.readString(file)).contains("carol").doesNotContain("bob");
        }
        assertThat(Files.readString(directory.resolve("elsewhere")))
                .contains("bob")
                .doesNotContain("carol");
    }

    private static void mute(AuditLog log, int room, Person by) {
        log.done(room, "room" + room, new RoomCommand.SetRole(by, 1, 9, "bob", Role.MUTED, 0, "x".repeat(200)));
        log.done(room, "room" + room, new RoomCommand.SetRole(by, 1, 9, "bob", Role.MEMBER, 0, ""));
    }

    @Test
    void whatMembersDoInTheirRoomsWashesNothingOfTheOperatorsAway() throws IOException {
        try (AuditLog log = AuditLog.open(directory, 20_000, CLOCK, () -> nanos, counters)) {
            note(log, "bob");
            for (int room = 1; room <= 1_000; room++) {
                for (int i = 0; i < 10; i++) {
                    mute(log, room, new Person(room, "host" + room));
                }
                log.last(1);
            }
            assertThat(Files.readAllLines(directory.resolve(AuditLog.FILE)))
                    .singleElement()
                    .asString()
                    .contains("\"by\":\"root\"");
            assertThat(Files.size(directory.resolve(AuditLog.MEMBERS_FILE))).isLessThanOrEqualTo(20_000);
        }
    }

    @Test
    void entriesOfARoomAreLimitedAndThatSomeAreLeftOutIsNotedOnce() throws IOException {
        try (AuditLog log = AuditLog.open(directory, CLOCK, () -> nanos, counters)) {
            for (int i = 0; i < 300; i++) {
                mute(log, 1, HOST);
            }
            mute(log, 2, new Person(6, "carol"));
            List<String> lines = log.last(1_000);
            assertThat(lines).hasSize(MemberEntries.OF_ROOM + 1 + 2);
            assertThat(lines).filteredOn(line -> line.contains("left-out")).hasSize(1);
            assertThat(lines).filteredOn(line -> line.contains("room2")).hasSize(2);
            assertThat(counters.get(Counter.AUDIT_LEFT_OUT)).isEqualTo(600 - MemberEntries.OF_ROOM - 1);
            nanos += MemberEntries.WINDOW.toNanos() + 1;
            mute(log, 1, HOST);
            assertThat(log.last(1)).singleElement().asString().contains("\"room\":\"room1\"");
            assertThat(log.last(1_000)).hasSize(MemberEntries.OF_ROOM + 1 + 2 + 2);
        }
    }

    @Test
    void entriesOfAUserAreLimitedInAllRoomsTogether() throws IOException {
        try (AuditLog log = AuditLog.open(directory, CLOCK, () -> nanos, counters)) {
            for (int room = 1; room <= 50; room++) {
                for (int i = 0; i < 10; i++) {
                    mute(log, room, HOST);
                }
            }
            assertThat(log.last(10_000))
                    .filteredOn(line -> !line.contains("left-out"))
                    .hasSize(MemberEntries.OF_USER);
        }
    }

    @Test
    void aLogFromBeforeThereWereTwoFilesIsStillRead() throws IOException {
        List<String> before = List.of(
                "{\"time\":\"2025-12-31T23:59:59.5Z\",\"action\":\"kick\",\"by\":\"root\",\"as\":\"operator\"}",
                "{\"time\":\"2026-01-01T00:00:00Z\",\"action\":\"mute\",\"by\":\"alice\",\"as\":\"user\"}",
                "no entry");
        Files.write(directory.resolve(AuditLog.FILE), before);
        try (AuditLog log = AuditLog.open(directory, CLOCK, () -> nanos, counters)) {
            mute(log, 1, HOST);
            note(log, "bob");
            List<String> lines = log.last(10);
            assertThat(lines).hasSize(6);
            assertThat(lines.subList(0, 3)).isEqualTo(before);
            assertThat(lines.subList(3, 6))
                    .filteredOn(line -> line.contains("mallory"))
                    .hasSize(2);
            assertThat(lines.subList(3, 6))
                    .filteredOn(line -> line.contains("root"))
                    .hasSize(1);
        }
    }
}
