package dev.roomtalk.server.control;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Ticker;
import com.google.protobuf.ByteString;
import dev.roomtalk.proto.FileTicket;
import dev.roomtalk.proto.OpenTransfer;
import dev.roomtalk.proto.SharedFile;
import dev.roomtalk.server.base.Counters;
import dev.roomtalk.server.files.FileId;
import dev.roomtalk.server.files.FileLimits;
import dev.roomtalk.server.files.FileRecord;
import dev.roomtalk.server.files.FileThreads;
import dev.roomtalk.server.files.SharedFiles;
import dev.roomtalk.server.rooms.RoomRef;
import dev.roomtalk.server.settings.LiveSettings;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * The transfers of files: gives tickets to sessions, and makes the connections that bring one a {@link FileUpload} or a
 * {@link FileDownload}. Any thread.
 */
public final class Transfers {
    /** A ticket is good for this long. */
    private static final Duration TICKET_TIME = Duration.ofSeconds(60);

    private static final int TICKET_LENGTH = 32;
    private static final int MAX_TICKETS = 100_000;

    private final SharedFiles files;
    private final FileThreads threads;
    private final Lobby lobby;
    private final LiveSettings settings;
    private final InstantSource clock;
    private final SecureRandom random;
    private final Counters counters;
    private final TransferRate rate;
    private final Cache<ByteString, Grant> tickets;
    private final Map<FileId, Connection> uploads = new ConcurrentHashMap<>();
    private final AtomicInteger running = new AtomicInteger();

    /**
     * What the owner of a ticket may do.
     *
     * @param room of which the user has to be a member, then and as long as it takes
     * @param upload false: it may get the file
     */
    record Grant(long userId, RoomRef room, FileRecord file, boolean upload) {}

    /** @param clock by which messages have their time */
    public Transfers(
            SharedFiles files,
            FileThreads threads,
            Lobby lobby,
            LiveSettings settings,
            InstantSource clock,
            Ticker ticker,
            SecureRandom random,
            Counters counters) {
        this.files = files;
        this.threads = threads;
        this.lobby = lobby;
        this.settings = settings;
        this.clock = clock;
        // On the thread that asks for a ticket: each takes away those that have ended, and looks at no others.
        this.tickets = Caffeine.newBuilder()
                .maximumSize(MAX_TICKETS)
                .expireAfterWrite(TICKET_TIME)
                .ticker(ticker)
                .executor(Runnable::run)
                .build();
        this.random = random;
        this.counters = counters;
        this.rate = new TransferRate(() -> limits().rate(), ticker);
    }

    FileLimits limits() {
        return settings.get().files();
    }

    SharedFiles files() {
        return files;
    }

    FileThreads threads() {
        return threads;
    }

    long now() {
        return clock.millis();
    }

    /** What all transfers together may take. */
    TransferRate rate() {
        return rate;
    }

    Counters counters() {
        return counters;
    }

    /** A ticket for one transfer; null: too many are not used yet. */
    @Nullable
    FileTicket ticket(long userId, RoomRef room, FileRecord file, boolean upload) {
        if (tickets.estimatedSize() >= MAX_TICKETS) {
            tickets.cleanUp();
        }
        if (tickets.estimatedSize() >= MAX_TICKETS) {
            return null;
        }
        byte[] bytes = new byte[TICKET_LENGTH];
        random.nextBytes(bytes);
        ByteString ticket = ByteString.copyFrom(bytes);
        tickets.put(ticket, new Grant(userId, room, file, upload));
        return FileTicket.newBuilder().setTicket(ticket).setFile(message(file)).build();
    }

    /** Takes a ticket, which is good for nothing then; null: it is not good. */
    @Nullable
    Grant take(ByteString ticket) {
        return tickets.asMap().remove(ticket);
    }

    /** Whether a transfer may go on: its user is still a member of the room, and the room is there. */
    boolean allows(Grant grant) {
        return lobby.isSearchable(grant.userId(), grant.room());
    }

    /** Begins one more transfer, to be {@linkplain #ended ended}; false: there are as many as there may be. */
    boolean begin() {
        if (running.incrementAndGet() > limits().transfers()) {
            running.decrementAndGet();
            return false;
        }
        return true;
    }

    void ended() {
        running.decrementAndGet();
    }

    /**
     * Takes the content of a file for one connection. False: another has it, which is ended, because its client is most
     * likely gone; it is free in a moment.
     */
    boolean beginUpload(FileId file, Connection connection) {
        Connection other = uploads.putIfAbsent(file, connection);
        if (other != null) {
            other.drop();
        }
        return other == null;
    }

    void endUpload(FileId file, Connection connection) {
        uploads.remove(file, connection);
    }

    /** The phase of a connection that has shown a good ticket. On the connection's loop. */
    TransferPhase phase(Connection connection, Grant grant, int request, OpenTransfer open) {
        return grant.upload()
                ? new FileUpload(this, connection, grant, request)
                : new FileDownload(this, connection, grant, request, open.getOffset());
    }

    static SharedFile message(FileRecord file) {
        return SharedFile.newBuilder()
                .setId(ByteString.copyFrom(file.id().bytes()))
                .setName(file.name())
                .setSize(file.size())
                .setSha256(ByteString.copyFrom(HexFormat.of().parseHex(file.sha256())))
                .setType(file.type())
                .setUserId(file.userId())
                .setUser(file.userName())
                .setTimeMs(file.timeMillis())
                .build();
    }
}
