package dev.roomtalk.bench.roomtalk;

import dev.roomtalk.bench.base.Failure;
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
    private final IntConsumer start;
    private final CompletableFuture<Void> done = new CompletableFuture<>();
    private int started;
    private int opened;

    /** @param start begins the session of that number, from 0 to count - 1, on the loop */
    Opening(int count, IntConsumer start) {
        this.count = count;
        this.start = start;
    }

    /** Begins, and waits for all; from any thread but the loop's. */
    void await(EventLoop loop) {
        loop.execute(() -> {
            if (count == 0) {
                done.complete(null);
            }
            for (int i = 0; i < AT_ONCE; i++) {
                next();
            }
        });
        long seconds = 30L + count / 20;
        try {
            done.get(seconds, TimeUnit.SECONDS);
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

    private void next() {
        if (started < count && !done.isDone()) {
            start.accept(started++);
        }
    }

    /** One session is ready. */
    void one() {
        opened++;
        if (opened == count) {
            done.complete(null);
        }
        next();
    }

    void failed(Failure failure) {
        done.completeExceptionally(failure);
    }
}
