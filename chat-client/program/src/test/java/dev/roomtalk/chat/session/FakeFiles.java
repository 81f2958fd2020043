package dev.roomtalk.chat.session;

import dev.roomtalk.client.RoomFile;
import dev.roomtalk.client.RoomFiles;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Files without a network: what is asked for stays underway until the test says what becomes of it. */
public final class FakeFiles implements RoomFiles {
    public static final RoomFile REPORT = new RoomFile(
            "0123456789abcdef".repeat(2), "report.pdf", 4, "9f86d081884c7d65".repeat(4), "", "bob", Instant.EPOCH);

    public final List<String> calls = new ArrayList<>();
    public CompletableFuture<RoomFile> sending = new CompletableFuture<>();
    public CompletableFuture<Saved> saving = new CompletableFuture<>();
    public Progress progress = (done, size) -> {};

    @Override
    public CompletableFuture<RoomFile> send(String room, Path content, String name, Progress shown) {
        calls.add("send " + room + " " + content + " " + name);
        progress = shown;
        return sending;
    }

    @Override
    public CompletableFuture<Saved> save(
            String room, String id, Path directory, @Nullable String name, Progress shown) {
        calls.add("save " + room + " " + id + " " + directory + " " + name);
        progress = shown;
        return saving;
    }
}
