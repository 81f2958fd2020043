package dev.roomtalk.server.store.redis;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether enough replicas have what the master has written: only then is it stored. Who asks while the replicas are
 * being asked gets the next answer, so one question serves all that came meanwhile. Any thread; answers are given in
 * the order of the questions, outside the lock.
 *
 * <p>A replica that is missing may be dead, or may just have become the master, and then what the others have
 * will be forgotten. So where one is missing the sentinels have to say that there is no other master.
 */
final class Replicas {
    private static final Logger LOG = LoggerFactory.getLogger(Replicas.class);
    private static final String TOO_FEW = "too few replicas of its Redis have what was written";

    /** From so many replicas on one of them has to have what is stored, where nothing else is set. */
    private static final int ENOUGH_TO_LOSE_ONE = 2;

    private final RedisLink link;
    private final boolean automatic;
    private volatile int needed;
    private volatile boolean tooFew;
    /** How many replicas were ever seen at one time. */
    private volatile int most;
    /** Null: none is being asked. */
    private @Nullable List<Consumer<Answer>> next;

    enum Answer {
        ENOUGH,
        TOO_FEW,
        /** The connection ended before. */
        UNKNOWN
    }

    /**
     * Says in the log what a failover costs.
     *
     * @param wanted how many replicas must have what is stored; null: one, as soon as there are two
     * @param connected how many there are now
     */
    Replicas(RedisLink link, @Nullable Integer wanted, int connected) {
        this.link = link;
        this.automatic = wanted == null;
        this.most = connected;
        this.needed = wanted == null ? automatic(connected) : wanted;
        if (needed == 0) {
            LOG.warn(
                    "a message is stored when the master of Redis has it, and no failover is survived: {}",
                    wanted == null
                            ? "it has " + connected + " replicas; with two, one of them would have to have it"
                            : "engine-replicas is 0");
        } else {
            LOG.info("a message is stored when {} of {} replicas of Redis have it", needed, connected);
        }
    }

    private static int automatic(int connected) {
        return connected >= ENOUGH_TO_LOSE_ONE ? 1 : 0;
    }

    /** Why nothing counts as stored at present; null: it does. */
    @Nullable
    String trouble() {
        return tooFew ? TOO_FEW : null;
    }

    /** Asks about everything that the master has answered before this call. */
    void ask(Consumer<Answer> then) {
        if (needed == 0) {
            then.accept(Answer.ENOUGH);
            return;
        }
        synchronized (this) {
            if (next != null) {
                next.add(then);
                return;
            }
            next = new ArrayList<>();
        }
        ask(List.of(then));
    }

    private void ask(List<Consumer<Answer>> asking) {
        int enough = needed;
        var _ = link.askReplicas(enough)
                .thenCompose(following -> {
                    most = Math.max(most, following.connected());
                    return following.having() >= enough && following.connected() < most
                            ? link.isConfirmed()
                            : CompletableFuture.completedFuture(following.having() >= enough);
                })
                .whenComplete((stored, failure) ->
                        answer(asking, failure != null ? Answer.UNKNOWN : stored ? Answer.ENOUGH : Answer.TOO_FEW));
    }

    private void answer(List<Consumer<Answer>> asking, Answer answer) {
        note(answer);
        asking.forEach(each -> each.accept(answer));
        List<Consumer<Answer>> following;
        synchronized (this) {
            following = next == null || next.isEmpty() ? null : next;
            next = following == null ? null : new ArrayList<>();
        }
        if (following != null) {
            ask(following);
        }
    }

    private void note(Answer answer) {
        if (answer == Answer.TOO_FEW && !tooFew) {
            tooFew = true;
            LOG.error("NOT STORING: {}", TOO_FEW);
        } else if (answer == Answer.ENOUGH && tooFew) {
            tooFew = false;
            LOG.info("storing again");
        }
    }

    /** Twice a second: replicas may have come. */
    void beat() {
        if (tooFew) {
            ask(_ -> {});
        } else if (automatic && needed == 0) {
            var _ = link.send(c -> c.role()).thenAccept(role -> {
                int connected = Connector.replicas(role);
                if (automatic(connected) > 0 && needed == 0) {
                    needed = 1;
                    LOG.info(
                            "Redis has {} replicas: from now on a message is stored when one of them has it",
                            connected);
                }
            });
        }
    }
}
