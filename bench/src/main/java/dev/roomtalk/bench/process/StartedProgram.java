package dev.roomtalk.bench.process;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A program that runs in a directory of its own. Both go when it is closed, or when this program ends. For one thread.
 */
public final class StartedProgram implements AutoCloseable {
    private static final long STOP_SECONDS = 10;

    private final TemporaryDirectory directory = TemporaryDirectory.create();
    private final Thread atExit = new Thread(this::stop);
    private volatile @Nullable Process process;

    /** Makes the directory; the program is started later. */
    public StartedProgram() {
        Runtime.getRuntime().addShutdownHook(atExit);
    }

    public Path directory() {
        return directory.path();
    }

    /** Starts the program; not while it runs. */
    public Process start(ProcessBuilder program) throws IOException {
        Process started = program.start();
        process = started;
        return started;
    }

    /** Ends the program with SIGTERM, and after ten seconds with SIGKILL. It can be started again. */
    public void end() {
        Process running = process;
        if (running == null) {
            return;
        }
        running.destroy();
        try {
            if (!running.waitFor(STOP_SECONDS, TimeUnit.SECONDS)) {
                running.destroyForcibly();
            }
        } catch (InterruptedException _) {
            running.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        try {
            Runtime.getRuntime().removeShutdownHook(atExit);
        } catch (IllegalStateException _) {
            // Interrupted from the keyboard: the hook is at it.
            return;
        }
        stop();
    }

    private void stop() {
        end();
        directory.close();
    }
}
