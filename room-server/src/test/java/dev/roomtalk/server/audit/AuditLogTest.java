package dev.roomtalk.server.audit;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import dev.roomtalk.server.base.Counter;
import dev.roomtalk.server.base.Counters;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.time.InstantSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AuditLogTest {
    private static final InstantSource CLOCK = InstantSource.fixed(Instant.parse("2026-01-02T03:04:05Z"));

    @TempDir
    Path directory;

    private final Counters counters = new Counters();

    private static void note(AuditLog log, String user) {
        JsonObject details = new JsonObject();
        details.addProperty("reason", "a \"b\"\n");
        log.operator("root", 0, "kick", "hall", user, details, "done");
    }

    @Test
    void anEntryIsALine() throws IOException {
        try (AuditLog log = AuditLog.open(directory, CLOCK, counters)) {
            note(log, "bob");
            assertThat(log.last(10))
                    .containsExactly("{\"time\":\"2026-01-02T03:04:05Z\",\"action\":\"kick\",\"by\":\"root\","
                            + "\"as\":\"operator\",\"uid\":0,\"room\":\"hall\",\"user\":\"bob\","
                            + "\"details\":{\"reason\":\"a \\\"b\\\"\\u000a\"},\"result\":\"done\"}");
        }
        Path file = directory.resolve(AuditLog.FILE);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        try (AuditLog log = AuditLog.open(directory, CLOCK, counters)) {
            note(log, "carol");
            assertThat(log.last(10)).hasSize(2);
            assertThat(log.last(1)).singleElement().asString().contains("carol");
        }
    }

    @Test
    void aLongFileIsPutAside() throws IOException {
        try (AuditLog log = AuditLog.open(directory, 1000, CLOCK, counters)) {
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
}
