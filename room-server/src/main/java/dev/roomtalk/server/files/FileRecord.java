package dev.roomtalk.server.files;

import dev.roomtalk.server.store.RoomId;

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
}
