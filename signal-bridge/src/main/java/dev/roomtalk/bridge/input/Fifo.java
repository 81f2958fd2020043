package dev.roomtalk.bridge.input;

import dev.roomtalk.bridge.kernel.Users;
import dev.roomtalk.bridge.message.Label;
import dev.roomtalk.bridge.outlet.Intake;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import jnr.posix.POSIX;
import org.jspecify.annotations.Nullable;

/**
 * A named pipe (fifo(7)) in which each line is a message. Whoever may write to it speaks; the kernel does not say who
 * that is, so the label names its user only where nobody else may write.
 *
 * <p>It looks at the name every second: a pipe that was removed and made again is heard again. It makes nothing itself
 * then, because whoever removed the pipe may have meant it.
 */
final class Fifo implements Closeable {
    private static final int OTHERS_MAY_WRITE = 0022;
    private static final int OWNER_ONLY = 0600;
    private static final int MILLIS_BETWEEN_LOOKS = 1_000;

    private final Path path;
    private final boolean made;
    private final POSIX posix;
    private final Users users;
    private final Intake intake;
    private final int longest;
    private final ScheduledExecutorService looks = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "fifo-name");
        thread.setDaemon(true);
        return thread;
    });
    private Opened opened;

    /** @param number of the pipe's inode, with which it is told from another of its name */
    private record Opened(NamedPipe pipe, Object number) {}

    private Fifo(Path path, boolean made, POSIX posix, Users users, Intake intake, int longest) throws IOException {
        this.path = path;
        this.made = made;
        this.posix = posix;
        this.users = users;
        this.intake = intake;
        this.longest = longest;
        this.opened = openPipe();
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
        if (!posix.stat(path.toString()).isFifo()) {
            throw new IOException(path + " is there, and is no named pipe: give another path, or remove it");
        }
        try {
            Fifo fifo = new Fifo(path, made, posix, users, intake, longest);
            var _ = fifo.looks.scheduleWithFixedDelay(
                    fifo::look, MILLIS_BETWEEN_LOOKS, MILLIS_BETWEEN_LOOKS, TimeUnit.MILLISECONDS);
            return fifo;
        } catch (IOException e) {
            throw new IOException(
                    "the named pipe " + path + " cannot be opened: this user must be allowed to read and" + " write it",
                    e);
        }
    }

    private Opened openPipe() throws IOException {
        Object number = number();
        if (number == null) {
            throw new IOException("it is gone");
        }
        var file = posix.stat(path.toString());
        boolean shared = (file.mode() & OTHERS_MAY_WRITE) != 0;
        String label = Label.ofInput(
                shared ? "anyone" : users.apply(file.uid()), path.getFileName().toString());
        return new Opened(NamedPipe.open(path, number, posix, label, file.uid(), intake, longest), number);
    }

    /** The inode that the name has; null: there is none of that name, or it is no pipe. */
    private @Nullable Object number() {
        try {
            return Files.readAttributes(path, "unix:ino,mode", LinkOption.NOFOLLOW_LINKS)
                                            .get("mode")
                                    instanceof Integer mode
                            && (mode & 0170000) == 0010000
                    ? Files.getAttribute(path, "unix:ino", LinkOption.NOFOLLOW_LINKS)
                    : null;
        } catch (IOException e) {
            return null;
        }
    }

    private synchronized void look() {
        Object now = number();
        if (now == null || now.equals(opened.number)) {
            return;
        }
        try {
            Opened next = openPipe();
            opened.pipe.retire();
            opened = next;
            intake.report("the named pipe " + path + " was made again, and is read");
        } catch (IOException e) {
            // It is being made, or this user may not use it: the next look tries again.
        }
    }

    /** Ends its threads, and removes the pipe if it made it and it is still the same one. */
    @Override
    public void close() throws IOException {
        looks.shutdownNow();
        synchronized (this) {
            opened.pipe.close();
            if (made && opened.number.equals(number())) {
                Files.deleteIfExists(path);
            }
        }
    }
}
