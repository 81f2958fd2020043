package dev.roomtalk.server.app;

import dev.roomtalk.server.base.Rates;
import dev.roomtalk.server.console.ConsoleSocket;
import dev.roomtalk.server.console.NodeView;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The console of a running node, and the thread that measures the rates it shows. Used by the thread that starts and
 * stops a node.
 */
final class Operation {
    private static final Logger LOG = LoggerFactory.getLogger(Operation.class);

    private final ScheduledExecutorService sampler;
    private final @Nullable ConsoleSocket console;

    private Operation(ScheduledExecutorService sampler, @Nullable ConsoleSocket console) {
        this.sampler = sampler;
        this.console = console;
    }

    /**
     * Opens a console in a directory. Where that cannot be, as in one whose name is too long for a socket, the node
     * serves without.
     */
    static Operation begin(Path directory, NodeView node) {
        ScheduledExecutorService sampler = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread thread = new Thread(task, "rates");
            thread.setDaemon(true);
            return thread;
        });
        Rates rates = node.traffic().rates();
        LongSupplier ticker = node.process().ticker();
        sampler.scheduleAtFixedRate(() -> rates.sample(ticker.getAsLong()), 0, 1, TimeUnit.SECONDS);
        ConsoleSocket console = null;
        try {
            console = ConsoleSocket.open(directory, node);
        } catch (IOException e) {
            LOG.warn("no console: {}", e.getMessage());
        }
        return new Operation(sampler, console);
    }

    void close() {
        sampler.shutdownNow();
        if (console != null) {
            console.close();
        }
    }
}
