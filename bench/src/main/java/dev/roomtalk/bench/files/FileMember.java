package dev.roomtalk.bench.files;

import dev.roomtalk.bench.base.Failure;
import dev.roomtalk.bench.net.Access;
import dev.roomtalk.bench.net.LibraryClient;
import dev.roomtalk.client.ChatClient;
import dev.roomtalk.client.RoomFile;
import dev.roomtalk.client.RoomFiles;
import dev.roomtalk.client.RoomOptions;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A user with the client library who sends files to a room, and gets them. Waits in each method. */
final class FileMember implements AutoCloseable {
    private static final long PATIENCE_SECONDS = 60;
    private static final long TRANSFER_SECONDS = 3_600;

    private final ChatClient client;
    private final String room;

    private FileMember(ChatClient client, String room) {
        this.client = client;
        this.room = room;
    }

    /** Connects, and makes the room. */
    static FileMember host(Access server, String name, String room) {
        FileMember member = start(server, name, room);
        await("the room", member.client.createRoom(new RoomOptions(room, "", null, false, false, true)));
        return member;
    }

    /** Connects, and joins the room. */
    static FileMember guest(Access server, String name, String room) {
        FileMember member = start(server, name, room);
        await("a place in the room", member.client.join(room, null, true));
        return member;
    }

    private static FileMember start(Access server, String name, String room) {
        // After a restart of the server it is the same user.
        FileMember member = new FileMember(LibraryClient.start(server, name, _ -> {}), room);
        await("a connection", member.client.connected());
        return member;
    }

    RoomFile send(Path file, RoomFiles.Progress progress) {
        return await(
                "sending", client.files().send(room, file, file.getFileName().toString(), progress), TRANSFER_SECONDS);
    }

    /** Gets a file, whose SHA-256 is that of what was sent. */
    RoomFiles.Saved save(RoomFile file, Path directory, RoomFiles.Progress progress) {
        return await("getting", client.files().save(room, file.id(), directory, null, progress), TRANSFER_SECONDS);
    }

    private static <T> T await(String what, CompletableFuture<T> future) {
        return await(what, future, PATIENCE_SECONDS);
    }

    private static <T> T await(String what, CompletableFuture<T> future, long seconds) {
        try {
            return future.get(seconds, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw Failure.unreachable(what + " failed: "
                    + Objects.requireNonNullElse(e.getCause(), e).getMessage());
        } catch (TimeoutException e) {
            throw Failure.unreachable(what + " did not come to its end within " + seconds + " s");
        } catch (InterruptedException e) {
            throw Failure.interrupted();
        }
    }

    @Override
    public void close() {
        client.close();
    }
}
