package dev.roomtalk.bridge.app;

import dev.roomtalk.client.ExitCode;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Why the bridge ends, and when: whatever says first that it is over decides. May be used from any thread. */
final class BridgeEnd {
    private static final Logger LOG = LoggerFactory.getLogger("signal-bridge");

    /** Seconds for which a process that was told to end puts everything away. */
    private static final int PUTTING_AWAY = 5;

    private final CompletableFuture<ExitCode> code = new CompletableFuture<>();
    private final CountDownLatch putAway = new CountDownLatch(1);
    private volatile boolean open;

    /** From now on it can be spoken to. */
    void onOpen() {
        open = true;
    }

    boolean isOpen() {
        return open;
    }

    void end(ExitCode why) {
        code.complete(why);
    }

    /** Ends it because something went wrong, and says what. */
    void endWith(ExitCode why, String sentence) {
        if (code.complete(why) && open) {
            LOG.error("ends: {}", sentence);
        }
    }

    /** Waits until it is over. */
    ExitCode await() {
        return code.join();
    }

    /** Everything is put away: the process may end. */
    void onPutAway() {
        putAway.countDown();
    }

    /**
     * Sees to it that a process that is told to end (SIGTERM, SIGINT) lets the main thread put everything away first.
     */
    void watchForShutdown() {
        Runtime.getRuntime().addShutdownHook(new Thread(this::interrupt, "shutdown"));
    }

    private void interrupt() {
        end(ExitCode.INTERRUPTED);
        if (!open) {
            return;
        }
        try {
            boolean _ = putAway.await(PUTTING_AWAY, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
