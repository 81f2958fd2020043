package dev.roomtalk.server.store.sqlite;

import java.sql.SQLException;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** One entry of the writer's queue. */
sealed interface Job {
    /** A numbered message to store. */
    record Message(Append append) implements Job {}

    /** Wakes the writer's thread, so that it sees that it has to stop. */
    record Stop() implements Job {}

    /** A change of the database that is answered after the COMMIT. */
    final class Change<T extends @Nullable Object> implements Job {
        final CompletableFuture<T> answer = new CompletableFuture<>();
        final Writer.Promise promise;
        private final Writer.Work<T> work;
        private Runnable committed = () -> {};

        Change(Writer.Work<T> work, Writer.Promise promise) {
            this.work = work;
            this.promise = promise;
        }

        /** Makes the change, in the transaction that is open. */
        void write(DatabaseConnection connection) throws SQLException {
            @Nullable T value = work.on(connection);
            committed = () -> answer.complete(value);
        }

        /** Answers the change after its transaction; {@code failure} null: it was committed. */
        void end(@Nullable Exception failure) {
            if (failure == null) {
                committed.run();
            } else {
                answer.completeExceptionally(failure);
            }
        }
    }
}
