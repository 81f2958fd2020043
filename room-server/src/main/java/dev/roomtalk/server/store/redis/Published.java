package dev.roomtalk.server.store.redis;

import dev.roomtalk.server.room.RoomChange;
import dev.roomtalk.server.store.LogEntry;
import dev.roomtalk.server.store.RoomId;
import java.nio.charset.StandardCharsets;

/**
 * Takes apart what {@link Script#APPEND} and {@link Script#PROPOSE} publish. Each value stands behind its length in
 * bytes and a colon. First comes the kind: "m", "c", or "b" for what follows as {@link RedisBus} writes it. Of "m" and
 * "c" the room, the epoch, and the version that the room has come next. Of each message there follow the sequence, the
 * user, the instance, n, the time, the user's name, the text and the {@linkplain MessageCodec#rest rest}; of a change
 * the sequence of the last message before it, and its {@link ChangeCodec} text.
 * What is empty is a heartbeat.
 */
final class Published {
    private static final int TEN = 10;

    private final byte[] bytes;
    private int at;

    Published(byte[] bytes) {
        this.bytes = bytes;
    }

    boolean isEnd() {
        return at == bytes.length;
    }

    /** What it is. */
    String kind() {
        return text();
    }

    /** What a node tells, as {@link RedisBus} writes it. */
    String notice() {
        return text();
    }

    RoomId room() {
        return new RoomId(number());
    }

    long number() {
        return Long.parseLong(text());
    }

    LogEntry message(long epoch) {
        long sequence = number();
        long user = number();
        long instance = number();
        long n = number();
        long time = number();
        String name = text();
        String words = text();
        String rest = text();
        return new LogEntry(epoch, sequence, MessageCodec.message(user, name, instance, n, words, rest, time));
    }

    RoomChange change() {
        return ChangeCodec.change(text());
    }

    private String text() {
        int length = 0;
        while (bytes[at] != ':') {
            length = TEN * length + Character.digit(bytes[at], TEN);
            at++;
        }
        String text = new String(bytes, at + 1, length, StandardCharsets.UTF_8);
        at += 1 + length;
        return text;
    }
}
