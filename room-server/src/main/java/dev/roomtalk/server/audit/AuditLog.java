package dev.roomtalk.server.audit;

import com.google.gson.JsonObject;
import dev.roomtalk.server.base.Counter;
import dev.roomtalk.server.base.Counters;
import dev.roomtalk.server.base.JsonLines;
import dev.roomtalk.server.room.RoomCommand;
import dev.roomtalk.server.rooms.ModerationLog;
import dev.roomtalk.server.rooms.RoomRef;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The audit log: who changed what on this server, as lines of JSON in a file of the data directory. It has everything
 * that operators ask for, and what hosts and moderators do to others in their rooms. Any thread; a thread of its own
 * writes. A file that has grown long is renamed, and replaces the one that was renamed before.
 */
public final class AuditLog implements ModerationLog, AutoCloseable {
    static final String FILE = "audit.log";

    /** Bytes of each of the two files. */
    private static final long MAX_BYTES = 32L << 20;

    private static final int QUEUE = 4096;

    /** Bytes at the end of a file in which the latest lines are looked for. */
    private static final int TAIL_BYTES = 1 << 20;

    private static final Logger LOG = LoggerFactory.getLogger(AuditLog.class);

    private final Path file;
    private final long maxBytes;
    private final InstantSource clock;
    private final Counters counters;
    private final ThreadPoolExecutor writer;
    /** Confined to the writer. */
    private FileChannel out;

    private boolean reported;

    private AuditLog(Path file, long maxBytes, InstantSource clock, Counters counters) throws IOException {
        this.file = file;
        this.maxBytes = maxBytes;
        this.clock = clock;
        this.counters = counters;
        this.out = open(file);
        this.writer = new ThreadPoolExecutor(1, 1, 0, TimeUnit.SECONDS, new ArrayBlockingQueue<>(QUEUE), task -> {
            Thread thread = new Thread(task, "audit");
            thread.setDaemon(true);
            return thread;
        });
    }

    /**
     * Opens the log of a directory, to append to it.
     *
     * @throws IOException in a sentence for the person
     */
    public static AuditLog open(Path directory, InstantSource clock, Counters counters) throws IOException {
        return open(directory, MAX_BYTES, clock, counters);
    }

    static AuditLog open(Path directory, long maxBytes, InstantSource clock, Counters counters) throws IOException {
        Path file = directory.resolve(FILE);
        try {
            return new AuditLog(file, maxBytes, clock, counters);
        } catch (IOException e) {
            throw new IOException("cannot write " + file + ": " + e.getMessage(), e);
        }
    }

    private static FileChannel open(Path file) throws IOException {
        return FileChannel.open(
                file,
                Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.APPEND),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    }

    /**
     * Notes what the operator asked for.
     *
     * @param name of the operator's user on this machine
     * @param uid of the operator's user on this machine
     * @param room the room that it concerns; empty if none
     * @param user the user whom it concerns; empty if nobody
     * @param result "done", or why not
     */
    public void operator(
            String name, long uid, String action, String room, String user, JsonObject details, String result) {
        JsonObject entry = entry(action, name, "operator");
        entry.addProperty("uid", uid);
        write(entry, room, user, details, result);
    }

    @Override
    public void done(RoomRef room, RoomCommand.Asked command) {
        if (command.who().operates()) {
            return;
        }
        JsonObject entry = entry(action(command), command.who().name(), "user");
        entry.addProperty("user_id", "%016x".formatted(command.who().userId()));
        String user = command instanceof RoomCommand.About about ? about.name() : "";
        write(entry, room.name().display(), user, details(command), "done");
    }

    private JsonObject entry(String action, String by, String as) {
        JsonObject entry = new JsonObject();
        entry.addProperty("time", clock.instant().truncatedTo(ChronoUnit.MILLIS).toString());
        entry.addProperty("action", action);
        entry.addProperty("by", by);
        entry.addProperty("as", as);
        return entry;
    }

    private static String action(RoomCommand.Asked command) {
        return switch (command) {
            case RoomCommand.Kick _ -> "kick";
            case RoomCommand.BanUser _ -> "ban";
            case RoomCommand.Unban _ -> "unban";
            case RoomCommand.SetRole c -> c.role() == dev.roomtalk.server.room.Role.MUTED ? "mute" : "role";
            case RoomCommand.Close _ -> "close-room";
            default -> throw new IllegalArgumentException(command.toString());
        };
    }

    private static JsonObject details(RoomCommand.Asked command) {
        JsonObject details = new JsonObject();
        switch (command) {
            case RoomCommand.Kick c -> details.addProperty("reason", c.reason());
            case RoomCommand.BanUser c -> {
                details.addProperty("seconds", c.seconds());
                details.addProperty("reason", c.reason());
                details.addProperty("address", !c.addresses().isEmpty());
            }
            case RoomCommand.SetRole c -> {
                details.addProperty("role", c.role().name().toLowerCase(Locale.ROOT));
                details.addProperty("seconds", c.seconds());
                details.addProperty("reason", c.reason());
            }
            default -> {}
        }
        return details;
    }

    private void write(JsonObject entry, String room, String user, JsonObject details, String result) {
        if (!room.isEmpty()) {
            entry.addProperty("room", room);
        }
        if (!user.isEmpty()) {
            entry.addProperty("user", user);
        }
        entry.add("details", details);
        entry.addProperty("result", result);
        try {
            writer.execute(() -> append(JsonLines.of(entry) + "\n"));
        } catch (RejectedExecutionException e) {
            counters.count(Counter.AUDIT_LEFT_OUT);
        }
    }

    private void append(String line) {
        ByteBuffer bytes = ByteBuffer.wrap(line.getBytes(StandardCharsets.UTF_8));
        try {
            if (out.size() > 0 && out.size() + bytes.remaining() > maxBytes) {
                out.close();
                Files.move(file, aside(), StandardCopyOption.REPLACE_EXISTING);
                out = open(file);
            }
            while (bytes.hasRemaining()) {
                out.write(bytes);
            }
            reported = false;
        } catch (IOException e) {
            counters.count(Counter.AUDIT_LEFT_OUT);
            if (!reported) {
                reported = true;
                LOG.error("the audit log cannot be written: {}", e.getMessage());
            }
        }
    }

    private Path aside() {
        return file.resolveSibling(FILE + ".1");
    }

    /**
     * The latest lines, the oldest of them first, of what has been written when this is called.
     *
     * @throws IOException it cannot be read
     */
    public List<String> last(int count) throws IOException {
        try {
            Future<List<String>> read = writer.submit(() -> {
                List<String> lines = new ArrayList<>(tail(file));
                if (lines.size() < count && Files.exists(aside())) {
                    lines.addAll(0, tail(aside()));
                }
                return List.copyOf(lines.subList(Math.max(0, lines.size() - count), lines.size()));
            });
            return read.get();
        } catch (ExecutionException e) {
            throw new IOException(reason(e.getCause()), e);
        } catch (RejectedExecutionException e) {
            throw new IOException("too much waits to be written", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("the server is stopping", e);
        }
    }

    private static String reason(@Nullable Throwable cause) {
        return cause == null ? "it failed" : String.valueOf(cause.getMessage());
    }

    /** The whole lines at the end of a file. */
    private static List<String> tail(Path file) throws IOException {
        try (FileChannel in = FileChannel.open(file, StandardOpenOption.READ)) {
            long from = Math.max(0, in.size() - TAIL_BYTES);
            ByteBuffer bytes = ByteBuffer.allocate((int) (in.size() - from));
            in.position(from);
            while (bytes.hasRemaining() && in.read(bytes) >= 0) {
                // Until all of it is there.
            }
            String text = new String(bytes.array(), 0, bytes.position(), StandardCharsets.UTF_8);
            List<String> lines = text.lines().toList();
            return from == 0 || lines.isEmpty() ? lines : lines.subList(1, lines.size());
        }
    }

    /** Writes the entries that wait. */
    @Override
    public void close() {
        writer.shutdown();
        try {
            if (!writer.awaitTermination(2, TimeUnit.SECONDS)) {
                LOG.error("the audit log does not close");
            }
            out.close();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
