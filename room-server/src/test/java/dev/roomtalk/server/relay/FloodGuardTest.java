package dev.roomtalk.server.relay;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class FloodGuardTest {
    private static final long MILLISECOND = 1_000_000;

    private final List<Boolean> guards = new ArrayList<>();
    private long drops;
    private long counted;
    private final RelaySocket socket = new ArraySocket() {
        @Override
        void sent(byte[] datagram, PeerAddress to) {}

        @Override
        public void guard(boolean guarded) {
            guards.add(guarded);
        }

        @Override
        public long takeDrops() {
            return drops;
        }
    };
    private final FloodGuard guard = new FloodGuard(n -> counted += n);

    private int floods(int datagrams, long nanosBetween) {
        int floods = 0;
        for (int i = 0; i < datagrams; i++) {
            now += nanosBetween;
            if (guard.strange(now)) {
                floods++;
                guard.guard(List.of(socket));
            }
        }
        return floods;
    }

    private long now;

    private void seconds(int seconds, long dropsEach) {
        drops = dropsEach;
        for (int i = 0; i < seconds; i++) {
            guard.tick(List.of(socket));
        }
    }

    @Test
    void aFloodIsNoticedOnceAndGuardedUntilItIsOver() {
        assertThat(floods(999, MILLISECOND / 100)).isZero();
        assertThat(floods(5_000, MILLISECOND / 100)).isOne();
        assertThat(guards).containsExactly(true);
        seconds(100, 150_000);
        seconds(9, 999);
        seconds(1, 1_000);
        seconds(9, 0);
        assertThat(guards).containsExactly(true);
        seconds(1, 0);
        assertThat(guards).containsExactly(true, false);
        assertThat(counted).isEqualTo(100 * 150_000 + 9 * 999 + 1_000);
        assertThat(floods(5_000, MILLISECOND / 100)).isOne();
        assertThat(guards).containsExactly(true, false, true);
    }

    @Test
    void whatComesNowAndThenIsNoFlood() {
        assertThat(floods(100_000, MILLISECOND / 5)).isZero();
        assertThat(guards).isEmpty();
    }
}
