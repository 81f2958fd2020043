package dev.roomtalk.bench.roomtalk;

import dev.roomtalk.bench.base.Failure;
import dev.roomtalk.bench.base.Progress;
import io.netty.channel.EventLoop;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.IntConsumer;

/**
 * Sets many sessions up, a few at a time, so that no queue of connections overflows. Confined to one loop, but for
 * awaiting.
 */
final class Opening {
    private static final int AT_ONCE = 32;

    private final int count;
    private final int atOnce;
    private final IntConsumer start;
    private final CompletableFuture<Void> done = new CompletableFuture<>();
    private int started;
    /** Written by the loop alone. */
    private volatile int opened;

    /** @param start begins the session of that number, from 0 to count - 1, on the loop */
    Opening(int count, IntConsumer start) {
        this(count, AT_ONCE, start);
    }

    /** @param atOnce how many are under way at the same time */
    Opening(int count, int atOnce, IntConsumer start) {
        this.count = count;
        this.atOnce = atOnce;
        this.start = start;
    }

    /** Begins, and waits for all; from any thread but the loop's. */
    void await(EventLoop loop, Progress progress) {
        loop.execute(() -> {
            if (count == 0) {
                done.complete(null);
            }
            for (int i = 0; i < atOnce; i++) {
                next();
            }
        });
        long seconds = 30L + count / 20;
        try {
            for (long second = 0; progress.isWatched() && second < seconds && !done.isDone(); second++) {
                progress.show("%,d of %,d sessions are ready".formatted(opened, count));
                waitASecond();
            }
            progress.clear();
            done.get(progress.isWatched() ? 0 : seconds, TimeUnit.SECONDS);
        } catch (InterruptedException _) {
            throw Failure.interrupted();
        } catch (TimeoutException _) {
            throw Failure.unreachable("%d sessions were not all ready after %d s".formatted(count, seconds));
        } catch (ExecutionException e) {
            if (e.getCause() instanceof Failure failure) {
                throw failure;
            }
            throw new IllegalStateException(Objects.requireNonNull(e.getCause()));
        }
    }

    private void waitASecond() throws InterruptedException, ExecutionException {
        try {
            done.get(1, TimeUnit.SECONDS);
        } catch (TimeoutException _) {
            // They are still coming.
        }
    }

    private void next() {
        if (started < count && !done.isDone()) {
            start.accept(started++);
        }
    }

    /** One session is ready. */
    void one() {
        int now = opened + 1;
        opened = now;
        if (now == count) {
            done.complete(null);
        }
        next();
    }

    void failed(Failure failure) {
        done.completeExceptionally(failure);
    }
}
