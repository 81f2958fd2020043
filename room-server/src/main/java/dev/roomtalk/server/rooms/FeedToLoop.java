package dev.roomtalk.server.rooms;

import dev.roomtalk.server.room.RoomCommand;
import dev.roomtalk.server.store.MessageLog;
import dev.roomtalk.server.store.RoomFeed;

/**
 * Brings the messages of one room to the loop that it is on, in their order. What comes while the room is being opened
 * waits there. Any thread.
 */
final class FeedToLoop implements RoomFeed {
    private final RoomRef ref;
    private final LoopRooms rooms;
    private final LoopThread thread;

    FeedToLoop(RoomRef ref) {
        this.ref = ref;
        this.rooms = ref.rooms();
        this.thread = rooms.thread();
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
                message.timeMillis());
        RoomHost host = thread.isCurrent() ? rooms.hosted(ref.number()) : null;
        if (host != null && host.sequence() + 1 == sequence) {
            host.handle(said);
        } else {
            // Behind messages that another thread has brought, and that wait for their turn on the loop.
            thread.execute(() -> rooms.take(ref, said));
        }
    }
}
