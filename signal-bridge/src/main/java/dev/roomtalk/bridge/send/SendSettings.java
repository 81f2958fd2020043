package dev.roomtalk.bridge.send;

import dev.roomtalk.bridge.dialect.Dialect;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is sent, to which process, and how.
 *
 * @param pid of the receiver; not positive if its PID file does not name one yet
 * @param pidFile of a bridge, which is read again when the bridge has ended; or null
 * @param dialect that was named for a receiver that is no bridge; null if none was
 * @param fastLane may be used where the bridge has one
 * @param timeoutSeconds for which a bridge may say nothing, be away, or wait for the room
 * @param paceNanos between bits to a receiver that does not acknowledge them, at least
 * @param words of the text; empty to read it from standard input
 */
public record SendSettings(
        Purpose purpose,
        int pid,
        @Nullable Path pidFile,
        @Nullable Dialect dialect,
        Receiver receiver,
        boolean fastLane,
        int timeoutSeconds,
        long paceNanos,
        List<String> words) {
    /** What is to be done. */
    public enum Purpose {
        /** A text is sent. */
        TEXT,
        /** A word in each order is sent, so that a person sees which one the receiver can read. */
        PROBE,
        /** The dialect is remembered for the receiver's program. */
        REMEMBER
    }

    /** What the receiver is taken for. */
    public enum Receiver {
        /** A bridge, in the framed dialect. */
        BRIDGE,
        /** A process that is spoken to bit by bit. */
        MINITALK_SERVER,
        /** Whichever of the two it is. */
        ANY
    }
}
