package dev.roomtalk.server.control;

import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongFunction;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks the engine for what notices of other nodes may have told when they did not come: the bans of addresses, and how
 * each user is now. What the engine does not answer is asked again each second, until it does. Any thread.
 */
final class MissedNotices {
    private static final Logger LOG = LoggerFactory.getLogger(MissedNotices.class);

    /** So many users are asked for at once, at most. */
    static final int MAX_UNDERWAY = 1_000;

    private final Supplier<CompletionStage<Void>> askBans;
    private final LongFunction<CompletionStage<Void>> askUser;
    private final AtomicBoolean bansLeft = new AtomicBoolean();
    private final Set<Long> usersLeft = ConcurrentHashMap.newKeySet();
    private final AtomicInteger underway = new AtomicInteger();
    private final AtomicBoolean warned = new AtomicBoolean();

    /**
     * Nothing is missed yet.
     *
     * @param askBans brings the bans of addresses
     * @param askUser brings how a user is
     */
    MissedNotices(Supplier<CompletionStage<Void>> askBans, LongFunction<CompletionStage<Void>> askUser) {
        this.askBans = askBans;
        this.askUser = askUser;
    }

    /** Notices may not have come that are about bans, or about these users. */
    void missed(Collection<Long> users) {
        warned.set(false);
        bansLeft.set(true);
        usersLeft.addAll(users);
        again();
    }

    /** What the engine was asked for a user has failed. */
    void failed(long userId, Throwable failure) {
        usersLeft.add(userId);
        if (warned.compareAndSet(false, true)) {
            LOG.warn(
                    "what other servers have changed is not known here yet, and is asked for again: {}",
                    failure.toString());
        }
    }

    /** Asks for what is left; to be called each second. */
    void again() {
        if (bansLeft.compareAndSet(true, false)) {
            var _ = askBans.get().whenComplete((_, failure) -> {
                if (failure != null) {
                    bansLeft.set(true);
                }
            });
        }
        List<Long> next = usersLeft.stream()
                .limit(Math.max(0, MAX_UNDERWAY - underway.get()))
                .toList();
        next.forEach(this::ask);
    }

    private void ask(long userId) {
        usersLeft.remove(userId);
        underway.incrementAndGet();
        var _ = askUser.apply(userId).whenComplete((_, failure) -> {
            underway.decrementAndGet();
            if (failure != null) {
                failed(userId, failure);
            }
        });
    }
}
