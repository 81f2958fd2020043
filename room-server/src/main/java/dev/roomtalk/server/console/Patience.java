package dev.roomtalk.server.console;

import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** How long a console waits for the node before it tells the operator that the node is too busy. */
final class Patience {
    private static final long SECONDS = 5;
    private static final long LONG_SECONDS = 600;

    private Patience() {}

    /** @throws DeclinedException it failed, or was not done in time */
    static <T extends @Nullable Object> T await(CompletionStage<T> stage) throws DeclinedException {
        return await(stage, SECONDS);
    }

    /** The same of what may take its time. */
    static <T extends @Nullable Object> T awaitLong(CompletionStage<T> stage) throws DeclinedException {
        return await(stage, LONG_SECONDS);
    }

    private static <T extends @Nullable Object> T await(CompletionStage<T> stage, long seconds)
            throws DeclinedException {
        try {
            return stage.toCompletableFuture().get(seconds, TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            throw new DeclinedException("the server did not do it within " + seconds + " s: it is too busy");
        } catch (ExecutionException e) {
            throw new DeclinedException("the server could not do it: " + e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new DeclinedException("the server is stopping");
        }
    }
}
