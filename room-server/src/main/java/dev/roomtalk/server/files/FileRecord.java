package dev.roomtalk.server.files;

import dev.roomtalk.server.store.RoomId;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * What is known of a file.
 *
 * @param name as its sender calls it, without a directory
 * @param size in bytes
 * @param type the media type that its sender gives it; may be empty
 * @param resumeKey what its sender recognises it by, in hexadecimal digits; empty: it is not to be recognised
 * @param timeMillis when it was begun, or was there whole; milliseconds of Unix time
 * @param sha256 of its content, in hexadecimal digits; empty: it is not there whole
 */
public record FileRecord(
        FileId id,
        RoomId room,
        long userId,
        String userName,
        String name,
        long size,
        String type,
        String resumeKey,
        long timeMillis,
        String sha256) {

    /** Whether all of it is there. */
    public boolean whole() {
        return !sha256.isEmpty();
    }

    FileRecord whole(String hash, long now) {
        return new FileRecord(id, room, userId, userName, name, size, type, resumeKey, now, hash);
    }

    /** As a store keeps it beside the content: a line for each of its fields, but for the id. */
    String text() {
        return String.join(
                "\n",
                "room " + room.value(),
                "user " + userId,
                "by " + userName,
                "name " + name,
                "size " + size,
                "type " + type,
                "key " + resumeKey,
                "time " + timeMillis,
                "sha256 " + sha256,
                "");
    }

    /**
     * Reads what {@link #text} has written.
     *
     * @throws IllegalArgumentException it is no record
     */
    static FileRecord parse(FileId id, String text) {
        Map<String, String> fields = new TreeMap<>();
        for (String line : text.split("\n", -1)) {
            int space = line.indexOf(' ');
            if (space > 0) {
                fields.put(line.substring(0, space), line.substring(space + 1));
            }
        }
        if (!fields.keySet()
                .containsAll(Set.of("room", "user", "by", "name", "size", "type", "key", "time", "sha256"))) {
            throw new IllegalArgumentException("a line is missing");
        }
        return new FileRecord(
                id,
                new RoomId(Long.parseLong(fields.getOrDefault("room", ""))),
                Long.parseLong(fields.getOrDefault("user", "")),
                fields.getOrDefault("by", ""),
                fields.getOrDefault("name", ""),
                Long.parseLong(fields.getOrDefault("size", "")),
                fields.getOrDefault("type", ""),
                fields.getOrDefault("key", ""),
                Long.parseLong(fields.getOrDefault("time", "")),
                fields.getOrDefault("sha256", ""));
    }
}
