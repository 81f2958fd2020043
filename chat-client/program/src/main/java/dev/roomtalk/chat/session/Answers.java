package dev.roomtalk.chat.session;

import dev.roomtalk.client.ChatException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/** Brings the answers to requests to the UI thread. */
public final class Answers {
    private final Executor ui;
    private final Consumer<Refusal> refused;

    /** Why a request failed, for programs and for people. */
    public record Refusal(ChatException.Reason reason, String sentence) {
        static Refusal of(Throwable failure) {
            Throwable cause =
                    failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
            String message = cause.getMessage();
            String sentence = message == null ? cause.getClass().getSimpleName() : message;
            return cause instanceof ChatException refusal
                    ? new Refusal(refusal.reason(), sentence)
                    : new Refusal(ChatException.Reason.FAILED, "unexpected failure: " + sentence);
        }
    }

    /**
     * @param ui runs tasks on the UI thread
     * @param refused called there for requests that failed
     */
    public Answers(Executor ui, Consumer<Refusal> refused) {
        this.ui = ui;
        this.refused = refused;
    }

    public <T> void of(CompletableFuture<T> answer, Consumer<? super T> then) {
        of(answer, then, refused);
    }

    public <T> void of(CompletableFuture<T> answer, Consumer<? super T> then, Consumer<Refusal> otherwise) {
        CompletableFuture<?> _ = answer.handle((value, failure) -> {
            ui.execute(() -> {
                if (failure == null) {
                    then.accept(value);
                } else {
                    otherwise.accept(Refusal.of(failure));
                }
            });
            return null;
        });
    }
}
