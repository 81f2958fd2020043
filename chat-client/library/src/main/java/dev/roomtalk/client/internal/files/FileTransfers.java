package dev.roomtalk.client.internal.files;

import dev.roomtalk.client.ChatException;
import dev.roomtalk.client.ChatException.Reason;
import dev.roomtalk.client.RoomFile;
import dev.roomtalk.client.RoomFiles;
import dev.roomtalk.proto.ClientMessage;
import dev.roomtalk.proto.FileTicket;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The {@link RoomFiles} of a session: asks for tickets over it, and runs each transfer on a thread. Any thread. */
public final class FileTransfers implements RoomFiles {
    private static final Pattern ID = Pattern.compile("[0-9a-f]{32}");

    private final Session session;
    private final TransferConnection.Opener opener;
    private final Executor threads;

    /** What transfers need of their session. */
    public interface Session {
        /** Asks for a ticket; again after a reconnect. */
        CompletableFuture<FileTicket> ticket(ClientMessage.Builder request);

        /** The server that the session has reached. */
        CompletableFuture<TransferConnection.Reached> reached();

        /** The longest file that the server takes, in bytes; 0: none. */
        long maxFileBytes();
    }

    /** @param threads runs each transfer, which blocks */
    public FileTransfers(Session session, TransferConnection.Opener opener, Executor threads) {
        this.session = session;
        this.opener = opener;
        this.threads = threads;
    }

    @Override
    public CompletableFuture<RoomFile> send(String room, Path content, String name, Progress progress) {
        return run(transfer -> new FileSending(transfer, room, content, name, progress).run());
    }

    @Override
    public CompletableFuture<Saved> save(
            String room, String id, Path directory, @Nullable String name, Progress progress) {
        if (!ID.matcher(id).matches()) {
            return CompletableFuture.failedFuture(
                    new ChatException(Reason.NO_SUCH_FILE, "the id of a file has 32 hexadecimal digits"));
        }
        return run(transfer -> new FileSaving(transfer, room, id, directory, name, progress).run());
    }

    private interface Work<T> {
        T run(Transfer transfer) throws ChatException, IOException, InterruptedException;
    }

    private <T> CompletableFuture<T> run(Work<T> work) {
        CompletableFuture<T> done = new CompletableFuture<>();
        Transfer transfer = new Transfer();
        try {
            threads.execute(() -> {
                try {
                    done.complete(work.run(transfer));
                } catch (ChatException e) {
                    done.completeExceptionally(e);
                } catch (IOException e) {
                    done.completeExceptionally(new ChatException(Reason.FAILED, words(e)));
                } catch (InterruptedException e) {
                    done.completeExceptionally(new ChatException(Reason.CLOSED, "the transfer was ended"));
                }
            });
        } catch (RejectedExecutionException e) {
            done.completeExceptionally(new ChatException(Reason.CLOSED, "the session was closed"));
        }
        done.whenComplete((_, _) -> transfer.end());
        return done;
    }

    static String words(IOException e) {
        String message = e.getMessage();
        return e instanceof FileSystemException file && file.getReason() == null
                ? file.getFile() + ": " + e.getClass().getSimpleName().replaceAll("Exception$", "")
                : message == null ? e.getClass().getSimpleName() : message;
    }

    /** One transfer, as its work sees it. On its thread, but for {@link #end}. */
    final class Transfer {
        private final CompletableFuture<Void> ended = new CompletableFuture<>();
        private final AtomicReference<@Nullable TransferConnection> open = new AtomicReference<>();

        /** Nobody wants it any longer, or it is done. */
        private void end() {
            ended.complete(null);
            TransferConnection connection = open.getAndSet(null);
            if (connection != null) {
                connection.close();
            }
        }

        long maxFileBytes() {
            return session.maxFileBytes();
        }

        FileTicket ticket(ClientMessage.Builder request) throws ChatException, InterruptedException {
            return get(() -> session.ticket(request));
        }

        /** Connects; to be closed. */
        TransferConnection connect() throws ChatException, BrokenConnectionException, InterruptedException {
            TransferConnection connection;
            try {
                connection = opener.open(get(session::reached));
            } catch (IOException e) {
                throw new BrokenConnectionException(e);
            }
            open.set(connection);
            if (ended.isDone()) {
                connection.close();
                throw new InterruptedException();
            }
            return connection;
        }

        /** Waits; ends at once when the transfer is to end. */
        void pause(long millis) throws InterruptedException {
            try {
                ended.get(millis, TimeUnit.MILLISECONDS);
                throw new InterruptedException();
            } catch (TimeoutException e) {
                // It goes on.
            } catch (ExecutionException e) {
                throw new IllegalStateException(e);
            }
        }

        /** Whether nobody wants it any longer. */
        boolean isOver() {
            return ended.isDone();
        }

        private <T> T get(Supplier<? extends Future<T>> asked) throws ChatException, InterruptedException {
            try {
                return asked.get().get();
            } catch (ExecutionException e) {
                if (e.getCause() instanceof ChatException why) {
                    throw why;
                }
                throw new IllegalStateException(e.getCause());
            }
        }
    }
}
