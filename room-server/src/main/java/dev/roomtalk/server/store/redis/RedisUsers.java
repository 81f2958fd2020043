package dev.roomtalk.server.store.redis;

import static dev.roomtalk.server.store.redis.Tasks.await;

import dev.roomtalk.server.base.AgeClock;
import dev.roomtalk.server.names.Looks;
import dev.roomtalk.server.store.EngineLimits;
import dev.roomtalk.server.store.TokenHash;
import dev.roomtalk.server.store.UserRecord;
import dev.roomtalk.server.store.UserRecords;
import dev.roomtalk.wire.Name;
import io.lettuce.core.KeyValue;
import io.lettuce.core.Limit;
import io.lettuce.core.Range;
import io.lettuce.core.ScoredValue;
import io.lettuce.core.ZAddArgs;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.LongPredicate;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The users: a hash for each, and a key for its name, its token and each of its looks, which point to it. They lie
 * apart, so a user is made in steps: the name is reserved, the user and its token are written, and the name is made
 * final. What a crash leaves in between proves nobody, because a user counts only while the name points to it. Any
 * thread.
 */
final class RedisUsers {
    private static final int EXPIRED_USERS_PER_LOOK = 100;
    private static final String NAME = "name";
    private static final String TOKEN = "token";

    private final RedisLink link;
    private final Tasks tasks;
    private final Names names;
    private final RedisAccounts accounts;
    private final AgeClock clock;
    private final LongSupplier random;
    private volatile EngineLimits limits;
    private volatile LongPredicate connected = _ -> false;

    /** @param random 64 random bits a call, for user ids */
    RedisUsers(
            RedisLink link,
            Tasks tasks,
            Names names,
            RedisAccounts accounts,
            AgeClock clock,
            LongSupplier random,
            EngineLimits limits) {
        this.link = link;
        this.tasks = tasks;
        this.names = names;
        this.accounts = accounts;
        this.clock = clock;
        this.random = random;
        this.limits = limits;
    }

    void follow(EngineLimits changed) {
        limits = changed;
    }

    void spare(LongPredicate isConnected) {
        connected = isConnected;
    }

    CompletableFuture<UserRecords.UserCreation> create(Name name, boolean distinct, TokenHash token) {
        return tasks.run(() -> {
            removeExpired();
            long id = random.getAsLong();
            while (id == 0 || await(exists(id)) > 0) {
                id = random.getAsLong();
            }
            return make(new UserRecord(id, name), distinct, token);
        });
    }

    private CompletableFuture<Long> exists(long id) {
        return link.send(Keys.user(id), (c, key) -> c.exists(key));
    }

    private UserRecords.UserCreation make(UserRecord user, boolean distinct, TokenHash token) {
        String id = Long.toString(user.id());
        String name = Keys.userName(user.name());
        if (!names.reserve(name, id, holder -> Keys.user(Long.parseLong(holder)))) {
            return new UserRecords.NameTaken();
        }
        if (!names.takeLooks(user.name(), user.id(), distinct, Set.of())) {
            names.free(name, id);
            return new UserRecords.LooksTaken();
        }
        if (await(link.send(Keys.USERS, (c, key) -> c.zcard(key))) >= limits.maxUsers()) {
            Looks.of(user.name()).forEach(look -> names.freeLook(look, user.id()));
            names.free(name, id);
            return new UserRecords.Full();
        }
        CompletableFuture<Long> written = link.send(
                Keys.user(user.id()),
                (c, key) -> c.hset(key, Map.of(NAME, user.name().display(), TOKEN, token.hex())));
        CompletableFuture<Long> listed = link.send(Keys.USERS, (c, key) -> c.zadd(key, (double) clock.millis(), id));
        CompletableFuture<String> proven = link.send(Keys.token(token), (c, key) -> c.set(key, id));
        await(written);
        await(listed);
        await(proven);
        if (!names.makeFinal(name, id)) {
            accounts.remove(user.id());
            return new UserRecords.NameTaken();
        }
        return new UserRecords.Created(user);
    }

    private void removeExpired() {
        if (!clock.certain()) {
            return;
        }
        double before = clock.millis() - (double) limits.nameExpiry().toMillis();
        List<String> silent = await(link.send(
                Keys.USERS,
                (c, key) -> c.zrangebyscore(
                        key, Range.create(Double.NEGATIVE_INFINITY, before), Limit.create(0, EXPIRED_USERS_PER_LOOK))));
        for (String id : silent) {
            long user = Long.parseLong(id);
            if (connected.test(user)) {
                await(noteUse(List.of(user)));
            } else {
                accounts.remove(user);
            }
        }
    }

    CompletableFuture<?> noteUse(Collection<Long> ids) {
        if (ids.isEmpty()) {
            return CompletableFuture.completedFuture(null);
        }
        @SuppressWarnings({"unchecked", "rawtypes"})
        ScoredValue<String>[] noted = ids.stream()
                .map(id -> ScoredValue.just((double) clock.millis(), Long.toString(id)))
                .toArray(ScoredValue[]::new);
        return link.send(Keys.USERS, (c, key) -> c.zadd(key, ZAddArgs.Builder.xx(), noted));
    }

    CompletableFuture<@Nullable UserRecord> find(TokenHash token) {
        return tasks.run(() -> {
            String id = await(link.send(Keys.token(token), (c, key) -> c.get(key)));
            if (id == null) {
                return null;
            }
            List<KeyValue<String, String>> fields =
                    await(link.send(Keys.user(Long.parseLong(id)), (c, key) -> c.hmget(key, NAME, TOKEN)));
            UserRecord user = record(id, fields.getFirst().getValueOrElse(""));
            if (user == null
                    || !token.hex().equals(fields.getLast().getValueOrElse(""))
                    || !id.equals(await(link.send(Keys.userName(user.name()), (c, key) -> c.get(key))))) {
                return null;
            }
            var _ = noteUse(List.of(user.id()));
            return user;
        });
    }

    CompletableFuture<@Nullable UserRecord> named(Name name) {
        return tasks.run(() -> {
            String id = await(link.send(Keys.userName(name), (c, key) -> c.get(key)));
            if (id == null) {
                return null;
            }
            String shown = await(link.send(Keys.user(Long.parseLong(id)), (c, key) -> c.hget(key, NAME)));
            UserRecord user = shown == null ? null : record(id, shown);
            return user != null && user.name().key().equals(name.key()) ? user : null;
        });
    }

    private static @Nullable UserRecord record(String id, String name) {
        return Name.user(name) instanceof Name.Valid valid ? new UserRecord(Long.parseLong(id), valid.name()) : null;
    }

    CompletableFuture<Boolean> renewToken(long userId, TokenHash token) {
        return tasks.run(() -> {
            if (await(exists(userId)) == 0) {
                return false;
            }
            String id = Long.toString(userId);
            await(link.send(Keys.token(token), (c, key) -> c.set(key, id)));
            Object before = await(link.run(Script.CHANGE_USER, Keys.user(userId), TOKEN, token.hex()));
            if (before == null) {
                names.free(Keys.token(token), id);
                return false;
            }
            String old = Reply.text(before);
            if (!old.equals(token.hex())) {
                names.free(Keys.token(new TokenHash(old)), id);
            }
            return true;
        });
    }
}
