package dev.roomtalk.server.audit;

import dev.roomtalk.server.base.Counter;
import dev.roomtalk.server.base.Counters;
import dev.roomtalk.server.base.Json;
import dev.roomtalk.server.relay.RoomRef;
import dev.roomtalk.server.relay.Trail;
import dev.roomtalk.server.room.RoomCommand;
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
 * Who has changed what on this server, as lines of JSON in a file of the data directory: everything that the operator asks for, and what
 * hosts and moderators have done to others in their rooms. Any thread; a thread of its own writes. A file that has become long is put
 * aside, in the place of the one before it.
 */
public final class AuditLog implements Trail, AutoCloseable {
    static final String FILE = "audit.log";

    /** Of each of the two files. */
    private static final long LONGEST = 32L << 20;

    private static final int WAITING = 4096;

    /** Of the file's end, when the latest lines are asked for. */
    private static final int LOOKED_AT = 1 << 20;

    private static final Logger LOG = LoggerFactory.getLogger(AuditLog.class);

    private final Path file;
    private final long longest;
    private final InstantSource clock;
    private final Counters counters;
    private final ThreadPoolExecutor writer;
    /** Confined to the writer. */
    private FileChannel out;

    private boolean told;

    private AuditLog(Path file, long longest, InstantSource clock, Counters counters) throws IOException {
        this.file = file;
        this.longest = longest;
        this.clock = clock;
        this.counters = counters;
        this.out = open(file);
        this.writer = new ThreadPoolExecutor(1, 1, 0, TimeUnit.SECONDS, new ArrayBlockingQueue<>(WAITING), task -> {
            Thread thread = new Thread(task, "audit");
            thread.setDaemon(true);
            return thread;
        });
    }

    /**
     * Goes on with that of a directory.
     *
     * @throws IOException in a sentence for the person
     */
    public static AuditLog open(Path directory, InstantSource clock, Counters counters) throws IOException {
        return open(directory, LONGEST, clock, counters);
    }

    public static AuditLog open(Path directory, long longest, InstantSource clock, Counters counters)
            throws IOException {
        Path file = directory.resolve(FILE);
        try {
            return new AuditLog(file, longest, clock, counters);
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
     * The operator has asked for something.
     *
     * @param name of the operator's user on this machine
     * @param uid of the same
     * @param room empty: it was about none
     * @param user the same
     * @param result "done", or why not
     */
    public void operator(String name, long uid, String action, String room, String user, Json details, String result) {
        Json entry = entry(action).put("by", name).put("as", "operator").put("uid", uid);
        about(entry, room, user);
        write(entry.put("details", details).put("result", result));
    }

    @Override
    public void done(RoomRef room, RoomCommand.Asked command) {
        if (command.who().operates()) {
            return;
        }
        Json entry = entry(action(command))
                .put("by", command.who().name())
                .put("as", "user")
                .put("user_id", "%016x".formatted(command.who().userId()));
        about(entry, room.name().display(), command instanceof RoomCommand.About about ? about.name() : "");
        write(entry.put("details", details(command)).put("result", "done"));
    }

    private Json entry(String action) {
        return new Json()
                .put("time", clock.instant().truncatedTo(ChronoUnit.MILLIS))
                .put("action", action);
    }

    private static void about(Json entry, String room, String user) {
        if (!room.isEmpty()) {
            entry.put("room", room);
        }
        if (!user.isEmpty()) {
            entry.put("user", user);
        }
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

    private static Json details(RoomCommand.Asked command) {
        return switch (command) {
            case RoomCommand.Kick c -> new Json().put("reason", c.reason());
            case RoomCommand.BanUser c ->
                new Json()
                        .put("seconds", c.seconds())
                        .put("reason", c.reason())
                        .put("address", !c.addresses().isEmpty());
            case RoomCommand.SetRole c ->
                new Json()
                        .put("role", c.role().name().toLowerCase(java.util.Locale.ROOT))
                        .put("seconds", c.seconds())
                        .put("reason", c.reason());
            default -> new Json();
        };
    }

    private void write(Json entry) {
        try {
            writer.execute(() -> append(entry + "\n"));
        } catch (RejectedExecutionException e) {
            counters.count(Counter.AUDIT_LEFT_OUT);
        }
    }

    private void append(String line) {
        ByteBuffer bytes = ByteBuffer.wrap(line.getBytes(StandardCharsets.UTF_8));
        try {
            if (out.size() > 0 && out.size() + bytes.remaining() > longest) {
                out.close();
                Files.move(file, aside(), StandardCopyOption.REPLACE_EXISTING);
                out = open(file);
            }
            while (bytes.hasRemaining()) {
                out.write(bytes);
            }
            told = false;
        } catch (IOException e) {
            counters.count(Counter.AUDIT_LEFT_OUT);
            if (!told) {
                told = true;
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
    public List<String> last(int most) throws IOException {
        try {
            Future<List<String>> read = writer.submit(() -> {
                List<String> lines = new ArrayList<>(tail(file));
                if (lines.size() < most && Files.exists(aside())) {
                    lines.addAll(0, tail(aside()));
                }
                return List.copyOf(lines.subList(Math.max(0, lines.size() - most), lines.size()));
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

    /** Whole lines of its end. */
    private static List<String> tail(Path file) throws IOException {
        try (FileChannel in = FileChannel.open(file, StandardOpenOption.READ)) {
            long from = Math.max(0, in.size() - LOOKED_AT);
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

    /** Writes what waits. */
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
