package dev.roomtalk.server.store.sqlite;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

class StoringHealthTest {
    private final SQLException full = new SQLiteException("full", SQLiteErrorCode.SQLITE_FULL);

    private final Logger log = (Logger) LoggerFactory.getLogger(StoringHealth.class);
    private final ListAppender<ILoggingEvent> said = new ListAppender<>();
    private Instant now = Instant.parse("2026-11-21T12:00:00Z");
    private final StoringHealth health = new StoringHealth(new Database(Path.of("/data/roomtalk.db")), () -> now);

    @BeforeEach
    void listen() {
        said.start();
        log.addAppender(said);
    }

    @AfterEach
    void stopListening() {
        log.detachAppender(said);
    }

    private List<String> lines() {
        return said.list.stream().map(ILoggingEvent::getFormattedMessage).toList();
    }

    private void pass(Duration time) {
        now = now.plus(time);
        health.look();
    }

    @Test
    void aDiskThatIsNearlyFullIsSaidOnceAndItsEndOnce() {
        for (int i = 0; i < 50; i++) {
            health.fails(full);
            assertThat(health.trouble()).isEqualTo("its disk is full");
            health.works();
            assertThat(health.trouble()).isNull();
            pass(StoringHealth.CALM.minusMillis(1));
        }
        assertThat(lines())
                .containsExactly("NOT STORING, rooms go on: the disk of the database /data/roomtalk.db is full");
        pass(Duration.ofMillis(1));
        pass(StoringHealth.CALM);
        assertThat(lines()).hasSize(2).last().isEqualTo("storing again");
        health.fails(full);
        assertThat(lines()).hasSize(3);
    }

    @Test
    void itIsNotOverWhileNothingWorks() {
        health.fails(full);
        pass(StoringHealth.CALM.multipliedBy(10));
        assertThat(lines()).hasSize(1);
    }
}
