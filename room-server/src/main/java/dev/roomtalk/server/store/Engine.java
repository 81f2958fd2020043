package dev.roomtalk.server.store;

import java.util.function.Supplier;

/**
 * Where users, rooms and messages live. It is put together from the roles that the parts of a node use, each of which
 * gets no other: the {@linkplain MessageLog messages}, the {@linkplain RoomRecords rooms}, the {@linkplain UserRecords
 * users}, the {@linkplain AddressBanRecords bans of addresses} how far users have {@linkplain ReadMarks read}, and the
 * {@linkplain EngineState state} of the whole. Any
 * thread may call; answers come on any thread, and possibly before the call returns. Nothing here blocks.
 */
public interface Engine extends RoomEngine, UserRecords, AddressBanRecords, ReadMarks, AutoCloseable {
    /** From now on it keeps what these allow; of the bytes of all rooms together what it allowed before. */
    default void follow(EngineLimits limits) {}

    /** Reaches the other nodes that share it. */
    default NodeBus bus() {
        return NodeBus.ALONE;
    }

    /** Sets who says what this node is, for the operators of the others. */
    default void introduce(Supplier<NodeCard> self) {}

    @Override
    void close();
}
