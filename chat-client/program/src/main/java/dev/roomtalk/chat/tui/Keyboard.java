package dev.roomtalk.chat.tui;

import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/**
 * The thread that reads what a terminal sends, decodes it and reports it. It never writes. It ends with the input, or
 * with the program: a thread that waits for a key cannot be woken.
 */
final class Keyboard implements Runnable {
    /** As much as a terminal's driver holds. */
    private static final int BUFFER_BYTES = 1 << 16;

    /** How often it looks for the rest of a key, while it has a part of one. */
    private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(2);

    private final InputStream input;
    private final Runnable first;
    private final Consumer<TerminalEvent> events;

    /** @param first is run before anything is read */
    Keyboard(InputStream input, Runnable first, Consumer<TerminalEvent> events) {
        this.input = input;
        this.first = first;
        this.events = events;
    }

    /** Begins to read this program's standard input, which must be a terminal that sends each key at once. */
    static void start(Runnable first, Consumer<TerminalEvent> events) {
        InputStream input = new FileInputStream(FileDescriptor.in);
        Thread.ofPlatform().name("keyboard").daemon().start(new Keyboard(input, first, events));
    }

    @Override
    public void run() {
        first.run();
        Decoder decoder = new Decoder(events);
        byte[] bytes = new byte[BUFFER_BYTES];
        try {
            while (true) {
                if (decoder.deadline() == Long.MAX_VALUE || input.available() > 0) {
                    int length = input.read(bytes);
                    if (length < 0) {
                        break;
                    }
                    decoder.feed(bytes, length, now());
                } else if (now() < decoder.deadline()) {
                    LockSupport.parkNanos(LOOK_NANOS);
                } else {
                    decoder.expire(now());
                }
            }
        } catch (IOException e) {
            // The terminal is gone.
        }
        events.accept(new TerminalEvent.Ended(true));
    }

    private static long now() {
        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime());
    }
}
