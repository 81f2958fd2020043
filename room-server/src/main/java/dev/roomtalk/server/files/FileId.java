package dev.roomtalk.server.files;

import java.util.HexFormat;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * The id of a file: 128 random bits, which nobody can guess.
 *
 * @param hex 32 hexadecimal digits in small letters; good as the name of a file
 */
public record FileId(String hex) {
    /** Bytes of an id. */
    public static final int LENGTH = 16;

    public FileId {
        if (!hex.matches("[0-9a-f]{32}")) {
            throw new IllegalArgumentException(hex);
        }
    }

    /** Null: these are no bytes of an id. */
    public static @Nullable FileId of(byte[] bytes) {
        return bytes.length == LENGTH ? new FileId(HexFormat.of().formatHex(bytes)) : null;
    }

    /** A new one. */
    static FileId random(RandomGenerator random) {
        byte[] bytes = new byte[LENGTH];
        random.nextBytes(bytes);
        return new FileId(HexFormat.of().formatHex(bytes));
    }

    public byte[] bytes() {
        return HexFormat.of().parseHex(hex);
    }

    @Override
    public String toString() {
        return hex;
    }
}
