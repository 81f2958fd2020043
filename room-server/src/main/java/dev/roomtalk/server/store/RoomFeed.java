package dev.roomtalk.server.store;

import dev.roomtalk.server.room.RoomChange;
import dev.roomtalk.server.room.RoomState;
import java.util.Map;
import java.util.Set;

/**
 * Takes the messages and the changes of one room on a node that has the room {@linkplain RoomRecords#open open}: each
 * once, in one order that is the same on every node, whichever node they come from. A node shows and applies what its
 * feed brings and nothing else, its own messages and changes too. So all nodes show one order, and a message that was
 * appended again, because its answer was lost, is shown once.
 *
 * <p>Called on any thread, one call after another, while the engine holds no lock. An engine in the node's own process
 * calls it before {@link MessageLog#append} or {@link RoomRecords#propose} returns, unless another thread is just
 * calling it; then that thread goes on with this message or change.
 */
@FunctionalInterface
public interface RoomFeed {
    /**
     * The next message. Sequences grow within an epoch, and epochs grow. What the log does not have, or has not yet,
     * when its message is brought is answered as not stored to who has appended it.
     *
     * <p>A sequence may jump: then the engine could not bring what lies between, and who needs that reads it from the
     * log. A message that the record of the opened room knows already, by its epoch and sequence, may be brought too,
     * and is to be ignored.
     */
    void message(long epoch, long sequence, MessageLog.AppendRequest message);

    /**
     * The next change. Versions grow. A change that the record of the opened room knows already, by its version, may be
     * brought too, and is to be ignored. Whoever only shows messages ignores them all.
     *
     * @param version that the room has with it
     */
    default void changed(long version, RoomChange change) {}

    /**
     * The room has this version, and is as these changes have left it: the engine may have failed to bring some of
     * them, which do not come any more. Versions may jump. Of a version that is known already it is to be ignored.
     */
    default void restated(long version, RoomState now) {}

    /** These users have sessions in the room when it is opened, by the nodes that they are on, and nobody else. */
    default void present(Map<Long, Set<Long>> byNode) {}

    /** A node has ended, and nobody has a session on it. */
    default void nodeEnded(long node) {}
}
