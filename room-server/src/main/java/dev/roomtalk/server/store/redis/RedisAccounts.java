package dev.roomtalk.server.store.redis;

import static dev.roomtalk.server.store.redis.Tasks.await;

import dev.roomtalk.server.names.Looks;
import dev.roomtalk.server.room.Ban;
import dev.roomtalk.server.store.Accounts;
import dev.roomtalk.server.store.Contacts;
import dev.roomtalk.server.store.Purge;
import dev.roomtalk.server.store.RoomId;
import dev.roomtalk.server.store.TokenHash;
import dev.roomtalk.server.store.UserRecord;
import dev.roomtalk.wire.Name;
import io.lettuce.core.KeyValue;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** What an operator changes of users. Any thread. */
final class RedisAccounts implements Accounts {
    private static final String NAME = "name";
    private static final String TOKEN = "token";
    private static final String CONTACTS = "contacts";

    private final RedisLink link;
    private final Tasks tasks;
    private final Names names;
    private final RedisRooms rooms;
    private final RedisPurge purge;

    RedisAccounts(RedisLink link, Tasks tasks, Names names, RedisRooms rooms, RedisPurge purge) {
        this.link = link;
        this.tasks = tasks;
        this.names = names;
        this.rooms = rooms;
        this.purge = purge;
    }

    /** What the hash of a user has. */
    private record Fields(Name name, TokenHash token, Contacts contacts) {}

    private @Nullable Fields fields(long userId) {
        List<KeyValue<String, String>> found = await(link.send(c -> c.hmget(Keys.user(userId), NAME, TOKEN, CONTACTS)));
        return Name.user(found.getFirst().getValueOrElse("")) instanceof Name.Valid valid
                ? new Fields(
                        valid.name(),
                        new TokenHash(found.get(1).getValueOrElse("")),
                        RoomCodec.contacts(found.getLast().getValueOrElse("")))
                : null;
    }

    @Override
    public CompletionStage<@Nullable Account> account(long userId) {
        return Failures.answered(tasks.run(() -> {
            Fields fields = fields(userId);
            Double used = await(link.send(c -> c.zscore(Keys.USERS, Long.toString(userId))));
            return fields == null || used == null
                    ? null
                    : new Account(new UserRecord(userId, fields.name), fields.token, used.longValue(), fields.contacts);
        }));
    }

    @Override
    public CompletionStage<Renaming> rename(long userId, Name name, boolean distinct) {
        return Changes.stored(tasks.run(() -> renamed(userId, name, distinct)));
    }

    private Renaming renamed(long userId, Name name, boolean distinct) {
        Fields before = fields(userId);
        if (before == null) {
            return new NoSuchUser();
        }
        String id = Long.toString(userId);
        String wanted = Keys.userName(name);
        boolean same = wanted.equals(Keys.userName(before.name));
        if (!same && !names.reserve(wanted, id, holder -> Keys.user(Long.parseLong(holder)))) {
            return new NameTaken();
        }
        Set<String> own = Looks.of(before.name);
        if (!names.takeLooks(name, userId, distinct, own)) {
            if (!same) {
                names.free(wanted, id);
            }
            return new LooksTaken();
        }
        Object was = await(link.run(Script.CHANGE_USER, Keys.user(userId), NAME, name.display()));
        if (was == null || !names.makeFinal(wanted, id)) {
            return was == null ? new NoSuchUser() : new NameTaken();
        }
        if (!same) {
            names.free(Keys.userName(before.name), id);
        }
        Set<String> its = Looks.of(name);
        own.stream().filter(look -> !its.contains(look)).forEach(look -> names.freeLook(look, userId));
        return new Renamed(new UserRecord(userId, name));
    }

    @Override
    public CompletionStage<Boolean> delete(long userId) {
        return Changes.stored(tasks.run(() -> remove(userId)));
    }

    @Override
    public CompletionStage<Boolean> setContacts(long userId, Contacts contacts) {
        return Changes.stored(tasks.run(() -> {
            boolean there = fields(userId) != null;
            if (there) {
                await(link.send(c -> c.hset(Keys.user(userId), CONTACTS, RoomCodec.text(contacts))));
            }
            return there;
        }));
    }

    /** Removes a user; from the first step on it is nobody. Only within a task. False: there is no such user. */
    boolean remove(long userId) {
        String id = Long.toString(userId);
        Fields fields = fields(userId);
        boolean removed = await(link.send(c -> c.del(Keys.user(userId)))) > 0;
        await(link.send(c -> c.zrem(Keys.USERS, id)));
        if (fields != null) {
            names.free(Keys.userName(fields.name), id);
            names.free(Keys.token(fields.token), id);
            Looks.of(fields.name).forEach(look -> names.freeLook(look, userId));
        }
        for (String room : await(link.send(c -> c.smembers(Keys.roomsOf(userId))))) {
            RoomId left = new RoomId(Long.parseLong(room));
            await(rooms.remove(left, Keys.MEMBERS, List.of(id)));
            await(rooms.remove(left, Keys.BANS, bans(userId)));
            await(rooms.remove(left, Keys.READ, List.of(id)));
        }
        await(link.send(c -> c.del(Keys.roomsOf(userId))));
        return removed;
    }

    private static List<String> bans(long userId) {
        return List.of(
                RoomCodec.banField(new Ban.Key(Ban.Kind.ENTER, userId)),
                RoomCodec.banField(new Ban.Key(Ban.Kind.SPEAK, userId)));
    }

    @Override
    public CompletionStage<Purged> purge(RoomId room, Purge which) {
        return Changes.stored(tasks.run(() -> purge.of(room, which)));
    }
}
