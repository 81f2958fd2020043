package dev.roomtalk.server.rooms;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class RateLimitTest {
    private static final long MILLISECOND = Duration.ofMillis(1).toNanos();

    // Overflows on the way, as the real one may.
    private long now = Long.MAX_VALUE - Duration.ofSeconds(1).toNanos();
    private final RateLimit limit = new RateLimit(50, 100, now);

    private int takeAll() {
        int taken = 0;
        while (limit.take(now)) {
            taken++;
        }
        return taken;
    }

    @Test
    void aBurstAndThenTheRate() {
        assertThat(takeAll()).isEqualTo(100);
        assertThat(limit.untilToken(now)).isEqualTo(20 * MILLISECOND);
        now += 20 * MILLISECOND - 1;
        assertThat(limit.take(now)).isFalse();
        now += 1;
        assertThat(takeAll()).isOne();
        now += 1000 * MILLISECOND;
        assertThat(takeAll()).isEqualTo(50);
        now += Duration.ofHours(1).toNanos();
        assertThat(takeAll()).isEqualTo(100);
    }

    @Test
    void whoIsRefusedGetsPlacesBehindEachOther() {
        takeAll();
        List<Long> places =
                IntStream.range(0, 100).mapToObj(i -> limit.place(now)).toList();
        for (int i = 0; i < 100; i++) {
            assertThat(places.get(i)).isEqualTo((i + 1L) * 20 * MILLISECOND);
        }
        // Who comes at his place is taken.
        for (int i = 0; i < 100; i++) {
            now += 20 * MILLISECOND;
            assertThat(limit.take(now)).isTrue();
        }
    }

    @Test
    void placesAreSpreadAndNearThoughMillionsAreRefused() {
        takeAll();
        for (int i = 0; i < 1_000_000; i++) {
            assertThat(limit.place(now))
                    .isBetween(20 * MILLISECOND, Duration.ofSeconds(30).toNanos());
        }
    }

    @Test
    void placesAreForgottenWhenTheyArePast() {
        takeAll();
        for (int i = 0; i < 50; i++) {
            limit.place(now);
        }
        now += Duration.ofSeconds(10).toNanos();
        takeAll();
        assertThat(limit.place(now)).isEqualTo(20 * MILLISECOND);
    }

    @Test
    void threadsThatShareItGetOneBurstTogether() throws Exception {
        try (ExecutorService threads = Executors.newFixedThreadPool(4)) {
            Callable<Integer> takeAll = this::takeAll;
            int taken = 0;
            for (Future<Integer> one :
                    threads.invokeAll(Stream.generate(() -> takeAll).limit(4).toList())) {
                taken += one.get();
            }
            assertThat(taken).isEqualTo(100);
        }
    }

    @Test
    void anAddressThatIsTooFastCostsTheSessionNothing() {
        RateLimit own = new RateLimit(50, 2, now);
        RateLimit address = new RateLimit(1, 1, now);
        RateLimit bytes = new RateLimit(1000, 1000, now);
        PublishLimit publish = new PublishLimit(own, bytes, address);
        assertThat(publish.take(now, 1)).isZero();
        assertThat(publish.take(now, 1)).isEqualTo(1000);
        assertThat(own.untilToken(now)).isZero();
        assertThat(own.take(now)).isTrue();
        assertThat(publish.take(now, 1)).isEqualTo(20);
        assertThat(bytes.take(now, 998)).isTrue();
        assertThat(bytes.untilToken(now)).isZero();
    }

    @Test
    void oneThatTakesMoreThanThereIsOwesIt() {
        PublishLimit publish = new PublishLimit(new RateLimit(50, 100, now), new RateLimit(1000, 4000, now), null);
        assertThat(publish.take(now, 3999)).isZero();
        assertThat(publish.take(now, 4000)).isZero();
        assertThat(publish.take(now, 1)).isEqualTo(4000);
        now += 3 * 1000 * MILLISECOND;
        assertThat(publish.take(now, 1)).isBetween(1000, 1001);
        now += 1000 * MILLISECOND;
        assertThat(publish.take(now, 1)).isZero();
    }

    @Test
    void theMembersOfARoomShareItsRates() {
        PublishLimit room = new RoomRates(10, 2, 1000, 100).limit(now);
        assertThat(room.take(now, 10)).isZero();
        assertThat(room.take(now, 500)).isZero();
        assertThat(room.take(now, 10)).isEqualTo(100);
        now += 100 * MILLISECOND;
        assertThat(room.take(now, 10)).isBetween(300, 320);
    }
}
