package dev.roomtalk.server.control;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class FairQueueTest {
    private final List<String> begun = Collections.synchronizedList(new ArrayList<>());
    private final List<CompletableFuture<Void>> underway = Collections.synchronizedList(new ArrayList<>());

    private FairQueue.Task task(String name, CountDownLatch begins) {
        return () -> {
            CompletableFuture<Void> stage = new CompletableFuture<>();
            underway.add(stage);
            begun.add(name);
            begins.countDown();
            return stage;
        };
    }

    private static void await(CountDownLatch latch) throws InterruptedException {
        assertThat(latch.await(30, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void nobodyWaitsForAllThatAnotherHasAskedFor() throws InterruptedException {
        try (FairQueue queue = new FairQueue("test")) {
            CountDownLatch first = new CountDownLatch(1);
            CountDownLatch second = new CountDownLatch(1);
            assertThat(queue.offer(1, task("greedy 1", first))).isTrue();
            await(first);
            for (int i = 2; i <= 8; i++) {
                assertThat(queue.offer(1, task("greedy " + i, new CountDownLatch(1))))
                        .isTrue();
            }
            assertThat(queue.waiting()).isEqualTo(7);
            assertThat(queue.offer(2, task("modest", second))).isTrue();
            await(second);
            assertThat(begun).containsExactly("greedy 1", "modest");
        }
    }

    @Test
    void aUserMayHaveSoManyWaitingAndTheNextBeginsWhenOneHasEnded() throws InterruptedException {
        try (FairQueue queue = new FairQueue("test")) {
            CountDownLatch first = new CountDownLatch(1);
            CountDownLatch second = new CountDownLatch(1);
            queue.offer(1, task("1", first));
            await(first);
            queue.offer(1, task("2", second));
            int taken = 0;
            while (queue.offer(1, task("more", new CountDownLatch(1)))) {
                taken++;
            }
            assertThat(taken).isEqualTo(7);
            assertThat(begun).containsExactly("1");
            underway.getFirst().complete(null);
            await(second);
            assertThat(begun.subList(0, 2)).containsExactly("1", "2");
            assertThat(queue.offer(1, task("one more", new CountDownLatch(1)))).isTrue();
        }
    }

    @Test
    void aTaskThatFailsMakesRoomForTheNext() throws InterruptedException {
        try (FairQueue queue = new FairQueue("test")) {
            CountDownLatch next = new CountDownLatch(1);
            queue.offer(1, () -> {
                throw new IllegalStateException("of this test");
            });
            queue.offer(1, task("next", next));
            await(next);
        }
    }
}
