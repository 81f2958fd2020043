package dev.roomtalk.server.rooms;

import dev.roomtalk.server.room.RoomChange;
import dev.roomtalk.server.room.RoomCommand;
import dev.roomtalk.server.room.RoomState;
import dev.roomtalk.server.store.MessageLog;
import dev.roomtalk.server.store.RoomFeed;
import java.util.ArrayDeque;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings the messages and the changes of one room to the loop that it is on, in their order. What comes while the room
 * is being made or opened waits there. Any thread, but for {@link #begin}.
 */
final class FeedToLoop implements RoomFeed {
    private static final Logger LOG = LoggerFactory.getLogger(FeedToLoop.class);

    private final LoopRooms rooms;
    private final LoopThread thread;
    /** Null: the room is being made. Confined to the loop. */
    private @Nullable RoomRef ref;

    /** What came while the room was being made. Confined to the loop. */
    private final Queue<RoomCommand.Silent> early = new ArrayDeque<>(0);

    /** Of a room that is being made. */
    FeedToLoop(LoopRooms rooms) {
        this.rooms = rooms;
        this.thread = rooms.thread();
    }

    /** Of a room that is being opened. To be called on its loop. */
    FeedToLoop(RoomRef ref) {
        this(ref.rooms());
        this.ref = ref;
    }

    /** The room was made, and is open. On its loop. */
    void begin(RoomRef made) {
        ref = made;
        while (!early.isEmpty()) {
            rooms.take(made, early.remove());
        }
    }

    @Override
    public void message(long epoch, long sequence, MessageLog.AppendRequest message) {
        RoomCommand.Said said = new RoomCommand.Said(
                epoch,
                sequence,
                message.userId(),
                message.userName(),
                message.instance(),
                message.n(),
                message.text(),
                message.label(),
                message.timeMillis(),
                message.purpose());
        RoomHost host = thread.isCurrent() && ref != null ? rooms.hosted(ref.number()) : null;
        if (host != null && host.sequence() + 1 == sequence) {
            host.handle(said);
        } else {
            // Behind messages that another thread has brought, and that wait for their turn on the loop.
            execute(() -> take(said));
        }
    }

    @Override
    public void changed(long version, RoomChange change) {
        RoomCommand.Changed changed = new RoomCommand.Changed(version, change);
        RoomHost host = thread.isCurrent() && ref != null ? rooms.hosted(ref.number()) : null;
        if (host != null && host.version() + 1 == version) {
            host.handle(changed);
        } else {
            execute(() -> take(changed));
        }
    }

    @Override
    public void restated(long version, RoomState now) {
        execute(() -> take(new RoomCommand.Restated(version, now)));
    }

    @Override
    public void present(Map<Long, Set<Long>> byNode) {
        execute(() -> take(new RoomCommand.Present(byNode)));
    }

    @Override
    public void nodeEnded(long node) {
        execute(() -> take(new RoomCommand.NodeEnded(node)));
    }

    private void execute(Runnable command) {
        try {
            thread.execute(command);
        } catch (RejectedExecutionException e) {
            // This node has ended, and the engine serves another one.
            LOG.debug("a message or a change came after the end of the loop", e);
        }
    }

    private void take(RoomCommand.Silent brought) {
        if (ref == null) {
            early.add(brought);
        } else {
            rooms.take(ref, brought);
        }
    }
}
