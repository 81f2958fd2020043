package dev.roomtalk.server.control;

import static org.assertj.core.api.Assertions.assertThat;

import dev.roomtalk.server.settings.LiveSettings;
import dev.roomtalk.server.settings.ServerSettings;
import dev.roomtalk.server.store.NodeBus;
import dev.roomtalk.server.store.Notice;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Since when somebody is not connected, and how sessions end that another node ends. */
class LastSessionsTest {
    private Instant now = Instant.ofEpochMilli(1_000);
    private final LastSessions last = new LastSessions(() -> now);

    @Test
    void ofWhoIsConnectedAgainItIsNotSaidSinceWhenItWasNot() {
        assertThat(last.since(7)).isZero();
        last.ended(7);
        now = Instant.ofEpochMilli(5_000);
        assertThat(last.since(7)).isEqualTo(1_000);
        last.begun(7);
        assertThat(last.since(7)).isZero();
        last.ended(7);
        assertThat(last.since(7)).isEqualTo(5_000);
    }

    @Test
    void sessionsEndForAReasonThatOnlyALaterVersionKnows() throws Exception {
        Sessions sessions = new Sessions(new LiveSettings(ServerSettings.of(Map.of())), last, () -> 0);
        SessionEnds ends = new SessionEnds(sessions, NodeBus.ALONE);
        assertThat(ends.endHere(new Notice.SessionsEnd(7, 0, "OF_A_LATER_VERSION", "because", false)))
                .isZero();
    }
}
