package dev.roomtalk.server.relay;

import static org.assertj.core.api.Assertions.assertThat;

import dev.roomtalk.proto.Frame;
import dev.roomtalk.proto.Nack;
import dev.roomtalk.proto.Report;
import dev.roomtalk.server.app.TestClient;
import dev.roomtalk.server.rooms.FrameEncoder;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** When sessions are told how far their rooms are: early where something gets lost, and otherwise late and together. */
class LatestTest {
    private static final int ROOM = 1;
    private static final int OTHER = 2;
    private static final byte[] MESSAGE = FrameEncoder.pong(1);

    private final LoneLoop lone = new LoneLoop();
    private final LoneLoop.Peer alice = member();
    private long sequence;

    private LoneLoop.Peer member() {
        LoneLoop.Peer peer = lone.peer().onUdp();
        for (int room : new int[] {ROOM, OTHER}) {
            lone.loop.fanOuts().join(room, peer.session, 1, 0, 1);
        }
        return peer;
    }

    private void says(int room) {
        lone.loop.fanOuts().deliver(room, MESSAGE, 1, ++sequence, 1);
        leave();
    }

    /** What the room does 60 ms and 1 s after its last message. */
    private void isSilent(int room) {
        lone.loop.fanOuts().tellLatest(room, 1, sequence, 1, false);
        leave();
    }

    private void leave() {
        lone.loop.ingress().onBatchEnd();
    }

    private void pass(int millis) {
        lone.pass(Duration.ofMillis(millis));
        leave();
    }

    private static void reports(LoneLoop.Peer peer, int lost) {
        long sealed = peer.session.relay().keys().sealer().sealed();
        peer.send(Frame.newBuilder()
                .setReport(Report.newBuilder().setHighest(sealed).setReceived(sealed - lost))
                .build());
        peer.frames.clear();
    }

    private static void nacks(LoneLoop.Peer peer, int room) {
        peer.send(Frame.newBuilder()
                .setNack(Nack.newBuilder().setRoom(room).addRanges(1).addRanges(1))
                .build());
    }

    private static List<Integer> told(LoneLoop.Peer peer) {
        return peer.frames.stream()
                .filter(Frame::hasLatest)
                .map(frame -> frame.getLatest().getRoom())
                .toList();
    }

    @Test
    void whoHasNotReportedIsToldAtOnce() {
        says(ROOM);
        isSilent(ROOM);
        assertThat(told(alice)).containsExactly(ROOM);
        pass(5_000);
        assertThat(told(alice)).containsExactly(ROOM);
    }

    @Test
    void aCleanPathIsToldAfterHalfASecondAndOnceMore() {
        reports(alice, 0);
        says(ROOM);
        isSilent(ROOM);
        pass(490);
        assertThat(told(alice)).isEmpty();
        pass(10);
        assertThat(told(alice)).containsExactly(ROOM);
        isSilent(ROOM);
        pass(980);
        assertThat(told(alice)).containsExactly(ROOM);
        pass(20);
        assertThat(told(alice)).containsExactly(ROOM, ROOM);
        pass(10_000);
        assertThat(told(alice)).hasSize(2);
    }

    @Test
    void aConversationOnACleanPathHasNoLatest() {
        reports(alice, 0);
        for (int i = 0; i < 100; i++) {
            says(ROOM);
            isSilent(ROOM);
            pass(300);
        }
        assertThat(told(alice)).isEmpty();
    }

    @Test
    void allRoomsOfASessionAreToldInOneDatagram() {
        reports(alice, 0);
        says(ROOM);
        pass(200);
        says(OTHER);
        int datagrams = lone.datagrams.size();
        pass(10_000);
        assertThat(told(alice)).containsExactly(ROOM, OTHER, ROOM, OTHER);
        assertThat(lone.datagrams).hasSize(datagrams + 2);
    }

    @Test
    void aPongTellsToo() {
        pass(1000);
        reports(alice, 0);
        says(ROOM);
        pass(100);
        alice.send(TestClient.ping(1));
        assertThat(told(alice)).containsExactly(ROOM, OTHER);
        alice.frames.clear();
        pass(10_000);
        assertThat(told(alice)).containsExactly(ROOM);
    }

    @Test
    void aLossIsTakenNoteOfForAMinute() {
        LoneLoop.Peer bob = member();
        reports(alice, 1);
        reports(bob, 0);
        says(ROOM);
        isSilent(ROOM);
        assertThat(told(alice)).containsExactly(ROOM);
        assertThat(told(bob)).isEmpty();
        keepAlive(alice, 60);
        reports(alice, 1);
        says(ROOM);
        isSilent(ROOM);
        assertThat(told(alice)).containsExactly(ROOM);
        keepAlive(alice, 1);
        reports(alice, 1);
        says(ROOM);
        isSilent(ROOM);
        assertThat(told(alice)).isEmpty();
    }

    private void keepAlive(LoneLoop.Peer peer, int seconds) {
        for (int i = 0; i < seconds; i++) {
            pass(1000);
            peer.send(TestClient.ping(1));
        }
    }

    @Test
    void whoLosesSomethingIsToldAtOnceWhatElseMayBeLost() {
        reports(alice, 0);
        says(ROOM);
        says(OTHER);
        isSilent(ROOM);
        isSilent(OTHER);
        pass(100);
        assertThat(told(alice)).isEmpty();
        nacks(alice, ROOM);
        assertThat(told(alice)).containsExactly(ROOM, OTHER);
        nacks(alice, OTHER);
        assertThat(told(alice)).hasSize(2);
        says(ROOM);
        isSilent(ROOM);
        assertThat(told(alice)).hasSize(3);
    }

    @Test
    void newKeysHaveNoRecord() {
        reports(alice, 0);
        alice.rekey();
        says(ROOM);
        isSilent(ROOM);
        assertThat(told(alice)).contains(ROOM);
    }

    @Test
    void whoIsServedOverTcpIsToldNothing() {
        reports(alice, 0);
        alice.session.relay().useUdp(false);
        alice.records.clear();
        says(ROOM);
        isSilent(ROOM);
        pass(10_000);
        assertThat(told(alice)).isEmpty();
        assertThat(alice.records).hasSize(1);
    }
}
