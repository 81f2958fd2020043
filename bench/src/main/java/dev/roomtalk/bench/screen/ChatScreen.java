package dev.roomtalk.bench.screen;

import dev.roomtalk.bench.base.Failure;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * A program in a pseudo-terminal, which script(1) makes: keys go in, and what it writes is read at once by a thread of
 * its own, which keeps the time. The other methods are for one thread.
 */
final class ChatScreen implements AutoCloseable {
    static final int ROWS = 50;
    static final int COLUMNS = 200;

    /** So much of what was written is kept to be looked through. */
    private static final int KEPT = 1 << 20;

    private static final long PATIENCE_SECONDS = 60;

    private final Process script;
    private final LongSupplier nanoTime;
    private final StringBuilder kept = new StringBuilder();

    /** How much was written before what is kept. */
    private long dropped;

    private long arrived;
    private boolean ended;

    /**
     * @param home of the person, with the configuration
     * @param command without spaces in its words
     */
    ChatScreen(Path home, List<String> command, LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
        ProcessBuilder builder = new ProcessBuilder(
                "script",
                "-qfc",
                "stty rows " + ROWS + " cols " + COLUMNS + "; exec " + String.join(" ", command),
                "/dev/null");
        builder.redirectErrorStream(true);
        builder.environment().put("TERM", "xterm-256color");
        builder.environment().put("XDG_CONFIG_HOME", home.toString());
        builder.environment().put("XDG_STATE_HOME", home.toString());
        builder.environment().remove("NO_COLOR");
        builder.environment().remove("ACCESSIBLE");
        try {
            script = builder.start();
        } catch (IOException e) {
            throw Failure.unexpected("script(1) makes the terminal, and cannot be started: " + e.getMessage());
        }
        Thread.ofPlatform().daemon().name("screen").start(this::read);
    }

    private void read() {
        byte[] buffer = new byte[1 << 16];
        try (InputStream output = script.getInputStream()) {
            for (int length = output.read(buffer); length >= 0; length = output.read(buffer)) {
                add(new String(buffer, 0, length, StandardCharsets.ISO_8859_1));
            }
        } catch (IOException _) {
            // It has ended.
        }
        synchronized (this) {
            ended = true;
            notifyAll();
        }
    }

    private synchronized void add(String bytes) {
        arrived = nanoTime.getAsLong();
        kept.append(bytes);
        if (kept.length() > 2 * KEPT) {
            dropped += kept.length() - KEPT;
            kept.delete(0, kept.length() - KEPT);
        }
        notifyAll();
    }

    /** How many bytes it has written. */
    synchronized long written() {
        return dropped + kept.length();
    }

    /**
     * Waits until it writes these bytes, behind those that it had written.
     *
     * @param behind an earlier {@link #written}
     * @return when they came, in nanoseconds
     */
    synchronized long await(String bytes, long behind) {
        long end = nanoTime.getAsLong() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        while (kept.indexOf(bytes, (int) Math.max(behind - dropped, 0)) < 0) {
            long left = TimeUnit.NANOSECONDS.toMillis(end - nanoTime.getAsLong());
            if (ended || left <= 0) {
                throw Failure.unexpected("the screen does not show '" + bytes + "', but ends with: "
                        + kept.substring(Math.max(kept.length() - 300, 0)).replaceAll("\\p{Cntrl}", "."));
            }
            try {
                wait(left);
            } catch (InterruptedException _) {
                throw Failure.interrupted();
            }
        }
        return arrived;
    }

    /** Presses keys, and returns when. */
    long press(String keys) {
        try {
            long now = nanoTime.getAsLong();
            script.getOutputStream().write(keys.getBytes(StandardCharsets.UTF_8));
            script.getOutputStream().flush();
            return now;
        } catch (IOException _) {
            throw Failure.unexpected("the chat has ended");
        }
    }

    /** The process that the command has become. */
    long pid() {
        return script.children()
                .findFirst()
                .orElseThrow(() -> Failure.unexpected("the chat has ended"))
                .pid();
    }

    @Override
    public void close() {
        script.descendants().forEach(ProcessHandle::destroy);
        script.destroy();
    }
}
