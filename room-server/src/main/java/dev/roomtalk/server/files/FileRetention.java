package dev.roomtalk.server.files;

import dev.roomtalk.server.store.LogPage;
import dev.roomtalk.server.store.LogRange;
import dev.roomtalk.server.store.RoomEngine;
import dev.roomtalk.server.store.RoomId;
import dev.roomtalk.server.store.RoomSummary;
import java.io.IOException;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Removes files whose room is closed, and those that are older than the oldest message that their room keeps: the
 * message that announced such a file is gone. Any thread.
 */
public final class FileRetention {
    private static final Logger LOG = LoggerFactory.getLogger(FileRetention.class);

    /** A file is announced when it is there; it may be announced again later. */
    private static final long GRACE_MILLIS = SharedFiles.AGAIN_MILLIS + 300_000;

    private final SharedFiles files;
    private final RoomEngine engine;
    private final InstantSource clock;
    private final Executor blocking;

    /**
     * @param clock by which messages and files have their time
     * @param blocking runs what blocks on the store
     */
    public FileRetention(SharedFiles files, RoomEngine engine, InstantSource clock, Executor blocking) {
        this.files = files;
        this.engine = engine;
        this.clock = clock;
        this.blocking = blocking;
    }

    /** Looks at all files once; returns at once. */
    public void look() {
        blocking.execute(() -> {
            try {
                files.look();
            } catch (IOException e) {
                LOG.warn("the files cannot be looked through: {}", e.getMessage());
                return;
            }
            List<RoomId> rooms = List.copyOf(files.rooms());
            if (rooms.isEmpty()) {
                return;
            }
            engine.summaries(rooms)
                    .whenCompleteAsync(
                            (there, failure) -> {
                                if (failure == null) {
                                    look(rooms, there);
                                }
                            },
                            blocking);
        });
    }

    private void look(List<RoomId> rooms, List<RoomSummary> there) {
        Set<RoomId> open = there.stream().map(RoomSummary::id).collect(Collectors.toSet());
        files.removeIf(file -> rooms.contains(file.room()) && !open.contains(file.room()));
        lookInto(List.copyOf(open));
    }

    /** Looks into one room after the other: people who read history wait for one page more at most. */
    private void lookInto(List<RoomId> rooms) {
        if (!rooms.isEmpty()) {
            RoomId room = rooms.getFirst();
            engine.read(room, LogRange.of(0, Long.MAX_VALUE, 1))
                    .whenCompleteAsync(
                            (page, failure) -> {
                                if (failure == null) {
                                    removeOlder(room, page);
                                }
                                lookInto(rooms.subList(1, rooms.size()));
                            },
                            blocking);
        }
    }

    private void removeOlder(RoomId room, LogPage page) {
        long oldest = page.entries().isEmpty()
                ? clock.millis()
                : page.entries().getFirst().message().timeMillis();
        files.removeIf(file -> file.whole() && file.room().equals(room) && file.timeMillis() < oldest - GRACE_MILLIS);
    }
}
