package dev.roomtalk.server.relay;

import static org.assertj.core.api.Assertions.assertThat;

import dev.roomtalk.proto.Frame;
import dev.roomtalk.proto.MovedToTcp;
import dev.roomtalk.proto.Report;
import dev.roomtalk.proto.ServerMessage;
import dev.roomtalk.server.base.Counter;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class PathLossTest {
    private static final byte[] SOMETHING = FrameEncoder.elsewhere(1, 1);

    private final PathLoss loss = new PathLoss();
    private final LoneLoop lone = new LoneLoop();
    private final LoneLoop.Peer alice = lone.peer().onUdp();
    private long now = Long.MAX_VALUE - Duration.ofSeconds(3).toNanos();
    private long sealed;

    private PathLoss.@Nullable Span after(Duration time, long highest, long received) {
        now += time.toNanos();
        sealed = Math.max(sealed, highest);
        return loss.report(highest, received, sealed, now);
    }

    @Test
    void aSpanIsJudgedAfterTwoSecondsByWhatWasSentWithinIt() {
        assertThat(after(Duration.ZERO, 1000, 500)).isNull();
        assertThat(after(Duration.ofSeconds(1), 1050, 540)).isNull();
        assertThat(after(Duration.ofSeconds(1), 1100, 580)).isEqualTo(new PathLoss.Span(100, 20));
        assertThat(after(Duration.ofSeconds(2), 1200, 680)).isEqualTo(new PathLoss.Span(100, 0));
    }

    @Test
    void moreThanATenthIsTooMuch() {
        assertThat(new PathLoss.Span(1000, 104).tooMuch()).isFalse();
        assertThat(new PathLoss.Span(1000, 105).tooMuch()).isTrue();
        assertThat(new PathLoss.Span(100, 23).percent()).isEqualTo(23);
    }

    @Test
    void aPathThatLosesAFewPercentIsKeptThoughChanceTakesSomeMore() {
        assertThat(new PathLoss.Span(50, 9).tooMuch()).isFalse();
        assertThat(new PathLoss.Span(50, 10).tooMuch()).isTrue();
    }

    @Test
    void oneOfFiveIsNoVerdict() {
        after(Duration.ZERO, 0, 0);
        assertThat(after(Duration.ofSeconds(5), 5, 4)).isNull();
        assertThat(after(Duration.ofSeconds(5), 10, 8)).isEqualTo(new PathLoss.Span(10, 2));
        assertThat(new PathLoss.Span(10, 2).tooMuch()).isFalse();
    }

    @Test
    void whatCannotBeTrueIsPassedOver() {
        after(Duration.ZERO, 100, 100);
        now += Duration.ofSeconds(3).toNanos();
        // More than was sent, more than the highest, less than before, and beyond 2^63.
        assertThat(loss.report(300, 100, 200, now)).isNull();
        assertThat(loss.report(150, 151, 200, now)).isNull();
        assertThat(loss.report(99, 99, 200, now)).isNull();
        assertThat(loss.report(150, 99, 200, now)).isNull();
        assertThat(loss.report(-1, -1, 200, now)).isNull();
        assertThat(loss.report(150, -1, 200, now)).isNull();
        assertThat(loss.report(200, 200, 200, now)).isEqualTo(new PathLoss.Span(100, 0));
    }

    @Test
    void whatComesLateIsNoLossBelowNone() {
        after(Duration.ZERO, 100, 40);
        assertThat(after(Duration.ofSeconds(2), 150, 150)).isEqualTo(new PathLoss.Span(50, 0));
    }

    @Test
    void aSessionThatLosesTooMuchIsServedOverTcpForHalfAMinute() {
        loseAQuarter();
        assertThat(alice.session.relay().udp()).isFalse();
        assertThat(told())
                .containsExactly(MovedToTcp.newBuilder()
                        .setWaitMs(30_000)
                        .setLostPercent(25)
                        .build());
        assertThat(lone.counters.get(Counter.MOVES_TO_TCP)).isOne();
        assertThat(lone.counters.get(Counter.DATAGRAMS_LOST)).isEqualTo(25);

        lone.pass(Duration.ofSeconds(10));
        alice.session.relay().useUdp(true);
        assertThat(alice.session.relay().udp()).isFalse();
        assertThat(told().getLast().getWaitMs()).isEqualTo(20_000);

        lone.pass(Duration.ofSeconds(20));
        alice.session.relay().useUdp(true);
        assertThat(alice.session.relay().udp()).isTrue();
        assertThat(told()).hasSize(2);
    }

    @Test
    void whatWasLostBeforeIsForgottenOnTheReturn() {
        loseAQuarter();
        lone.pass(Duration.ofSeconds(30));
        alice.session.relay().useUdp(true);
        send(100);
        report(200, 175);
        lone.pass(Duration.ofSeconds(2));
        send(100);
        report(300, 275);
        assertThat(alice.session.relay().udp()).isTrue();
    }

    @Test
    void aLieMovesNobody() {
        send(100);
        report(100, 100);
        lone.pass(Duration.ofSeconds(2));
        report(1L << 62, 100);
        report(-1, 0);
        assertThat(alice.session.relay().udp()).isTrue();
        assertThat(lone.counters.get(Counter.DATAGRAMS_LOST)).isZero();
    }

    @Test
    void newKeysBeginANewCount() {
        send(100);
        report(100, 10);
        alice.rekey();
        lone.pass(Duration.ofSeconds(2));
        send(100);
        report(50, 50);
        lone.pass(Duration.ofSeconds(2));
        report(100, 100);
        assertThat(alice.session.relay().udp()).isTrue();
        assertThat(lone.counters.get(Counter.DATAGRAMS_LOST)).isZero();
    }

    /** Reports of the last 100 datagrams. */
    private void loseAQuarter() {
        report(0, 0);
        lone.pass(Duration.ofSeconds(2));
        send(100);
        report(100, 75);
    }

    private void send(int datagrams) {
        for (int i = 0; i < datagrams; i++) {
            alice.session.relay().append(SOMETHING);
            alice.session.relay().flush();
        }
    }

    private void report(long highest, long received) {
        alice.send(Frame.newBuilder()
                .setReport(Report.newBuilder().setHighest(highest).setReceived(received))
                .build());
    }

    private List<MovedToTcp> told() {
        return alice.records.stream()
                .filter(ServerMessage::hasMovedToTcp)
                .map(ServerMessage::getMovedToTcp)
                .toList();
    }
}
