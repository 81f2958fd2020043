package dev.roomtalk.bench.roomtalk;

import com.google.protobuf.ByteString;
import dev.roomtalk.bench.net.Access;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * A room-server to measure.
 *
 * @param pid its process; empty: not known, or not on this machine
 * @param user whom all sessions sign in as; null: each as a new user
 */
public record RoomtalkServer(
        Access access, OptionalLong pid, @Nullable User user) {
    /**
     * A user that exists.
     *
     * @param token what proves it
     */
    public record User(String name, ByteString token) {
        /** Without the token. */
        @Override
        public String toString() {
            return name;
        }
    }
}
