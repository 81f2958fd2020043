package dev.roomtalk.server.relay;

import static org.assertj.core.api.Assertions.assertThat;

import dev.roomtalk.server.app.TestClient;
import dev.roomtalk.server.rooms.FrameEncoder;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a session's ciphers hold outside of Java's heap is freed, however the session ends. */
class SessionEndTest {
    private final LoneLoop loop = new LoneLoop();

    /** A loop by the JDK has no contexts to count. */
    private int each;

    @BeforeEach
    void countWhatASessionHolds() {
        LoneLoop other = new LoneLoop();
        other.peer().onUdp();
        each = (int) other.ciphers.contexts();
        assertThat(each).isEqualTo(other.ciphers.name().startsWith("OpenSSL") ? 2 : 0);
    }

    private void assertSessionsHold(int sessions) {
        assertThat(loop.ciphers.contexts()).isEqualTo((long) sessions * each);
    }

    @Test
    void oneThatNeverCameByUdpHoldsNothing() {
        LoneLoop.Peer alice = loop.peer();
        new RelayKeyring(1, new byte[32], loop.ciphers);
        assertSessionsHold(0);
        loop.loop.remove(alice.session.relay());
        assertSessionsHold(0);
    }

    @Test
    void anEndFreesItOnce() {
        LoneLoop.Peer alice = loop.peer().onUdp();
        loop.peer().onUdp();
        assertSessionsHold(2);
        loop.loop.remove(alice.session.relay());
        assertSessionsHold(1);
        loop.loop.remove(alice.session.relay());
        assertSessionsHold(1);
    }

    @Test
    void whatWaitsIsSentAndWhatComesLaterIsDropped() {
        LoneLoop.Peer alice = loop.peer().onUdp();
        alice.session.relay().append(FrameEncoder.pong(5));
        loop.loop.remove(alice.session.relay());
        assertThat(alice.frames).hasSize(1);

        alice.session.relay().append(FrameEncoder.pong(6));
        alice.session.relay().deliver(FrameEncoder.pong(7));
        alice.session.send(FrameEncoder.pong(8));
        alice.session.relay().flush();
        alice.send(TestClient.ping(9));
        loop.pass(Duration.ofSeconds(2));
        assertThat(alice.frames).hasSize(1);
        assertSessionsHold(0);
    }

    @Test
    void keysThatAreGivenUpAreFreedAMinuteLater() {
        LoneLoop.Peer alice = loop.peer().onUdp();
        alice.rekey();
        alice.send(TestClient.ping(3));
        assertSessionsHold(2);
        loop.pass(Duration.ofSeconds(62));
        assertSessionsHold(1);
        alice.send(TestClient.ping(4));
        loop.loop.remove(alice.session.relay());
        assertSessionsHold(0);
    }

    @Test
    void aSecondChangeWithinTheMinuteFreesTheFirstKeys() {
        LoneLoop.Peer alice = loop.peer().onUdp();
        alice.rekey();
        alice.rekey();
        alice.send(TestClient.ping(3));
        assertSessionsHold(2);
        loop.loop.remove(alice.session.relay());
        assertSessionsHold(0);
    }

    @Test
    void theEndOfARelayEndsTheSessionsThatAreLeft() {
        LoneLoop.Peer alice = loop.peer().onUdp();
        loop.peer().onUdp().rekey();
        loop.peer();
        loop.loop.removeAll();
        assertSessionsHold(0);
        loop.loop.remove(alice.session.relay());
        assertSessionsHold(0);
    }
}
