package dev.roomtalk.server.store.redis;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Runs what takes several round trips, each on a virtual thread of its own, where it may wait for answers. */
final class Tasks implements AutoCloseable {
    /** A connection that does not answer is ended sooner than this, and what waits for it fails. */
    private static final long LONGEST_SECONDS = 10;

    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

    <T extends @Nullable Object> CompletableFuture<T> run(Callable<T> task) {
        CompletableFuture<T> done = new CompletableFuture<>();
        try {
            threads.execute(() -> {
                try {
                    done.complete(task.call());
                } catch (Throwable e) {
                    done.completeExceptionally(Failures.cause(e));
                }
            });
        } catch (RejectedExecutionException e) {
            done.completeExceptionally(new Failures.AwayException("its engine is closed"));
        }
        return done;
    }

    /** Waits for an answer; throws {@link CompletionException} if there is none. Only within a task. */
    static <T extends @Nullable Object> T await(CompletableFuture<T> answer) {
        return answer.orTimeout(LONGEST_SECONDS, TimeUnit.SECONDS).join();
    }

    static <T extends @Nullable Object> List<T> awaitAll(Collection<CompletableFuture<T>> answers) {
        List<T> all = new ArrayList<>();
        answers.forEach(answer -> all.add(await(answer)));
        return all;
    }

    /** Those that run may end what they have begun. */
    @Override
    public void close() {
        threads.shutdown();
        try {
            if (!threads.awaitTermination(1, TimeUnit.SECONDS)) {
                threads.shutdownNow();
            }
        } catch (InterruptedException e) {
            threads.shutdownNow();
            Thread.currentThread().interrupt();
        }
    }
}
