package dev.roomtalk.server.app;

import com.sun.management.UnixOperatingSystemMXBean;
import dev.roomtalk.server.settings.ServerSettings;
import java.lang.management.ManagementFactory;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The files that this process may have open.
 *
 * @param openFiles files, sockets among them, that may be open at one time; {@link Long#MAX_VALUE} if that is not known
 * @param openNow files that are open before the server starts
 */
record MachineLimits(long openFiles, long openNow) {
    /** Files of the database, logs, consoles, metrics and of what Java still loads. */
    private static final int OWN_FILES = 160;

    /** Files of each loop and of what it waits with. */
    private static final int FILES_OF_A_LOOP = 4;

    /** Clients for which a start is worth it. */
    private static final int FEW_CONNECTIONS = 16;

    static MachineLimits now() {
        return ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean unix
                ? new MachineLimits(unix.getMaxFileDescriptorCount(), unix.getOpenFileDescriptorCount())
                : new MachineLimits(Long.MAX_VALUE, 0);
    }

    /** Files that the server itself needs, so that it can be looked after whatever its clients do. */
    private long ownFiles(ServerSettings settings) {
        long loops = (long) settings.relayLoops() + settings.controlLoops();
        long sockets = Math.max(1, settings.hosts().size()) * (settings.relayLoops() + 1L);
        return openNow + OWN_FILES + FILES_OF_A_LOOP * loops + sockets;
    }

    /** Clients for which there are files left. */
    int connections(ServerSettings settings) {
        return Math.clamp(openFiles - ownFiles(settings), 0, Integer.MAX_VALUE);
    }

    /** What there is too little of to start, and how much is needed; empty if there is enough. */
    List<String> tooLittle(ServerSettings settings) {
        if (connections(settings) < FEW_CONNECTIONS) {
            return List.of("open files: this process may have " + openFiles + ", and needs "
                    + (ownFiles(settings) + FEW_CONNECTIONS) + " at least, and for max-connections = "
                    + settings.maxConnections() + " " + (ownFiles(settings) + settings.maxConnections())
                    + ": raise ulimit -n, or LimitNOFILE of the service");
        }
        return List.of();
    }

    /** That there are fewer files than the limit of connections wants; null if there are enough. */
    @Nullable
    String fewerConnections(ServerSettings settings) {
        int possible = connections(settings);
        return possible >= settings.maxConnections()
                ? null
                : "max-connections: it is " + settings.maxConnections() + ", and the " + openFiles
                        + " files that this process may have open are enough for " + possible
                        + ", after which connections are refused: raise ulimit -n to "
                        + (ownFiles(settings) + settings.maxConnections()) + ", or lower max-connections";
    }
}
