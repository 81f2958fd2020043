package dev.roomtalk.files;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Brings a long file to the disk while it is written, so that little is left to wait for at its end. Used by one thread
 * at a time; the disk is waited for on another.
 */
public final class EarlySync {
    private static final long STEP = 32 << 20;

    private final Disk disk;
    private long written;
    private @Nullable Thread syncing;
    private volatile @Nullable IOException failure;

    /** Brings what was written of a file to the disk, as {@link java.nio.channels.FileChannel#force} does. */
    public interface Disk {
        void force(boolean metadata) throws IOException;
    }

    public EarlySync(Disk disk) {
        this.disk = disk;
    }

    /** So many bytes more were written. */
    public void wrote(long bytes) {
        written += bytes;
        if (written >= STEP && (syncing == null || !syncing.isAlive())) {
            written = 0;
            syncing = Thread.ofVirtual().name("early-sync").start(() -> {
                try {
                    disk.force(false);
                } catch (IOException e) {
                    // The system tells it once.
                    failure = e;
                }
            });
        }
    }

    /** Waits until all that was written is on the disk. */
    public void finish() throws IOException {
        try {
            if (syncing != null) {
                syncing.join();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
        if (failure != null) {
            throw failure;
        }
        disk.force(true);
    }
}
