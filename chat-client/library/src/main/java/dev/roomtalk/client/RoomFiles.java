package dev.roomtalk.client;

import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Sends files to rooms, and gets them. Each transfer has a connection and a thread of its own: messages do not wait
 * for it. After an interruption, of either end, it goes on where it was, and gives up when nothing has moved for some
 * minutes. Methods may be called from any thread; futures complete on the thread of the transfer, exceptionally only
 * with {@link ChatException}. Who cancels a future ends the transfer; the same call goes on with it later, also in
 * another process.
 */
public interface RoomFiles {
    /** Is told how a transfer goes, often; on the thread of the transfer. */
    interface Progress {
        /**
         * @param done bytes that are there
         * @param size of the file
         */
        void moved(long done, long size);
    }

    /**
     * A file that was got.
     *
     * @param path where it is
     * @param kind the media type of its content, as it begins; empty: it is not known
     */
    record Saved(RoomFile file, Path path, String kind) {}

    /**
     * Sends a file to a room that was joined. The server has stored it when the future completes; nobody knows of it
     * before its {@linkplain RoomFile#announcement announcement} is published.
     *
     * @param name as others are to see it
     */
    CompletableFuture<RoomFile> send(String room, Path content, String name, Progress progress);

    /**
     * Gets a file of a room that was joined, and checks its SHA-256. What is there of it lies beside it under a name
     * that begins with a dot until it is whole. Nothing is ever overwritten, made executable or opened.
     *
     * @param id of {@link RoomFile}
     * @param directory where to; nothing is written anywhere else
     * @param name of the file there, which is not there yet; null: the one its sender gave it, without what could do
     *     harm, and with a number if it is taken
     */
    CompletableFuture<Saved> save(String room, String id, Path directory, @Nullable String name, Progress progress);
}
