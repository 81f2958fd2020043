package dev.roomtalk.client.internal.control;

import static org.assertj.core.api.Assertions.assertThat;

import dev.roomtalk.client.internal.base.FakeLoop;
import dev.roomtalk.client.internal.base.RoundTrip;
import dev.roomtalk.proto.Frame;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class KeepAliveTest {
    private final FakeLoop loop = new FakeLoop();
    private final RoundTrip roundTrip = new RoundTrip();
    private final List<Frame> sent = new ArrayList<>();
    private int dead;

    @Test
    void pingsOftenEnoughForTheServer() {
        KeepAlive keepAlive = start(Duration.ofSeconds(25));
        for (int i = 0; i < 50; i++) {
            Frame ping = sent.removeLast();
            loop.advanceMillis(7);
            keepAlive.onReceived();
            keepAlive.onPong(ping.getPing().getId());
            loop.advance(Duration.ofSeconds(20).minusMillis(1));
            assertThat(sent).isEmpty();
            for (int millis = 0; sent.isEmpty(); millis++) {
                assertThat(millis).isLessThan(5000 - 7);
                loop.advanceMillis(1);
            }
        }
        assertThat(roundTrip.smoothed()).isBetween(Duration.ofMillis(7), Duration.ofMillis(8));
        assertThat(dead).isZero();
    }

    @Test
    void noticesThatNothingComesBack() {
        start(Duration.ofSeconds(25));
        loop.advance(Duration.ofSeconds(10).minusMillis(1));
        assertThat(dead).isZero();
        loop.advanceMillis(1);
        assertThat(dead).isEqualTo(1);
    }

    @Test
    void anythingThatComesShowsLife() {
        KeepAlive keepAlive = start(Duration.ofSeconds(25));
        loop.advance(Duration.ofSeconds(9));
        keepAlive.onReceived();
        loop.advance(Duration.ofSeconds(2));
        assertThat(dead).isZero();
    }

    @Test
    void inDoubtItAsksAtOnceAndWaitsLess() {
        KeepAlive keepAlive = start(Duration.ofSeconds(25));
        keepAlive.onReceived();
        keepAlive.doubt();
        keepAlive.doubt();
        assertThat(sent).hasSize(2);
        loop.advance(Duration.ofSeconds(5));
        assertThat(dead).isEqualTo(1);
    }

    @Test
    void isSilentAfterItWasStopped() {
        KeepAlive keepAlive = start(Duration.ofSeconds(25));
        keepAlive.stop();
        keepAlive.doubt();
        loop.advance(Duration.ofMinutes(1));
        assertThat(sent).hasSize(1);
        assertThat(dead).isZero();
        assertThat(loop.timers()).isZero();
    }

    @Test
    void aServerThatAgreesOnNothingIsPingedAnyway() {
        KeepAlive keepAlive = start(Duration.ZERO);
        keepAlive.onReceived();
        loop.advance(Duration.ofSeconds(26));
        assertThat(sent).hasSize(2);
    }

    /** What answers nothing from any moment on is noticed within 13 s. */
    @Test
    void whereThereAreOtherAddressesItNoticesSooner() {
        KeepAlive keepAlive = start(Duration.ofSeconds(25));
        keepAlive.hurry(() -> true);
        for (int i = 0; i < 20; i++) {
            keepAlive.onReceived();
            sent.clear();
            for (int millis = 0; sent.isEmpty(); millis++) {
                assertThat(millis).isLessThanOrEqualTo(8000);
                loop.advanceMillis(1);
            }
        }
        assertThat(dead).isZero();
        loop.advance(Duration.ofSeconds(5));
        assertThat(dead).isEqualTo(1);
    }

    @Test
    void whatUdpShowsNeedsNoMorePingsByTcp() {
        KeepAlive keepAlive = start(Duration.ofSeconds(25));
        keepAlive.hurry(() -> false);
        keepAlive.onReceived();
        sent.clear();
        loop.advance(Duration.ofSeconds(20).minusMillis(1));
        assertThat(sent).isEmpty();
    }

    private KeepAlive start(Duration agreed) {
        KeepAlive keepAlive = new KeepAlive(loop, new Random(1), roundTrip, agreed, sent::add, () -> dead++);
        keepAlive.start();
        return keepAlive;
    }
}
