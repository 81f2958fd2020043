package dev.roomtalk.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/**
 * Nothing that was acknowledged is lost, doubled or put in another place, whatever the network does.
 * {@code -Dsimulation.first=N -Dsimulation.seeds=M} runs other seeds; a single one prints all that happened.
 */
class SimulationTest {
    private static final long FIRST = Long.getLong("simulation.first", 1);
    private static final long SEEDS = Long.getLong("simulation.seeds", 4_000);

    private static final int MOST_TOLD = 100;

    @Test
    void everySeedKeepsThePromises() {
        AtomicLong shown = new AtomicLong();
        AtomicLong missed = new AtomicLong();
        AtomicLong virtual = new AtomicLong();
        long begun = System.nanoTime();
        List<Simulation.Outcome> broken = LongStream.range(FIRST, FIRST + SEEDS)
                .parallel()
                .mapToObj(seed -> Simulation.run(seed, SEEDS == 1))
                .peek(outcome -> {
                    shown.addAndGet(outcome.shown());
                    missed.addAndGet(outcome.missed());
                    virtual.addAndGet(outcome.virtualMillis());
                    if (SEEDS == 1) {
                        System.out.println(outcome.trace());
                    }
                })
                .filter(outcome -> outcome.broken() != null)
                .toList();
        System.out.printf(
                "simulation: %d seeds from %d, %d broken, %d messages shown, %d gaps told, %s of virtual time in %s%n",
                SEEDS,
                FIRST,
                broken.size(),
                shown.get(),
                missed.get(),
                Duration.ofMillis(virtual.get()),
                Duration.ofNanos(System.nanoTime() - begun));
        broken.stream()
                .limit(MOST_TOLD)
                .forEach(o -> System.out.printf("simulation: seed %d: %s%n", o.seed(), o.broken()));
        if (!broken.isEmpty()) {
            Simulation.Outcome first = Simulation.run(broken.getFirst().seed(), true);
            assertThat(broken)
                    .as(
                            "seed %d (again with -Dsimulation.first=%d -Dsimulation.seeds=1): %s%n%s",
                            first.seed(), first.seed(), first.broken(), first.trace())
                    .isEmpty();
        }
    }

    @Test
    void theSameSeedGivesTheSameRun() {
        for (long seed = FIRST; seed < FIRST + 20; seed++) {
            assertThat(Simulation.run(seed, false).digest())
                    .as("seed %d", seed)
                    .isEqualTo(Simulation.run(seed, false).digest());
        }
    }
}
