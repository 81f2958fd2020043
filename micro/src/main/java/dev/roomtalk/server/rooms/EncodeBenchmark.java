package dev.roomtalk.server.rooms;

import dev.roomtalk.server.room.AuthorName;
import dev.roomtalk.server.room.Message;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** Encoding what all members of a room get of a message of 100 bytes: once for each message. */
@State(Scope.Thread)
public class EncodeBenchmark {
    private static final long EPOCH = 1_790_000_000_000L;

    private final Message message =
            new Message(EPOCH, 5_000_000, new AuthorName(12, 77, "alice", 99), 4_000_000, "x".repeat(100), null, EPOCH);

    @Benchmark
    public byte[] encode() {
        return FrameEncoder.deliver(70_000, message, 0, false, false);
    }
}
