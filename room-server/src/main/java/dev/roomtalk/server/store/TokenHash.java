package dev.roomtalk.server.store;

import dev.roomtalk.wire.Pin;
import java.util.HexFormat;

/** The SHA-256 of a token, all that a server keeps of it. {@code hex}: 64 hexadecimal digits. */
public record TokenHash(String hex) {
    /** The hash that a client has computed. */
    public static TokenHash ofHash(byte[] sha256) {
        return new TokenHash(HexFormat.of().formatHex(sha256));
    }

    public static TokenHash of(byte[] token) {
        return new TokenHash(HexFormat.of().formatHex(Pin.sha256(token)));
    }
}
