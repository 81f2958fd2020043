package dev.roomtalk.chat.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.time.ZoneId;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PointInTimeTest {
    private static final Instant NOW = Instant.parse("2026-11-20T13:00:00Z");
    private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");

    @ParameterizedTest
    @CsvSource({
        "2026-11-01,                2026-10-31T23:00:00Z",
        "2026-07-01,                2026-06-30T22:00:00Z",
        "2026-11-01T12:00,          2026-11-01T11:00:00Z",
        "2026-11-01T12:00:30,       2026-11-01T11:00:30Z",
        "2026-11-01 12:00,          2026-11-01T11:00:00Z",
        "2026-11-01T12:00Z,         2026-11-01T12:00:00Z",
        "2026-11-01T12:00:00.250Z,  2026-11-01T12:00:00.250Z",
        "2026-11-01T12:00+02:00,    2026-11-01T10:00:00Z",
        "13:30,                     2026-11-20T12:30:00Z",
        "14:30,                     2026-11-19T13:30:00Z",
        "9:05,                      2026-11-20T08:05:00Z",
        "45s,                       2026-11-20T12:59:15Z",
        "10m,                       2026-11-20T12:50:00Z",
        "2h,                        2026-11-20T11:00:00Z",
        "3d,                        2026-11-17T13:00:00Z",
        "1w,                        2026-11-13T13:00:00Z"
    })
    void isUnderstood(String text, Instant expected) {
        assertThat(PointInTime.parse(text, NOW, BERLIN)).isEqualTo(expected);
    }

    /** Clocks went back at 2026-11-01T06:00Z, from 02:00-04:00 to 01:00-05:00. */
    @ParameterizedTest
    @CsvSource({
        "2026-11-01T06:45:00Z, 01:40, 2026-11-01T06:40:00Z",
        "2026-11-01T06:39:00Z, 01:40, 2026-11-01T05:40:00Z",
        "2026-11-01T05:41:00Z, 01:40, 2026-11-01T05:40:00Z",
        "2026-11-01T05:39:00Z, 01:40, 2026-10-31T05:40:00Z",
        "2026-11-01T15:00:00Z, 01:40, 2026-11-01T06:40:00Z",
        "2026-11-02T05:30:00Z, 01:40, 2026-11-01T06:40:00Z",
        "2026-11-01T06:45:00Z, 01:40-04:00, 2026-11-01T05:40:00Z",
        "2026-11-01T06:45:00Z, 01:40-05:00, 2026-11-01T06:40:00Z",
        "2026-11-01T06:45:00Z, 5:40Z, 2026-11-01T05:40:00Z",
        "2026-11-01T06:45:00Z, 06:50Z, 2026-10-31T06:50:00Z",
        "2026-11-01T06:45:00Z, 2026-11-01T01:40-0500, 2026-11-01T06:40:00Z",
        "2026-11-01T06:45:00Z, 2026-11-01T01:40-04, 2026-11-01T05:40:00Z",
        // In spring 02:30 is left out.
        "2026-03-08T07:10:00Z, 02:30, 2026-03-07T07:30:00Z",
    })
    void anHourThatThereIsTwiceIsTheLastOne(Instant now, String text, Instant expected) {
        assertThat(PointInTime.parse(text, now, ZoneId.of("America/New_York"))).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "yesterday",
                "2026-13-01",
                "2026-02-30",
                "2026-11-01T25:00",
                "2026-11-01T12:00Mars",
                "24:30",
                "2 h",
                "-2h",
                "2y",
                "999999999w",
                "20261101"
            })
    void isRefusedWithWhatWouldBeRight(String text) {
        assertThatThrownBy(() -> PointInTime.parse(text, NOW, BERLIN))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("'" + text + "' is not a time")
                .hasMessageContaining("2026-11-01T12:00");
    }
}
