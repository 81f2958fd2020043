package dev.roomtalk.server.store.redis;

import static dev.roomtalk.server.store.redis.Tasks.await;

import dev.roomtalk.server.names.Looks;
import dev.roomtalk.wire.Name;
import io.lettuce.core.SetArgs;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.UnaryOperator;

/**
 * The names that are taken, and what they look like. A name is reserved by the id of who wants it, in one step, and
 * made final when the rest is written; a reservation that is not made final ends by itself. To be called within a task.
 */
final class Names {
    private static final Duration RESERVED = Duration.ofSeconds(10);

    private final RedisLink link;
    private final InstantSource clock;

    Names(RedisLink link, InstantSource clock) {
        this.link = link;
        this.clock = clock;
    }

    /**
     * Reserves a name.
     *
     * @param owner the hash of whoever has the name, by its id, for one that was left behind
     */
    boolean reserve(String nameKey, String id, UnaryOperator<String> owner) {
        if (isSet(nameKey, id)) {
            return true;
        }
        String holder = await(link.send(nameKey, (c, key) -> c.get(key)));
        if (holder == null || holder.equals(id)) {
            return holder != null || isSet(nameKey, id);
        }
        boolean isFinal = await(link.send(nameKey, (c, key) -> c.pttl(key))) == -1;
        if (isFinal && await(link.send(owner.apply(holder), (c, key) -> c.exists(key))) == 0) {
            // Its owner was removed, and the server ended before it freed the name.
            free(nameKey, holder);
            return isSet(nameKey, id);
        }
        return false;
    }

    private boolean isSet(String nameKey, String id) {
        SetArgs reservation = SetArgs.Builder.nx().px(RESERVED.toMillis());
        return "OK".equals(await(link.send(nameKey, (c, key) -> c.set(key, id, reservation))));
    }

    /** False: the reservation has ended, and somebody else may have the name. */
    boolean makeFinal(String nameKey, String id) {
        return await(makingFinal(nameKey, id));
    }

    /** As {@link #makeFinal}, and does not wait for the answer. */
    CompletableFuture<Boolean> makingFinal(String nameKey, String id) {
        return link.run(Script.KEEP_NAME, nameKey, id).thenApply(kept -> Reply.number(kept) == 1);
    }

    void free(String nameKey, String id) {
        await(link.run(Script.FREE_NAME, nameKey, id));
    }

    /** Takes all looks of a name, or none of those that the user does not have already. */
    boolean takeLooks(Name name, long userId, boolean distinct, Set<String> own) {
        List<String> taken = new ArrayList<>();
        for (String look : Looks.of(name)) {
            if (!takeLook(look, userId, distinct)) {
                taken.stream().filter(other -> !own.contains(other)).forEach(other -> freeLook(other, userId));
                return false;
            }
            taken.add(look);
        }
        return true;
    }

    private boolean takeLook(String look, long userId, boolean distinct) {
        for (int attempt = 0; attempt < 2; attempt++) {
            Object others = await(link.run(
                    Script.TAKE_LOOK,
                    Keys.look(look),
                    Long.toString(userId),
                    Long.toString(clock.millis()),
                    distinct ? "1" : "0"));
            if (others == null) {
                return true;
            }
            for (Map.Entry<String, String> other : Reply.map(others).entrySet()) {
                long id = Long.parseLong(other.getKey());
                boolean fresh = clock.millis() - Long.parseLong(other.getValue()) < RESERVED.toMillis();
                if (fresh || await(link.send(Keys.user(id), (c, key) -> c.exists(key))) > 0) {
                    return false;
                }
                // It was to be a user, and the server ended before that.
                freeLook(look, id);
            }
        }
        return false;
    }

    void freeLook(String look, long userId) {
        await(link.send(Keys.look(look), (c, key) -> c.hdel(key, Long.toString(userId))));
    }
}
