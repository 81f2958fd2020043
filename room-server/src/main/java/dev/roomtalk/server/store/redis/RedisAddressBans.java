package dev.roomtalk.server.store.redis;

import dev.roomtalk.server.base.AddressRange;
import dev.roomtalk.server.store.AddressBan;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** The bans of addresses: fields of one hash. Any thread. */
final class RedisAddressBans {
    private final RedisLink link;
    private final InstantSource clock;

    RedisAddressBans(RedisLink link, InstantSource clock) {
        this.link = link;
        this.clock = clock;
    }

    CompletableFuture<Void> put(AddressBan ban) {
        String range = ban.range().toString();
        return done(link.send(Keys.ADDRESS_BANS, (c, key) -> c.hset(key, range, RoomCodec.addressBan(ban))));
    }

    CompletableFuture<Void> remove(AddressRange range) {
        return done(link.send(Keys.ADDRESS_BANS, (c, key) -> c.hdel(key, range.toString())));
    }

    private static CompletableFuture<Void> done(CompletableFuture<?> request) {
        return Changes.stored(request.thenAccept(_ -> {}));
    }

    /** In the order in which they were made. */
    CompletableFuture<List<AddressBan>> all() {
        return link.send(Keys.ADDRESS_BANS, (c, key) -> c.hgetall(key))
                .thenApply(all -> all.entrySet().stream()
                        .map(each -> RoomCodec.addressBan(each.getKey(), each.getValue()))
                        .filter(ban -> !ban.ended(clock.millis()))
                        .sorted(Comparator.comparingLong(AddressBan::since))
                        .toList());
    }
}
