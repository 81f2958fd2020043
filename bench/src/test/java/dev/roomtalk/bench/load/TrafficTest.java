package dev.roomtalk.bench.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.roomtalk.proto.RefusalReason;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;

class TrafficTest {
    private static final long MILLI = 1_000_000;
    private static final long START = 5_000 * MILLI;

    private record Alarm(long at, long order, Runnable task) {}

    private final PriorityQueue<Alarm> alarms =
            new PriorityQueue<>(Comparator.comparingLong(Alarm::at).thenComparingLong(Alarm::order));
    private long now = START;
    private long order;

    private Traffic traffic(Shape shape, Target target) {
        return new Traffic(
                shape, 100, target, () -> now, (nanos, task) -> alarms.add(new Alarm(now + nanos, order++, task)));
    }

    /** Lets time pass. */
    private void until(long time) {
        for (Alarm next = alarms.peek(); next != null && next.at <= time; next = alarms.peek()) {
            alarms.remove();
            now = Math.max(now, next.at);
            next.task.run();
        }
        now = time;
    }

    /** What a target does with a message that it takes: delivers it to member 0, and answers. */
    private static void take(Traffic traffic, ScriptedTarget.Published message) {
        traffic.arriving();
        traffic.delivered(0, 0, message.n(), message.intended());
        traffic.answered(message.sender(), message.n());
        traffic.turnEnded();
    }

    @Test
    void messagesLeaveEvenlySpacedByAllSendersInTurn() {
        ScriptedTarget target = new ScriptedTarget(256, true);
        Traffic traffic = traffic(new Shape(2, 10, 2), target);
        traffic.begin(new LoadPace.AtRate(10_000), new Measurement(START, START + 10 * MILLI));
        until(START + 20 * MILLI);
        assertThat(target.published).hasSize(10);
        for (int k = 0; k < 10; k++) {
            ScriptedTarget.Published message = target.published.get(k);
            assertThat(message.sender()).isEqualTo(k % 4);
            assertThat(message.n()).isEqualTo(1 + k / 4);
            assertThat(message.intended()).isEqualTo(START + k * MILLI);
            assertThat(message.aboveBase()).isEqualTo(k / 4);
        }
        assertThat(traffic.unsent()).isZero();
    }

    /**
     * A target that takes one message at a time and stalls for 100 ms. What a closed loop would see is one slow
     * message; the people whose messages were due meanwhile waited too.
     */
    @Test
    void aStallIsSeenByEveryMessageThatWasDueWhileItLasted() {
        ScriptedTarget target = new ScriptedTarget(1, true);
        Traffic traffic = traffic(new Shape(1, 1, 1), target);
        Measurement measurement = new Measurement(START, START + 200 * MILLI);
        traffic.begin(new LoadPace.AtRate(1_000), measurement);
        int taken = 0;
        for (long time = START; time <= START + 400 * MILLI; time += MILLI / 10) {
            until(time);
            boolean stalled = time >= START + 50 * MILLI && time < START + 150 * MILLI;
            while (!stalled && taken < target.published.size()) {
                take(traffic, target.published.get(taken++));
            }
        }
        Histogram latency = measurement.deliveryLatency();
        assertThat(target.published).hasSize(200);
        assertThat(latency.getTotalCount()).isEqualTo(200);
        assertThat(latency.getMaxValue() / MILLI).isBetween(99L, 101L);
        // 100 messages were due during the stall, evenly spaced: a quarter of all 200 waited for 50 ms or more.
        assertThat(latency.getValueAtPercentile(75) / MILLI).isBetween(49L, 51L);
        assertThat(latency.getValueAtPercentile(50) / MILLI).isBetween(0L, 2L);
        assertThat(traffic.drained()).isTrue();
    }

    @Test
    void whatCouldNotLeaveIsUnsentAndNothingIsDrained() {
        ScriptedTarget target = new ScriptedTarget(3, true);
        Traffic traffic = traffic(new Shape(1, 1, 1), target);
        traffic.begin(new LoadPace.AtRate(1_000), new Measurement(START, START + 10 * MILLI));
        until(START + 50 * MILLI);
        assertThat(target.published).hasSize(3);
        assertThat(traffic.unsent()).isEqualTo(7);
        assertThat(traffic.drained()).isFalse();
    }

    @Test
    void saturatedASenderKeepsItsWindowFullUntilTheEnd() {
        ScriptedTarget target = new ScriptedTarget(256, true);
        Traffic traffic = traffic(new Shape(1, 1, 1), target);
        Measurement measurement = new Measurement(START, START + 10 * MILLI);
        traffic.begin(new LoadPace.Saturated(4), measurement);
        assertThat(target.published).hasSize(4);
        until(START + MILLI);
        take(traffic, target.published.get(0));
        take(traffic, target.published.get(2));
        assertThat(target.published).hasSize(6);
        assertThat(target.published.get(5)).isEqualTo(new ScriptedTarget.Published(0, 6, 4, START + MILLI));
        until(START + 11 * MILLI);
        for (int i : new int[] {1, 3, 4, 5}) {
            take(traffic, target.published.get(i));
        }
        assertThat(target.published).hasSize(6);
        assertThat(traffic.drained()).isTrue();
        assertThat(measurement.deliveries()).isEqualTo(2);
        assertThat(measurement.ackLatency().getTotalCount()).isEqualTo(6);
    }

    @Test
    void aMessageWithoutAnswerGoesAgainAsItWas() {
        ScriptedTarget target = new ScriptedTarget(256, true);
        Traffic traffic = traffic(new Shape(1, 1, 1), target);
        traffic.begin(new LoadPace.Saturated(2), new Measurement(START, START + 10_000 * MILLI));
        take(traffic, target.published.get(0));
        until(START + Traffic.ANSWER_WAIT + 60 * MILLI);
        assertThat(traffic.counts().resent()).isEqualTo(2);
        assertThat(target.published.subList(3, 5))
                .containsExactly(
                        new ScriptedTarget.Published(0, 2, 0, START), new ScriptedTarget.Published(0, 3, 1, START));
        assertThat(traffic.counts().published()).isEqualTo(3);
    }

    @Test
    void repetitionsBecomeRarerUntilAnAnswerComesAndAreFew() {
        ScriptedTarget target = new ScriptedTarget(256, true);
        Traffic traffic = traffic(new Shape(1, 1, 1), target);
        traffic.begin(new LoadPace.Saturated(100), new Measurement(START, START + 100_000 * MILLI));
        List<Long> times = new ArrayList<>();
        for (int i = 0; i < 30_000; i += 50) {
            long before = traffic.counts().resent();
            until(START + i * MILLI);
            if (sentAgain(target, 1) > times.size()) {
                times.add(now / MILLI - START / MILLI);
            }
            assertThat(traffic.counts().resent() - before).isLessThanOrEqualTo(8);
        }
        assertThat(times).hasSizeBetween(5, 7);
        assertThat(times.get(0)).isBetween(500L, 600L);
        assertThat(times.get(4) - times.get(3)).isGreaterThanOrEqualTo(8_000);

        take(traffic, target.published.get(0));
        until(now + Traffic.ANSWER_WAIT + 100 * MILLI);
        assertThat(sentAgain(target, 2)).isGreaterThan(times.size() - 1);
    }

    private static int sentAgain(ScriptedTarget target, long n) {
        return (int) target.published.stream()
                        .filter(message -> message.n() == n)
                        .count()
                - 1;
    }

    @Test
    void whereNothingRepeatsTheWindowOpensAgainAndTheMessageIsLost() {
        ScriptedTarget target = new ScriptedTarget(256, false);
        Traffic traffic = traffic(new Shape(1, 1, 1), target);
        traffic.begin(new LoadPace.Saturated(1), new Measurement(START, START + 10_000 * MILLI));
        traffic.expected(0, 0, 1);
        until(START + Traffic.ANSWER_WAIT + 60 * MILLI);
        assertThat(target.published).hasSize(2);
        assertThat(target.published.get(1).n()).isEqualTo(2);
        assertThat(traffic.counts().resent()).isZero();
        assertThat(traffic.counts().outstanding()).isEqualTo(1);
    }

    @Test
    void aRefusalThatPassesIsWaitedForAndCounted() {
        ScriptedTarget target = new ScriptedTarget(256, true);
        Traffic traffic = traffic(new Shape(1, 1, 1), target);
        traffic.begin(new LoadPace.Saturated(1), new Measurement(START, START + 10_000 * MILLI));
        traffic.arriving();
        traffic.refused(0, 1, RefusalReason.TOO_FAST, 200);
        until(START + 190 * MILLI);
        assertThat(target.published).hasSize(1);
        until(START + 260 * MILLI);
        assertThat(target.published).hasSize(2);
        assertThat(target.published.get(1).n()).isEqualTo(1);
        assertThat(traffic.counts().refused()).isEqualTo(1);
        assertThat(traffic.broken()).isNotDone();
    }

    @Test
    void aRefusalForGoodEndsTheRunWithTheReason() {
        Traffic traffic = traffic(new Shape(1, 1, 1), new ScriptedTarget(256, true));
        traffic.begin(new LoadPace.Saturated(1), new Measurement(START, START + MILLI));
        traffic.refused(0, 1, RefusalReason.TOO_LONG, 0);
        assertThatThrownBy(() -> traffic.broken().join()).hasMessageContaining("TOO_LONG");
    }

    @Test
    void timersOfAnEarlierRoundEndWithIt() {
        ScriptedTarget target = new ScriptedTarget(256, true);
        Traffic traffic = traffic(new Shape(1, 1, 1), target);
        for (int round = 0; round < 3; round++) {
            traffic.begin(new LoadPace.AtRate(1_000), new Measurement(now, now + 10 * MILLI));
            long begun = now;
            List<ScriptedTarget.Published> published = target.published;
            until(begun + 10 * MILLI);
            published.forEach(message -> take(traffic, message));
            assertThat(published).hasSize(10);
            assertThat(traffic.drained()).isTrue();
            published.clear();
            traffic.end();
        }
        until(now + 1_000 * MILLI);
        assertThat(alarms).isEmpty();
        assertThat(target.published).isEmpty();
    }

    @Test
    void aCopyThatComesTwiceIsMeasuredOnce() {
        ScriptedTarget target = new ScriptedTarget(256, true);
        Traffic traffic = traffic(new Shape(1, 1, 1), target);
        Measurement measurement = new Measurement(START, START + 10 * MILLI);
        traffic.begin(new LoadPace.Saturated(1), measurement);
        ScriptedTarget.Published first = target.published.get(0);
        traffic.arriving();
        traffic.delivered(0, 0, first.n(), first.intended());
        traffic.delivered(0, 0, first.n(), first.intended());
        assertThat(measurement.deliveries()).isEqualTo(1);
        assertThat(traffic.counts().duplicated()).isEqualTo(1);
    }
}
