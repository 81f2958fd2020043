package dev.roomtalk.server.audit;

import com.github.benmanes.caffeine.cache.Ticker;
import com.google.gson.JsonObject;
import dev.roomtalk.server.base.Counter;
import dev.roomtalk.server.base.Counters;
import dev.roomtalk.server.base.JsonLines;
import dev.roomtalk.server.room.RoomCommand;
import dev.roomtalk.server.rooms.ModerationLog;
import dev.roomtalk.server.rooms.RoomRef;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The audit log: who changed what on this server, as lines of JSON in two files of the data directory. One has
 * everything that operators ask for, and nobody else writes there. The other has what hosts and moderators do to others
 * in their rooms, as far as {@link MemberEntries} allows. Any thread; a thread of its own writes.
 */
public final class AuditLog implements ModerationLog, AutoCloseable {
    /** Of operators; from before there were two files it may have entries of members, too. */
    static final String FILE = "audit.log";

    static final String MEMBERS_FILE = "audit-rooms.log";

    /** Bytes of each file, and of the one that it was before it was renamed. */
    private static final long MAX_BYTES = 32L << 20;

    private static final int QUEUE = 4096;

    /** Of the queue, so that there is always room in it for operators. */
    private static final int QUEUE_OF_MEMBERS = 3072;

    private static final Pattern TIME = Pattern.compile("\\{\"time\":\"([^\"]+)\"");

    private static final Logger LOG = LoggerFactory.getLogger(AuditLog.class);

    private final InstantSource clock;
    private final Counters counters;
    private final MemberEntries allowed;
    private final ThreadPoolExecutor writer;

    // Confined to the writer
    private final AuditFile operators;
    private final AuditFile members;
    private boolean reported;

    private AuditLog(AuditFile operators, AuditFile members, InstantSource clock, Ticker ticker, Counters counters) {
        this.operators = operators;
        this.members = members;
        this.clock = clock;
        this.allowed = new MemberEntries(ticker);
        this.counters = counters;
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
    public static AuditLog open(Path directory, InstantSource clock, Ticker ticker, Counters counters)
            throws IOException {
        return open(directory, MAX_BYTES, clock, ticker, counters);
    }

    static AuditLog open(Path directory, long maxBytes, InstantSource clock, Ticker ticker, Counters counters)
            throws IOException {
        AuditFile operators = new AuditFile(directory.resolve(FILE), maxBytes);
        try {
            AuditFile members = new AuditFile(directory.resolve(MEMBERS_FILE), maxBytes);
            return new AuditLog(operators, members, clock, ticker, counters);
        } catch (IOException e) {
            operators.close();
            throw e;
        }
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
        write(operators, QUEUE, entry, room, user, details, result);
    }

    @Override
    public void done(RoomRef room, RoomCommand.Asked command) {
        done(room.number(), room.name().display(), command);
    }

    void done(int number, String room, RoomCommand.Asked command) {
        if (command.who().operates()) {
            return;
        }
        switch (allowed.take(number, command.who().userId())) {
            case WRITTEN -> {
                String user = command instanceof RoomCommand.About about ? about.name() : "";
                member(room, command, action(command), user, details(command));
            }
            case NOTED -> member(room, command, "left-out", "", leftOut());
            case LEFT_OUT -> counters.count(Counter.AUDIT_LEFT_OUT);
        }
    }

    private void member(String room, RoomCommand.Asked command, String action, String user, JsonObject details) {
        JsonObject entry = entry(action, command.who().name(), "user");
        entry.addProperty("user_id", "%016x".formatted(command.who().userId()));
        write(members, QUEUE_OF_MEMBERS, entry, room, user, details, "done");
    }

    /** What is noted in the place of entries that are too many. */
    private static JsonObject leftOut() {
        JsonObject details = new JsonObject();
        details.addProperty("entries_per_room", MemberEntries.OF_ROOM);
        details.addProperty("entries_per_user", MemberEntries.OF_USER);
        details.addProperty("seconds", MemberEntries.WINDOW.toSeconds());
        return details;
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

    private void write(
            AuditFile file, int queue, JsonObject entry, String room, String user, JsonObject details, String result) {
        if (!room.isEmpty()) {
            entry.addProperty("room", room);
        }
        if (!user.isEmpty()) {
            entry.addProperty("user", user);
        }
        entry.add("details", details);
        entry.addProperty("result", result);
        if (writer.getQueue().size() >= queue) {
            counters.count(Counter.AUDIT_LEFT_OUT);
            return;
        }
        try {
            writer.execute(() -> append(file, JsonLines.of(entry)));
        } catch (RejectedExecutionException e) {
            counters.count(Counter.AUDIT_LEFT_OUT);
        }
    }

    private void append(AuditFile file, String line) {
        try {
            file.append(line);
            reported = false;
        } catch (IOException e) {
            counters.count(Counter.AUDIT_LEFT_OUT);
            if (!reported) {
                reported = true;
                LOG.error("the audit log cannot be written: {}", e.getMessage());
            }
        }
    }

    /**
     * The latest lines of both files in the order of their times, the oldest of them first, of what has been written
     * when this is called.
     *
     * @throws IOException it cannot be read
     */
    public List<String> last(int count) throws IOException {
        try {
            Future<List<String>> read = writer.submit(() -> {
                List<String> lines = inOrder(operators.last(count), members.last(count));
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

    /** Both lists as one, in the order of the times of their lines. */
    private static List<String> inOrder(List<String> one, List<String> other) {
        List<String> all = new ArrayList<>(one.size() + other.size());
        int next = 0;
        for (String line : one) {
            Instant time = time(line);
            while (next < other.size() && time(other.get(next)).isBefore(time)) {
                all.add(other.get(next++));
            }
            all.add(line);
        }
        all.addAll(other.subList(next, other.size()));
        return all;
    }

    /** When a line was written; of a line that does not tell it, long ago. */
    private static Instant time(String line) {
        Matcher time = TIME.matcher(line);
        try {
            return time.lookingAt() ? Instant.parse(time.group(1)) : Instant.EPOCH;
        } catch (DateTimeParseException e) {
            return Instant.EPOCH;
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
            operators.close();
            members.close();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
