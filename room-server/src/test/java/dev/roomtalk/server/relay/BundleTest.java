package dev.roomtalk.server.relay;

import static org.assertj.core.api.Assertions.assertThat;

import dev.roomtalk.server.rooms.FrameEncoder;
import dev.roomtalk.wire.Protocol;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class BundleTest {
    private static final byte[] FRAME = FrameEncoder.elsewhere(1, 1);
    private static final int PER_DATAGRAM = Protocol.MAX_PLAINTEXT / FRAME.length;

    private final LoneLoop lone = new LoneLoop();

    private static void append(LoneLoop.Peer peer, int frames) {
        for (int i = 0; i < frames; i++) {
            peer.session.relay().append(FRAME);
        }
    }

    private void endOfTurn() {
        lone.loop.ingress().onBatchEnd();
    }

    @Test
    void theDatagramsOfASessionStandTogether() {
        LoneLoop.Peer alice = lone.peer().onUdp();
        LoneLoop.Peer bob = lone.peer().onUdp();
        lone.datagrams.clear();
        for (int i = 0; i < 3; i++) {
            append(alice, PER_DATAGRAM);
            append(bob, PER_DATAGRAM);
        }
        assertThat(lone.datagrams).isEmpty();
        endOfTurn();
        assertThat(lone.datagrams).containsExactly(alice, alice, alice, bob, bob, bob);
        assertThat(alice.frames).hasSize(3 * PER_DATAGRAM);
        append(bob, 1);
        endOfTurn();
        assertThat(lone.datagrams).hasSize(7).endsWith(bob);
        assertThat(bob.frames).hasSize(3 * PER_DATAGRAM + 1);
    }

    @Test
    void sixteenOfThemWaitForTheEndOfTheTurnAndNoMore() {
        LoneLoop.Peer alice = lone.peer().onUdp();
        lone.datagrams.clear();
        List<LoneLoop.Peer> sixteen = Collections.nCopies(16, alice);
        append(alice, 16 * PER_DATAGRAM);
        assertThat(lone.datagrams).isEmpty();
        append(alice, 1);
        assertThat(lone.datagrams).isEqualTo(sixteen);
        endOfTurn();
        assertThat(lone.datagrams).hasSize(17);
        assertThat(alice.frames).hasSize(16 * PER_DATAGRAM + 1);
    }
}
