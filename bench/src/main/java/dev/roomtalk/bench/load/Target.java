package dev.roomtalk.bench.load;

import dev.roomtalk.wire.Protocol;
import io.netty.channel.EventLoop;
import java.util.List;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * What the load runs against: the sessions of all members of all rooms, on one loop. What the load generator measures
 * is the same for each; only what a message looks like on the wire differs.
 */
public interface Target extends AutoCloseable {
    String name();

    /** Sets all sessions up, and waits until they are ready. Called once, before everything else. */
    void open(Arrivals arrivals);

    EventLoop loop();

    /** The process to measure; empty: unknown, or not on this machine. */
    OptionalLong pid();

    /** Streams that a member gets messages of. */
    int streams();

    /** Messages that a sender may have unanswered. */
    default int maxInFlight() {
        return Protocol.MAX_IN_FLIGHT;
    }

    /** Whether a message without an answer is to be sent again; otherwise it is lost. */
    default boolean repeats() {
        return false;
    }

    /** The ports that datagrams arrive at, for the kernel's count of what it dropped there. */
    default List<Integer> receivingPorts() {
        return List.of();
    }

    /** The port that the target itself receives datagrams at; empty: none, or not on this machine. */
    default OptionalInt servingPort() {
        return OptionalInt.empty();
    }

    /**
     * Puts a message on its way; it leaves with {@link #flush} at the latest. On the loop only.
     *
     * @param aboveBase n minus the sender's lowest unanswered n
     * @param text taken at once, the first {@code length} bytes
     */
    void publish(int sender, long n, int aboveBase, byte[] text, int length);

    /** On the loop only. */
    void flush();

    /** Ends all sessions, and what was started for them. */
    @Override
    void close();
}
