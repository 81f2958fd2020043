package dev.roomtalk.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Servers that are killed again and again while ten clients talk on each: {@code -Droomtalk.kills=200} for more often.
 * Three of them side by side, because most of a round is waiting.
 */
final class KillTest {
    private static final int KILLS = Integer.getInteger("roomtalk.kills", 8);
    private static final int SERVERS = 3;
    /** So many returns say how long a return takes. */
    private static final int ENOUGH = 10;

    @RegisterExtension
    final Stage stage = new Stage();

    @Test
    void whatWasAcknowledgedIsThereNothingIsThereTwiceAndEverybodyComesBack() throws InterruptedException {
        long begun = System.nanoTime();
        long seed = begun;
        System.out.println("KillTest: seed " + seed);
        List<KillRounds> rounds = new ArrayList<>();
        List<Future<?>> done = new ArrayList<>();
        try (ExecutorService threads = Executors.newFixedThreadPool(SERVERS)) {
            for (int i = 0; i < SERVERS; i++) {
                KillRounds each = new KillRounds(stage, seed + i);
                rounds.add(each);
                int kills = KILLS / SERVERS + (i < KILLS % SERVERS ? 1 : 0);
                done.add(threads.submit(() -> each.run(kills)));
            }
            for (Future<?> each : done) {
                join(each);
            }
        }
        List<Long> back = new ArrayList<>(
                rounds.stream().flatMap(r -> r.backAfterMillis().stream()).toList());
        Collections.sort(back);
        long median = back.get(back.size() / 2);
        System.out.printf(
                "KillTest: %d kills and %d restored backups in %d s, %d messages kept, %d edited or removed; after a start all of %d clients were"
                        + " answered again within %d ms (median %d ms, %d times measured)%n",
                KILLS,
                rounds.stream().mapToInt(KillRounds::restored).sum(),
                Duration.ofNanos(System.nanoTime() - begun).toSeconds(),
                rounds.stream().mapToInt(KillRounds::kept).sum(),
                rounds.stream().mapToInt(KillRounds::changes).sum(),
                KillRounds.TALKERS,
                back.getLast(),
                median,
                back.size());
        if (back.size() >= ENOUGH) {
            assertThat(median).as("back after, in ms").isLessThan(3000);
        }
    }

    private static void join(Future<?> done) throws InterruptedException {
        try {
            done.get();
        } catch (ExecutionException e) {
            throw new AssertionError(String.valueOf(e.getCause()), e.getCause());
        }
    }
}
