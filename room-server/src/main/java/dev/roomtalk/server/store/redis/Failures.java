package dev.roomtalk.server.store.redis;

import dev.roomtalk.server.store.NotAnsweredException;
import dev.roomtalk.server.store.NotStoredException;
import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.RedisException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** What the failure of a command means. */
final class Failures {
    /**
     * What a server answers that is not ready, or is not a master any longer: it may go well over the next connection.
     */
    private static final List<String> NOT_NOW =
            List.of("READONLY", "LOADING", "MASTERDOWN", "CLUSTERDOWN", "TRYAGAIN", "BUSY ", "UNBLOCKED", "NOREPLICAS");

    private Failures() {}

    /** There is no connection. */
    static final class AwayException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        AwayException(String why) {
            super(why, null, false, false);
        }
    }

    static Throwable cause(Throwable failure) {
        Throwable cause = failure.getCause();
        return (failure instanceof CompletionException || failure instanceof ExecutionException) && cause != null
                ? cause(cause)
                : failure;
    }

    /**
     * Whether it is not known what became of the command, or that it was not carried out because Redis is not ready.
     */
    static boolean isAway(Throwable failure) {
        Throwable cause = cause(failure);
        String message = String.valueOf(cause.getMessage());
        return !(cause instanceof RedisCommandExecutionException)
                || NOT_NOW.stream().anyMatch(message::startsWith);
    }

    /** Whether Redis has not even been asked. */
    static boolean wasNotSent(Throwable failure) {
        return cause(failure) instanceof AwayException;
    }

    /** Why Redis cannot store at present, for the person; null: it is something else. */
    static @Nullable String refusal(Throwable failure) {
        String message = String.valueOf(cause(failure).getMessage());
        if (message.startsWith("OOM")) {
            return "its Redis has no more memory";
        }
        return message.startsWith("MISCONF") ? "its Redis cannot write to its disk" : null;
    }

    /** Fails with {@link NotAnsweredException} where Redis could not be asked, or has not answered. */
    static <T extends @Nullable Object> CompletionStage<T> answered(CompletionStage<T> question) {
        return question.exceptionallyCompose(failure -> CompletableFuture.failedFuture(notAnswered(cause(failure))));
    }

    private static Throwable notAnswered(Throwable cause) {
        boolean away = cause instanceof RedisException || cause instanceof TimeoutException;
        if (cause instanceof AwayException) {
            return new NotAnsweredException(String.valueOf(cause.getMessage()), cause);
        }
        return away && isAway(cause) ? new NotAnsweredException(RedisLink.SILENT, cause) : cause;
    }

    static NotStoredException notStored(Throwable failure) {
        Throwable cause = cause(failure);
        if (cause instanceof NotStoredException before) {
            return before;
        }
        String refusal = refusal(cause);
        String why = cause instanceof AwayException ? String.valueOf(cause.getMessage()) : RedisLink.SILENT;
        return new NotStoredException(refusal == null ? why : refusal, cause);
    }
}
