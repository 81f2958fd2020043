package dev.roomtalk.server.app;

import dev.roomtalk.files.PrivateFiles;
import dev.roomtalk.server.base.Gauge;
import dev.roomtalk.server.base.ServerTime;
import dev.roomtalk.server.control.Certificate;
import dev.roomtalk.server.control.NodeState;
import dev.roomtalk.server.settings.LiveSettings;
import dev.roomtalk.server.store.UserRecords;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What goes on beside the traffic: it looks at the clock once a second, writes down the server's time, so that the
 * next start knows when this one ended, and notes who is connected, whose names are in use; each second it asks the
 * engine again for what it owes, and once a minute it has files removed that are no longer wanted. It also knows what
 * an operator looks after. Any thread.
 */
final class Upkeep implements NodeState.Upkeep {
    private static final Logger LOG = LoggerFactory.getLogger(Upkeep.class);
    private static final String TIME = "server-time";
    private static final String BACKUP = "last-backup";
    private static final List<String> DATABASE = List.of("roomtalk.db", "roomtalk.db-wal");
    private static final int MINUTE = 60;
    private static final Duration BETWEEN_WRITES = Duration.ofMinutes(10);
    private static final Duration LONGEST_BETWEEN_NOTES = Duration.ofHours(1);

    /** Names expire by their users' last use: so many times within that it is noted. */
    private static final int NOTES_BEFORE_EXPIRY = 4;

    private final Path directory;
    private final ServerTime time;
    private final LiveSettings settings;
    private final Supplier<@Nullable Certificate> certificate;
    private final Supplier<Set<Long>> inUse;
    private final UserRecords users;
    private final Runnable eachSecond;
    private final Runnable eachMinute;
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread made = new Thread(task, "upkeep");
        made.setDaemon(true);
        return made;
    });
    private final ReloadState reload = new ReloadState();
    private long seconds;

    /** When the configuration was loaded. */
    private static final class ReloadState {
        private volatile Instant last = Instant.EPOCH;
        private volatile boolean refused;
    }

    /** @param inUse the users whose names do not expire: those who are connected, and those of web hooks */
    Upkeep(
            Path directory,
            ServerTime time,
            LiveSettings settings,
            Supplier<@Nullable Certificate> certificate,
            Supplier<Set<Long>> inUse,
            UserRecords users,
            Runnable eachSecond,
            Runnable eachMinute) {
        this.directory = directory;
        this.time = time;
        this.settings = settings;
        this.certificate = certificate;
        this.inUse = inUse;
        this.users = users;
        this.eachSecond = eachSecond;
        this.eachMinute = eachMinute;
        loaded(true);
    }

    /** The time when a server last ran on a directory, in milliseconds; 0: none has. */
    static long lastKnown(Path directory) {
        try {
            return Long.parseLong(Files.readString(directory.resolve(TIME), StandardCharsets.US_ASCII)
                    .strip());
        } catch (IOException | NumberFormatException e) {
            // One that did not write it down, or wrote no more than its database.
            return DATABASE.stream()
                    .mapToLong(name -> modified(directory.resolve(name)))
                    .max()
                    .orElse(0);
        }
    }

    /** 0: there is no such file. */
    private static long modified(Path file) {
        try {
            return Files.getLastModifiedTime(file).toMillis();
        } catch (IOException e) {
            return 0;
        }
    }

    /** Notes that a backup has been made of this directory. */
    static void backedUp(Path directory) {
        try {
            PrivateFiles.replace(directory.resolve(BACKUP), new byte[0], PrivateFiles.OWNER_ONLY);
        } catch (IOException e) {
            LOG.debug("the backup is not noted: {}", e.getMessage());
        }
    }

    void start() {
        var _ = thread.scheduleAtFixedRate(this::tick, 1, 1, TimeUnit.SECONDS);
    }

    private void tick() {
        try {
            seconds++;
            time.look();
            eachSecond.run();
            if (seconds % BETWEEN_WRITES.toSeconds() == 1) {
                writeTime();
            }
            if (seconds % MINUTE == 1) {
                eachMinute.run();
            }
            long expiry = settings.get().nameExpiry().toSeconds() / NOTES_BEFORE_EXPIRY;
            if (seconds % Math.clamp(expiry, 1, LONGEST_BETWEEN_NOTES.toSeconds()) == 0) {
                users.noteUse(inUse.get());
            }
        } catch (RuntimeException e) {
            LOG.error("upkeep failed", e);
        }
    }

    private void writeTime() {
        try {
            PrivateFiles.replace(
                    directory.resolve(TIME),
                    Long.toString(time.millis()).getBytes(StandardCharsets.US_ASCII),
                    PrivateFiles.OWNER_ONLY);
        } catch (IOException e) {
            LOG.debug("the time is not written down: {}", e.getMessage());
        }
    }

    /** The configuration has been loaded; false: it was refused. */
    void loaded(boolean done) {
        reload.refused = !done;
        if (done) {
            reload.last = time.shown().instant();
        }
    }

    @Override
    public double value(Gauge gauge) {
        return switch (gauge) {
            case DATABASE_BYTES -> size(DATABASE.getFirst());
            case WAL_BYTES -> size(DATABASE.getLast());
            case DISK_FREE_BYTES -> free();
            case CERTIFICATE_EXPIRY -> {
                Certificate shown = certificate.get();
                yield shown == null ? 0 : shown.until().getEpochSecond();
            }
            case LAST_RELOAD -> reload.last.getEpochSecond();
            case RELOAD_TROUBLE -> reload.refused ? 1 : 0;
            case LAST_BACKUP -> TimeUnit.MILLISECONDS.toSeconds(modified(directory.resolve(BACKUP)));
            case CLOCK_JUMPS -> time.jumps();
            case CLOCK_UNCERTAIN -> time.certain() ? 0 : 1;
            default -> throw new IllegalArgumentException(gauge.name());
        };
    }

    private double size(String name) {
        try {
            return Files.size(directory.resolve(name));
        } catch (IOException e) {
            // Engine memory has none.
            return 0;
        }
    }

    private double free() {
        try {
            return Files.getFileStore(directory).getUsableSpace();
        } catch (IOException e) {
            return Double.NaN;
        }
    }

    void close() {
        thread.shutdownNow();
        writeTime();
    }
}
