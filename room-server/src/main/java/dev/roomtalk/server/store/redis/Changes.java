package dev.roomtalk.server.store.redis;

import dev.roomtalk.server.store.NotStoredException;
import dev.roomtalk.server.store.RoomId;
import dev.roomtalk.server.store.redis.Failures.AwayException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Changes of rooms, in their order, until Redis has confirmed them. Each may be made twice, and a proposal is known
 * again by its script. When one could not be made, it and all of its room that came after it are sent again, in their
 * order, as soon as Redis takes them. Any thread.
 */
final class Changes {
    private static final Logger LOG = LoggerFactory.getLogger(Changes.class);
    private static final int MOST = 16_384;

    private final Deque<Change> unconfirmed = new ArrayDeque<>();

    /** What becomes of a change that cannot be made now. */
    enum Promise {
        /** It is made later, and answered then. */
        KEEP,
        /** It is answered now. What may have been made is sent again, to find out; the rest is given up. */
        FIND_OUT
    }

    private static final class Change {
        final RoomId room;
        final Supplier<CompletableFuture<?>> sending;
        final Promise promise;
        /** Takes each reply, before the change is done. */
        final Consumer<@Nullable Object> replied;

        final CompletableFuture<Void> done = new CompletableFuture<>();
        /** Guarded by the owner. */
        boolean stalled;
        /** It is made, or given up. Guarded by the owner. */
        boolean over;

        Change(
                RoomId room,
                Supplier<CompletableFuture<?>> sending,
                Promise promise,
                Consumer<@Nullable Object> replied) {
            this.room = room;
            this.sending = sending;
            this.promise = promise;
            this.replied = replied;
        }

        /** Whether it is to be sent again. */
        boolean stallsFor(Throwable failure) {
            boolean away = Failures.isAway(failure) || Failures.refusal(failure) != null;
            return switch (promise) {
                case KEEP -> away;
                case FIND_OUT -> Failures.isAway(failure) && !Failures.wasNotSent(failure);
            };
        }

        /** Whether it need not be sent again behind others that are. */
        boolean isOverForGood() {
            return over && promise == Promise.FIND_OUT;
        }
    }

    /** A change, and how it was sent this time. */
    private record Sent(Change change, CompletableFuture<?> answer) {}

    /** Makes a change: it sends commands, in the caller's turn if none of its room has stalled. */
    CompletionStage<Void> make(RoomId room, Promise promise, Supplier<CompletableFuture<?>> sending) {
        return make(new Change(room, sending, promise, _ -> {}));
    }

    /**
     * Makes a change that its script may refuse.
     *
     * @param taken whether it was taken, by the script's reply; called without a lock, and again where the change is
     *     sent again
     */
    CompletionStage<Boolean> propose(
            RoomId room, Supplier<CompletableFuture<?>> sending, Predicate<@Nullable Object> taken) {
        AtomicBoolean answer = new AtomicBoolean();
        return make(new Change(room, sending, Promise.FIND_OUT, reply -> answer.set(taken.test(reply))))
                .thenApply(_ -> answer.get());
    }

    private CompletionStage<Void> make(Change change) {
        CompletableFuture<?> answer;
        synchronized (this) {
            if (unconfirmed.size() >= MOST) {
                return CompletableFuture.failedFuture(
                        Failures.notStored(new AwayException("too much waits for its Redis")));
            }
            if (unconfirmed.stream().anyMatch(before -> before.stalled && before.room.equals(change.room))) {
                answer = CompletableFuture.failedFuture(new AwayException(RedisLink.SILENT));
            } else {
                answer = change.sending.get();
            }
            unconfirmed.addLast(change);
        }
        follow(new Sent(change, answer));
        return change.done;
    }

    /** Whether changes were told to Redis that it does not know yet. */
    synchronized boolean hasStalled() {
        return unconfirmed.stream().anyMatch(change -> change.stalled);
    }

    private void follow(Sent sent) {
        var _ = sent.answer.whenComplete((reply, failure) -> answered(sent.change, reply, failure));
    }

    private void answered(Change change, @Nullable Object reply, @Nullable Throwable failure) {
        boolean later = failure != null && (Failures.isAway(failure) || Failures.refusal(failure) != null);
        synchronized (this) {
            change.stalled = failure != null && change.stallsFor(failure);
            change.over = !change.stalled;
            while (!unconfirmed.isEmpty() && unconfirmed.getFirst().over) {
                unconfirmed.removeFirst();
            }
        }
        if (failure == null) {
            change.replied.accept(reply);
            change.done.complete(null);
        } else if (!later) {
            LOG.error("a change of a room is not stored", Failures.cause(failure));
            change.done.completeExceptionally(Failures.notStored(failure));
        } else if (change.promise != Promise.KEEP) {
            change.done.completeExceptionally(Failures.notStored(failure));
        }
    }

    /** Sends again what has stalled, and what came after it. */
    void again() {
        List<Sent> sent = new ArrayList<>();
        synchronized (this) {
            Set<RoomId> behind = new HashSet<>();
            for (Change change : unconfirmed) {
                if (change.stalled) {
                    behind.add(change.room);
                }
                if (behind.contains(change.room) && !change.isOverForGood()) {
                    change.stalled = false;
                    sent.add(new Sent(change, change.sending.get()));
                }
            }
        }
        sent.forEach(this::follow);
    }

    /** Fails with {@link NotStoredException} where a request failed. */
    static <T extends @Nullable Object> CompletableFuture<T> stored(CompletableFuture<T> request) {
        return request.exceptionallyCompose(failure -> CompletableFuture.failedFuture(Failures.notStored(failure)));
    }
}
