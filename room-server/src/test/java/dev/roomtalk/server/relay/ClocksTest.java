package dev.roomtalk.server.relay;

import static org.assertj.core.api.Assertions.assertThat;

import dev.roomtalk.server.app.TestClient;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What ends after a while ends after that while, wherever the wall clock jumps to. */
class ClocksTest {
    private final LoneLoop lone = new LoneLoop();

    @ParameterizedTest
    @ValueSource(strings = {"1970-01-01T00:00:00Z", "2000-01-01T00:00:00Z", "2100-01-01T00:00:00Z"})
    void silenceOnUdpIsMeasuredByNoWallClock(String jump) {
        LoneLoop.Peer alice = lone.peer().onUdp();
        lone.wall = Instant.parse(jump);
        lone.pass(Duration.ofSeconds(25));
        assertThat(alice.session.relay().udp()).isTrue();
        lone.pass(Duration.ofSeconds(1));
        assertThat(alice.session.relay().udp()).isFalse();
    }

    @Test
    void keysGrowOldByNoWallClock() {
        LoneLoop.Peer alice = lone.peer();
        lone.wall = Instant.parse("2100-01-01T00:00:00Z");
        lone.pass(Duration.ofHours(24));
        assertThat(alice.wantsKeys).isFalse();
        lone.wall = Instant.EPOCH;
        lone.pass(Duration.ofSeconds(1));
        assertThat(alice.wantsKeys).isTrue();
    }

    @Test
    void aCheckOfAnAddressIsNotRepeatedBecauseTheClockJumped() {
        LoneLoop.Peer alice = lone.peer();
        alice.send(TestClient.ping(1));
        alice.send(TestClient.ping(2));
        alice.send(TestClient.ping(3));
        assertThat(alice.frames).hasSize(3);
        lone.wall = Instant.parse("2100-01-01T00:00:00Z");
        alice.send(TestClient.ping(4));
        assertThat(alice.frames).hasSize(3);
        lone.pass(Duration.ofSeconds(11));
        alice.send(TestClient.ping(5));
        assertThat(alice.frames).hasSize(4);
    }
}
