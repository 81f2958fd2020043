package dev.roomtalk.server.store.redis;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;

/** The scripts that Redis runs: files beside this class. Those of a room have a common beginning. */
enum Script {
    APPEND("begin", "revised", "keep", "append"),
    READ("begin", "revised", "keep", "read"),
    MISSED("begin", "revised", "missed"),
    HIGHEST("begin", "highest"),
    EPOCH_END("begin", "epochend"),
    OPEN("begin", "open"),
    REMOVE_FIELDS("begin", "removefields"),
    PROPOSE("begin", "propose"),
    REMOVE("begin", "revised", "remove"),
    MARK_READ("begin", "markread"),
    CLOSE("begin", "close"),
    MAKE("make"),
    NEXT("next"),
    KEEP_NAME("keepname"),
    FREE_NAME("freename"),
    TAKE_LOOK("takelook"),
    CHANGE_USER("changeuser"),
    BEAT("beat"),
    LEASE("lease"),
    NODES("nodes"),
    NODE_CARDS("nodecards"),
    KEEP_REVISED("keeprevised"),
    READ_REVISED("readrevised");

    private final String text;
    private final String digest;
    private final boolean ofRoom;

    Script(String... files) {
        StringBuilder all = new StringBuilder();
        for (String file : files) {
            all.append(read(file + ".lua"));
        }
        ofRoom = files[0].equals("begin") || files[0].equals("make");
        text = all.toString();
        digest = sha1(text);
    }

    private static String read(String file) {
        try (InputStream in = Script.class.getResourceAsStream(file)) {
            if (in == null) {
                throw new IllegalStateException("there is no " + file);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String sha1(String text) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-1").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash).toLowerCase(Locale.ROOT);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    String text() {
        return text;
    }

    /** All keys that it may touch, when it is about this one. */
    String[] keys(String key) {
        return ofRoom ? Keys.allOfRoom(key) : new String[] {key};
    }

    /** The name by which Redis knows it once it was loaded. */
    String digest() {
        return digest;
    }
}
