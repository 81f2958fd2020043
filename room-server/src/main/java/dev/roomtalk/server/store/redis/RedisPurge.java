package dev.roomtalk.server.store.redis;

import static dev.roomtalk.server.store.redis.Tasks.await;

import dev.roomtalk.server.store.Accounts.Purged;
import dev.roomtalk.server.store.LogEntry;
import dev.roomtalk.server.store.LogPage;
import dev.roomtalk.server.store.LogRange;
import dev.roomtalk.server.store.MessageLog.AppendRequest;
import dev.roomtalk.server.store.Purge;
import dev.roomtalk.server.store.RoomId;
import dev.roomtalk.server.store.SequenceRanges;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;

/** Removes messages of a room for good, page by page; one removal after the other. To be called within a task. */
final class RedisPurge {
    private static final int PAGE_BYTES = 256 << 10;

    private final RedisMessages messages;
    private final ReentrantLock one = new ReentrantLock();

    RedisPurge(RedisMessages messages) {
        this.messages = messages;
    }

    Purged of(RoomId room, Purge which) {
        one.lock();
        try {
            return remove(room, which);
        } finally {
            one.unlock();
        }
    }

    private Purged remove(RoomId room, Purge which) {
        SequenceRanges removed = await(messages.removed(room));
        long last = await(messages.epochEnd(room, Long.MAX_VALUE));
        long count = 0;
        long after = 0;
        while (after < last) {
            LogPage page = await(messages.read(room, LogRange.of(after, last, PAGE_BYTES)));
            List<Long> taken = page.entries().stream()
                    .filter(entry -> takes(which, entry.message()))
                    .map(LogEntry::sequence)
                    .toList();
            if (!taken.isEmpty()) {
                taken.forEach(removed::add);
                count += await(messages.remove(room, taken, removed));
            }
            if (page.coversTo() <= after) {
                break;
            }
            after = page.coversTo();
        }
        return new Purged(count, last);
    }

    private static boolean takes(Purge which, AppendRequest message) {
        return which.takes(message.userId(), message.userName(), message.timeMillis());
    }
}
