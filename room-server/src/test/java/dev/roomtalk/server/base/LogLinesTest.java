package dev.roomtalk.server.base;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.LoggingEvent;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.slf4j.event.KeyValuePair;

class LogLinesTest {
    private final LoggerContext context = new LoggerContext();

    private String line(LogLines.Form form, @Nullable Throwable error, KeyValuePair... pairs) {
        LoggingEvent event = new LoggingEvent(
                "",
                context.getLogger("dev.roomtalk.server.relay.RoomHost"),
                Level.INFO,
                "room {}",
                error,
                new Object[] {"made"});
        event.setInstant(Instant.parse("2026-01-02T03:04:05.678Z"));
        event.setKeyValuePairs(List.of(pairs));
        return new String(LogLines.encoder(form, context).encode(event), StandardCharsets.UTF_8);
    }

    @Test
    void textNamesWhatItIsAbout() {
        assertThat(line(LogLines.Form.TEXT, null, new KeyValuePair("room", "hall"), new KeyValuePair("user", "alice")))
                .endsWith(" INFO  RoomHost: room made room=\"hall\" user=\"alice\"\n");
        assertThat(line(LogLines.Form.TEXT, null)).endsWith(" INFO  RoomHost: room made\n");
    }

    @Test
    void jsonIsOneFlatObject() {
        assertThat(line(LogLines.Form.JSON, null, new KeyValuePair("room", "a \"b\"\n"), new KeyValuePair("n", 7)))
                .isEqualTo("{\"time\":\"2026-01-02T03:04:05.678Z\",\"level\":\"info\",\"logger\":\"RoomHost\","
                        + "\"message\":\"room made\",\"room\":\"a \\\"b\\\"\\u000a\",\"n\":7}\n");
    }

    @Test
    void aFailureIsOneLineOfJson() {
        String line = line(LogLines.Form.JSON, new IllegalStateException("broken"));
        assertThat(line).contains("\"error\":\"java.lang.IllegalStateException: broken\\u000a");
        assertThat(line.indexOf('\n')).isEqualTo(line.length() - 1);
    }
}
