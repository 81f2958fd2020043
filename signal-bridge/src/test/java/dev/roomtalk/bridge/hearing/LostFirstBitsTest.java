package dev.roomtalk.bridge.hearing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.roomtalk.bridge.kernel.Processes;
import dev.roomtalk.bridge.kernel.Signal;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class LostFirstBitsTest {
    private static final int KNOWN = 1;
    private static final int LOST = 2;
    private static final long MILLI = 1_000_000;

    private final List<Processes.Waiting> waiting = new ArrayList<>();
    private final List<Integer> spoken = new ArrayList<>();
    private final Processes processes = new Processes() {
        @Override
        public @Nullable Held hold(int pid) {
            return null;
        }

        @Override
        public String user(int uid) {
            return "alice";
        }

        @Override
        public List<Waiting> waiting(Runnable between) {
            return waiting;
        }
    };
    private final LostFirstBits lostFirstBits = new LostFirstBits(processes);
    private long now = 60_000 * MILLI;

    @Test
    void theFirstBitEqualsOneThatCameSinceTheProcessWasStarted() {
        lostFirstBits.onSignal(KNOWN, Signal.USR2, true, now);
        now += 500 * MILLI;
        lostFirstBits.onSignal(KNOWN, Signal.USR1, false, now);
        sleeps(Processes.Sleep.FOR_A_SIGNAL, 30 * MILLI);
        assertThat(searchUntilFound()).containsExactly(Signal.USR1);
    }

    @Test
    void whatCameBetweenTwoSearchesOfWhichTheFirstDidNotSeeItMayHaveSwallowedIt() {
        lostFirstBits.onSignal(KNOWN, Signal.USR2, true, now);
        now += 5 * MILLI;
        search();
        now += 5 * MILLI;
        lostFirstBits.onSignal(KNOWN, Signal.USR1, false, now);
        sleeps(Processes.Sleep.FOR_A_SIGNAL, 2_000 * MILLI);
        assertThat(searchUntilFound()).containsExactly(Signal.USR1);
    }

    @Test
    void oneThatWasThereAndAwakeMayHaveSpokenThen() {
        sleeps(Processes.Sleep.NONE, 5 * MILLI);
        lostFirstBits.onSignal(KNOWN, Signal.USR2, true, now);
        search();
        now += 30 * MILLI;
        lostFirstBits.onSignal(KNOWN, Signal.USR1, false, now);
        sleeps(Processes.Sleep.FOR_A_SIGNAL, 35 * MILLI);
        assertThat(searchUntilFound()).containsExactlyInAnyOrder(Signal.USR1, Signal.USR2);
    }

    @Test
    void whatComesAfterItWasSeenAsleepDidNotSwallowIt() {
        lostFirstBits.onSignal(KNOWN, Signal.USR1, true, now);
        sleeps(Processes.Sleep.FOR_A_SIGNAL, 10 * MILLI);
        search();
        now += 10 * MILLI;
        lostFirstBits.onSignal(KNOWN, Signal.USR2, false, now);
        assertThat(searchUntilFound()).containsExactly(Signal.USR1);
    }

    @Test
    void oneThatLooksAtAFlagAllTheTimeIsFoundInTheEnd() {
        lostFirstBits.onSignal(KNOWN, Signal.USR1, true, now);
        sleeps(Processes.Sleep.NONE, 10 * MILLI);
        long before = now;
        assertThat(searchUntilFound()).containsExactly(Signal.USR1);
        assertThat(now - before).isGreaterThan(900 * MILLI);
    }

    @Test
    void oneWhoseSignalHasComeMeanwhileIsNotFound() {
        lostFirstBits.onSignal(KNOWN, Signal.USR1, true, now);
        sleeps(Processes.Sleep.FOR_A_SIGNAL, 10 * MILLI);
        spoken.add(LOST);
        for (int i = 0; i < 20; i++) {
            assertThat(search()).isEmpty();
            now += 25 * MILLI;
        }
    }

    private void sleeps(Processes.Sleep sleep, long age) {
        waiting.clear();
        waiting.add(new Processes.Waiting(LOST, 1_000, sleep, age));
    }

    private Set<Signal> searchUntilFound() {
        for (int i = 0; i < 100; i++) {
            List<LostFirstBits.Found> found = search();
            if (!found.isEmpty()) {
                assertThat(found.getFirst().pid()).isEqualTo(LOST);
                return found.getFirst().firstBit();
            }
            now += 25 * MILLI;
        }
        throw new AssertionError("not found");
    }

    private List<LostFirstBits.Found> search() {
        return lostFirstBits.search(Set.of(KNOWN), false, true, now, new SignalSource() {
            @Override
            public long listen() {
                return now;
            }

            @Override
            public boolean hasSpoken(int pid) {
                return spoken.contains(pid);
            }
        });
    }
}
