package dev.roomtalk.bridge.input;

import dev.roomtalk.bridge.outlet.Intake;
import java.io.Closeable;
import java.io.FileInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import jnr.posix.POSIX;
import org.jspecify.annotations.Nullable;

/**
 * One named pipe that is open, whatever becomes of its name, and the thread that reads it.
 *
 * <p>The thread reads until the last writer has gone, so that a line without an end ends there. Meanwhile it keeps a way
 * in of its own, without which the pipe would be at its end for ever; and it never closes its way out, so nothing that
 * was written is lost between two writers. A descriptor that neither reads nor writes stands for the pipe: by it the
 * others are opened, and never by the name, which may be gone or be that of another file.
 */
final class NamedPipe implements Closeable {
    private static final int BUFFER = 64 << 10;

    /** O_RDONLY, O_NONBLOCK and O_CLOEXEC of {@code open(2)}. */
    private static final int READ_WITHOUT_WAITING = 04000 | 02000000;

    private final POSIX posix;
    private final int held;
    private final FileInputStream in;
    private @Nullable FileChannel own;
    private final Intake intake;
    private final LineSpeaker speaker;
    private final LineSplitter lines;
    private final Path path;
    private final Thread thread = new Thread(this::run, "fifo");
    private volatile boolean stopping;
    private boolean retired;

    /** @param path for the person */
    private NamedPipe(Path path, POSIX posix, int held, String label, int uid, Intake intake, int longest)
            throws IOException {
        this.path = path;
        this.posix = posix;
        this.held = held;
        this.intake = intake;
        this.speaker = new LineSpeaker(intake, uid, label);
        this.lines = new LineSplitter(longest);
        // In this order: to open a pipe for reading alone waits for a writer.
        this.own = wayIn();
        this.in = new FileInputStream(again(held).toFile());
    }

    /**
     * Opens a pipe and begins to read it.
     *
     * @param number of its inode: whoever has put another file in its place meanwhile is not read
     * @param longest bytes of a message
     */
    static NamedPipe open(Path path, Object number, POSIX posix, String label, int uid, Intake intake, int longest)
            throws IOException {
        int held = posix.open(path.toString(), READ_WITHOUT_WAITING, 0);
        if (held < 0) {
            throw new IOException("it cannot be opened");
        }
        try {
            if (!number.equals(Files.getAttribute(again(held), "unix:ino"))) {
                throw new IOException("it was replaced meanwhile");
            }
            NamedPipe pipe = new NamedPipe(path, posix, held, label, uid, intake, longest);
            pipe.thread.setDaemon(true);
            pipe.thread.start();
            return pipe;
        } catch (IOException e) {
            posix.close(held);
            throw e;
        }
    }

    private static Path again(int descriptor) {
        return Path.of("/proc/self/fd", Integer.toString(descriptor));
    }

    private FileChannel wayIn() throws IOException {
        return FileChannel.open(again(held), StandardOpenOption.WRITE);
    }

    private void run() {
        byte[] buffer = new byte[BUFFER];
        try {
            while (!stopping) {
                int read = in.read(buffer);
                if (read < 0) {
                    // The last writer has gone.
                    speaker.say(lines.end());
                    if (!goesOn()) {
                        break;
                    }
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
        } finally {
            end();
        }
    }

    private synchronized boolean goesOn() throws IOException {
        if (!retired) {
            own = wayIn();
        }
        return !retired;
    }

    /** Somebody else is writing: from now on the end is their end. */
    private synchronized void leave() throws IOException {
        FileChannel kept = own;
        if (kept != null) {
            own = null;
            kept.close();
        }
    }

    private void end() {
        try {
            in.close();
            leave();
        } catch (IOException e) {
            intake.report("the named pipe " + path + " does not close: " + e.getMessage());
        }
        posix.close(held);
    }

    /** Nobody finds it any more: it ends when those who have it open have gone, and what they wrote is read. */
    synchronized void retire() throws IOException {
        retired = true;
        leave();
    }

    /** Ends its thread. What is in the pipe and was not read is lost. */
    @Override
    public void close() throws IOException {
        stopping = true;
        thread.interrupt();
        if (!thread.isAlive()) {
            return;
        }
        try (FileChannel wakeUp = wayIn()) {
            wakeUp.write(ByteBuffer.wrap(new byte[] {'\n'}));
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
