package dev.roomtalk.server.store.redis;

import dev.roomtalk.server.store.redis.Failures.AwayException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether enough replicas have what a master has written: only then is it stored. Who asks while its replicas are
 * being asked gets the next answer, so one question serves all that came meanwhile. Any thread; answers are given in
 * the order of the questions, outside the lock.
 *
 * <p>A replica that is missing may be dead, or may just have become the master, and then what the others have
 * will be forgotten. So where one is missing, most sentinels, or most masters of a cluster, have to
 * say that there is no other.
 */
final class Replicas {
    private static final Logger LOG = LoggerFactory.getLogger(Replicas.class);
    private static final String TOO_FEW = "too few replicas of its Redis have what was written";

    /** From so many replicas on one of them has to have what is stored, where nothing else is set. */
    private static final int ENOUGH_TO_LOSE_ONE = 2;

    private static final int ATTEMPTS = 5;

    private final RedisLink link;
    private final boolean automatic;
    private volatile int needed;
    /** How many replicas were ever seen at one time, of any master. */
    private volatile int most;

    private final Map<Master, Line> lines = new ConcurrentHashMap<>();

    /** Those that ask about one master. Guarded by itself. */
    private static final class Line {
        volatile boolean tooFew;
        /** Null: its replicas are not being asked. */
        @Nullable
        List<Consumer<Answer>> next;
    }

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
     * @param connected how many there are now, of the master that has fewest
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

    /** Why not everything counts as stored at present; null: it does. */
    @Nullable
    String trouble() {
        return lines.values().stream().anyMatch(line -> line.tooFew) ? TOO_FEW : null;
    }

    /** Asks about everything that a master has answered before this call. */
    void ask(Master master, Consumer<Answer> then) {
        if (needed == 0) {
            then.accept(Answer.ENOUGH);
            return;
        }
        Line line = lines.computeIfAbsent(master, _ -> new Line());
        synchronized (line) {
            if (line.next != null) {
                line.next.add(then);
                return;
            }
            line.next = new ArrayList<>();
        }
        ask(master, line, List.of(then));
    }

    private void ask(Master master, Line line, List<Consumer<Answer>> asking) {
        int enough = needed;
        var _ = following(master, enough, ATTEMPTS)
                .thenCompose(following -> {
                    most = Math.max(most, following.connected());
                    return following.having() >= enough && following.connected() < most
                            ? link.masters().isConfirmed(master)
                            : CompletableFuture.completedFuture(following.having() >= enough);
                })
                .whenComplete((stored, failure) -> answer(
                        master,
                        line,
                        asking,
                        failure != null ? Answer.UNKNOWN : stored ? Answer.ENOUGH : Answer.TOO_FEW));
    }

    /** The slot of the key that is written for this may be moved away meanwhile; then it is another one. */
    private CompletableFuture<Master.Following> following(Master master, int enough, int attempts) {
        return link.ask(master, asked -> {
                    String key = link.masters().keyOf(asked);
                    return key == null
                            ? CompletableFuture.failedFuture(new AwayException("it has no slots any more"))
                            : asked.askReplicas(enough, key);
                })
                .exceptionallyCompose(failure -> Failures.isElsewhere(failure) && attempts > 1
                        ? following(master, enough, attempts - 1)
                        : CompletableFuture.failedFuture(failure));
    }

    private void answer(Master master, Line line, List<Consumer<Answer>> asking, Answer answer) {
        note(line, answer);
        asking.forEach(each -> each.accept(answer));
        List<Consumer<Answer>> following;
        synchronized (line) {
            following = line.next == null || line.next.isEmpty() ? null : line.next;
            line.next = following == null ? null : new ArrayList<>();
        }
        if (following != null) {
            ask(master, line, following);
        }
    }

    private void note(Line line, Answer answer) {
        boolean before = trouble() != null;
        if (answer != Answer.UNKNOWN) {
            line.tooFew = answer == Answer.TOO_FEW;
        }
        boolean now = trouble() != null;
        if (now && !before) {
            LOG.error("NOT STORING: {}", TOO_FEW);
        } else if (before && !now) {
            LOG.info("storing again");
        }
    }

    /** Twice a second: replicas may have come, and masters may have gone. */
    void beat() {
        List<Master> live = link.masters().live();
        lines.keySet().retainAll(live);
        lines.forEach((master, line) -> {
            if (line.tooFew) {
                ask(master, _ -> {});
            }
        });
        if (automatic && needed == 0) {
            for (Master master : live) {
                var _ = link.ask(master, asked -> asked.commands.role()).thenAccept(this::seen);
            }
        }
    }

    private synchronized void seen(List<Object> role) {
        int connected = Connector.replicas(role);
        if (automatic(connected) > 0 && needed == 0) {
            needed = 1;
            LOG.info("Redis has {} replicas: from now on a message is stored when one of them has it", connected);
        }
    }
}
