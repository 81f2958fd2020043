package dev.roomtalk.server.store.sqlite;

import dev.roomtalk.server.store.NotAnsweredException;
import java.sql.SQLException;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A thread with a connection that only reads. What finds its queue full fails with {@link
 * NotAnsweredException}. */
final class Reader implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Reader.class);

    private final DatabaseConnection connection;
    private final ThreadPoolExecutor thread;

    /** Asked on the reader's thread. */
    interface Question<T extends @Nullable Object> {
        @Nullable
        T ask(DatabaseConnection connection) throws SQLException;
    }

    Reader(DatabaseConnection connection, String threadName, int capacity) {
        this.connection = connection;
        this.thread = new ThreadPoolExecutor(
                1, 1, 0, TimeUnit.SECONDS, new ArrayBlockingQueue<>(capacity), task -> new Thread(task, threadName));
    }

    <T extends @Nullable Object> CompletionStage<T> ask(Question<T> question) {
        CompletableFuture<T> answer = new CompletableFuture<>();
        try {
            thread.execute(() -> {
                try {
                    answer.complete(question.ask(connection));
                } catch (SQLException | RuntimeException e) {
                    prepareAnew();
                    answer.completeExceptionally(e);
                }
            });
        } catch (RejectedExecutionException e) {
            answer.completeExceptionally(new NotAnsweredException("too much waits for its database", e));
        }
        return answer;
    }

    private void prepareAnew() {
        try {
            connection.prepareAnew();
        } catch (SQLException e) {
            LOG.debug("a statement does not close: {}", e.getMessage());
        }
    }

    /** Answers what was asked, and ends. */
    @Override
    public void close() {
        thread.close();
        try {
            connection.close();
        } catch (SQLException e) {
            throw new IllegalStateException("a reading connection does not close", e);
        }
    }
}
