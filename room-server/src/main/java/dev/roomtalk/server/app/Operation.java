package dev.roomtalk.server.app;

import dev.roomtalk.server.console.ConsoleSocket;
import dev.roomtalk.server.console.Served;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What a running node has for its operator: the console, and the rates that it shows. Used by the thread that starts and stops a node. */
final class Operation implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Operation.class);

    private final ScheduledExecutorService sampler;
    private final @Nullable ConsoleSocket console;

    private Operation(ScheduledExecutorService sampler, @Nullable ConsoleSocket console) {
        this.sampler = sampler;
        this.console = console;
    }

    /** Where no socket can be, as in a directory whose name is too long for one, the node serves without. */
    static Operation begin(Path directory, Served served) {
        ScheduledExecutorService sampler = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread thread = new Thread(task, "rates");
            thread.setDaemon(true);
            return thread;
        });
        sampler.scheduleAtFixedRate(() -> served.rates().sample(served.ticker().getAsLong()), 0, 1, TimeUnit.SECONDS);
        ConsoleSocket console = null;
        try {
            console = ConsoleSocket.open(directory, served);
        } catch (IOException e) {
            LOG.warn("no console: {}", e.getMessage());
        }
        return new Operation(sampler, console);
    }

    @Override
    public void close() {
        sampler.shutdownNow();
        if (console != null) {
            console.close();
        }
    }
}
