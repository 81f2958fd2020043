package dev.roomtalk.server.store.redis;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Which other nodes have ended, as one of them sees it. */
class NodesTest {
    private final List<Long> ended = new ArrayList<>();
    private final Nodes nodes = new Nodes(ended::add);
    private long reachedSince;

    private void renewed(long seconds, Long... holding) {
        nodes.renewed(Set.of(holding), seconds(reachedSince), seconds(seconds));
    }

    private static long seconds(long seconds) {
        return Duration.ofSeconds(seconds).toNanos();
    }

    @Test
    void aNodeHasEndedWhenItsPlaceWasNotRenewedForTenSeconds() {
        renewed(0, 1L, 2L);
        renewed(9, 1L);
        assertThat(ended).isEmpty();
        assertThat(nodes.count()).isEqualTo(2);
        renewed(10, 1L);
        assertThat(ended).containsExactly(2L);
        assertThat(nodes.count()).isEqualTo(1);
        renewed(20, 1L);
        assertThat(ended).as("once").containsExactly(2L);
    }

    @Test
    void theTimeInWhichRedisWasAwayDoesNotCount() {
        renewed(0, 1L, 2L);
        reachedSince = 60;
        renewed(60, 1L);
        renewed(69, 1L);
        assertThat(ended).isEmpty();
        renewed(70, 1L);
        assertThat(ended).containsExactly(2L);
    }

    @Test
    void aNodeThatSomebodyIsStillSaidToBeOnIsWaitedFor() {
        renewed(0, 1L);
        assertThat(nodes.ended(Set.of(1L, 7L), seconds(3))).isEmpty();
        renewed(12, 1L);
        assertThat(ended).isEmpty();
        renewed(13, 1L);
        assertThat(ended).containsExactly(7L);
        assertThat(nodes.ended(Set.of(1L, 7L), seconds(20))).containsExactly(7L);
    }

    @Test
    void aNodeThatWasFrozenIsOneOfThemAgain() {
        renewed(0, 1L, 2L);
        renewed(10, 1L);
        renewed(11, 1L, 2L);
        assertThat(nodes.ended(Set.of(2L), seconds(12))).isEmpty();
        assertThat(nodes.count()).isEqualTo(2);
    }
}
