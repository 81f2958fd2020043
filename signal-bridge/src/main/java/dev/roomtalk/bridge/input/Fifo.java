package dev.roomtalk.bridge.input;

import dev.roomtalk.bridge.kernel.Users;
import dev.roomtalk.bridge.message.Label;
import dev.roomtalk.bridge.outlet.Intake;
import java.io.Closeable;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import jnr.posix.POSIX;
import org.jspecify.annotations.Nullable;

/**
 * A named pipe (fifo(7)) in which each line is a message. Whoever may write to it speaks; the kernel does not say who
 * that is, so the label names its user only where nobody else may write.
 *
 * <p>Its thread reads until the last writer has gone, so that a line without an end ends there. Meanwhile it keeps a
 * way in of its own, without which the pipe would be at its end for ever; and it never closes its way out, so nothing
 * that was written is lost between two writers.
 */
final class Fifo implements Closeable {
    private static final int BUFFER = 64 << 10;
    private static final int OTHERS_MAY_WRITE = 0022;
    private static final int OWNER_ONLY = 0600;

    private final Path path;
    private final boolean made;
    private final FileInputStream in;
    private @Nullable RandomAccessFile own;
    private final Intake intake;
    private final LineSpeaker speaker;
    private final LineSplitter lines;
    private final Thread thread = new Thread(this::run, "fifo");
    private volatile boolean stopping;

    private Fifo(Path path, boolean made, String label, int uid, Intake intake, int longest) throws IOException {
        this.path = path;
        this.made = made;
        this.speaker = new LineSpeaker(intake, uid, label);
        this.intake = intake;
        this.lines = new LineSplitter(longest);
        // In this order: to open a pipe for reading alone waits for a writer.
        this.own = new RandomAccessFile(path.toFile(), "rw");
        this.in = new FileInputStream(path.toFile());
    }

    /**
     * Opens the pipe, or makes it, for this user alone, where there is none.
     *
     * @param longest bytes of a message
     * @throws IOException in a sentence for the person
     */
    static Fifo open(Path path, POSIX posix, Users users, Intake intake, int longest) throws IOException {
        boolean made = !Files.exists(path, LinkOption.NOFOLLOW_LINKS);
        if (made && posix.mkfifo(path.toString(), OWNER_ONLY) != 0) {
            throw new IOException("the named pipe " + path + " cannot be made: check that its directory exists and that"
                    + " this user may write to it");
        }
        if (Files.isSymbolicLink(path)) {
            throw new IOException(path + " is a symbolic link, which somebody could turn to another file: give the path"
                    + " of the named pipe itself");
        }
        var file = posix.stat(path.toString());
        if (!file.isFifo()) {
            throw new IOException(path + " is there, and is no named pipe: give another path, or remove it");
        }
        boolean shared = (file.mode() & OTHERS_MAY_WRITE) != 0;
        String label = Label.ofInput(
                shared ? "anyone" : users.apply(file.uid()), path.getFileName().toString());
        try {
            Fifo fifo = new Fifo(path, made, label, file.uid(), intake, longest);
            fifo.thread.setDaemon(true);
            fifo.thread.start();
            return fifo;
        } catch (IOException e) {
            throw new IOException(
                    "the named pipe " + path + " cannot be opened: this user must be allowed to read and" + " write it",
                    e);
        }
    }

    private void run() {
        byte[] buffer = new byte[BUFFER];
        try {
            while (!stopping) {
                int read = in.read(buffer);
                if (read < 0) {
                    // The last writer has gone.
                    speaker.say(lines.end());
                    own = new RandomAccessFile(path.toFile(), "rw");
                } else {
                    leave();
                    speaker.say(lines.take(buffer, read));
                }
            }
        } catch (IOException e) {
            if (!stopping) {
                intake.report("the named pipe " + path + " cannot be read any more: " + e.getMessage());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Somebody else is writing: from now on the end is their end. */
    private void leave() throws IOException {
        RandomAccessFile held = own;
        if (held != null) {
            own = null;
            held.close();
        }
    }

    /** Ends its thread, and removes the pipe if it made it. What is in the pipe and was not read is lost. */
    @Override
    public void close() throws IOException {
        stopping = true;
        thread.interrupt();
        try (RandomAccessFile wakeUp = new RandomAccessFile(path.toFile(), "rw")) {
            wakeUp.write('\n');
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            in.close();
            leave();
            if (made) {
                Files.deleteIfExists(path);
            }
        }
    }
}
