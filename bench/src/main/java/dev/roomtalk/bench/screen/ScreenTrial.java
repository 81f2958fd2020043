package dev.roomtalk.bench.screen;

import dev.roomtalk.bench.base.Failure;
import dev.roomtalk.bench.base.Result;
import dev.roomtalk.bench.net.Access;
import dev.roomtalk.bench.process.Installation;
import dev.roomtalk.bench.process.ProcessUsage;
import dev.roomtalk.bench.process.TemporaryDirectory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;

/**
 * Measures the program {@code chat} on a full screen, as a person at its terminal meets it: when the first frame is
 * there, how soon a key is on the screen while nobody talks and while many do, and what it takes of the machine.
 *
 * @param access a server that lets everybody speak as fast as they like
 * @param rate messages a minute
 * @param idleSeconds how long keys are pressed before anybody talks
 * @param minutes how long the others talk
 * @param starts how often the first frame is measured, in turn with {@code chat --version}
 */
public record ScreenTrial(Access access, int rate, int idleSeconds, double minutes, int starts) {
    private static final String ROOM = "hall";

    /**
     * Keys that nothing else on the screen has, and that no escape sequence of the chat ends with. They are pressed in
     * turn: on a busy machine one frame may clear the line and have the next key, and so it is seen in each case.
     */
    private static final List<String> KEYS = List.of("~", "^");

    /** Ctrl-U. */
    private static final String CLEAR = "\u0015";

    private static final String FIRST_FRAME = "connecting to";
    private static final long KEY_MILLIS = 150;
    private static final long LONGEST_MICROS = TimeUnit.MINUTES.toMicros(2);

    public Result run() {
        Path launcher = Installation.launcher("chat");
        if (launcher == null) {
            throw Failure.unexpected("the chat is started by its launcher, which a build's classes do not have");
        }
        try (TemporaryDirectory home = TemporaryDirectory.create();
                Crowd crowd = new Crowd(access, ROOM)) {
            return run(launcher.toString(), home.path(), crowd);
        }
    }

    private Result run(String launcher, Path home, Crowd crowd) {
        List<String> join = List.of(
                launcher,
                "join",
                ROOM,
                "--name",
                "reader",
                "--server",
                access.address().getAddress().getHostAddress() + ":"
                        + access.address().getPort(),
                "--fingerprint",
                Objects.requireNonNull(access.pin()).toString());
        List<Long> versions = new ArrayList<>();
        List<Long> frames = new ArrayList<>();
        for (int i = 0; i < starts; i++) {
            versions.add(timeOf(home, List.of(launcher, "--version"), "chat "));
            frames.add(timeOf(home, join, FIRST_FRAME));
        }
        try (ChatScreen screen = new ChatScreen(home, join, System::nanoTime)) {
            screen.await("reader@", 0);
            Histogram idle = new Histogram(LONGEST_MICROS, 3);
            long idleUntil = System.nanoTime() + TimeUnit.SECONDS.toNanos(idleSeconds);
            while (System.nanoTime() < idleUntil) {
                key(screen, idle, idle.getTotalCount());
                rest(KEY_MILLIS);
            }
            return flood(screen, crowd, idle, median(versions), median(frames));
        }
    }

    private Result flood(ChatScreen screen, Crowd crowd, Histogram idle, double version, double firstFrame) {
        Histogram flood = new Histogram(LONGEST_MICROS, 3);
        ProcessUsage before = ProcessUsage.of(screen.pid());
        ProcessUsage now = before;
        long most = before.residentBytes();
        long written = screen.written();
        long begun = System.nanoTime();
        long length = (long) (minutes * TimeUnit.MINUTES.toNanos(1));
        Thread talk = Thread.ofPlatform().name("crowd").start(() -> talk(crowd, begun, length));
        long reading = begun;
        while (System.nanoTime() - begun < length) {
            key(screen, flood, idle.getTotalCount() + flood.getTotalCount());
            rest(KEY_MILLIS);
            if (System.nanoTime() - reading > TimeUnit.SECONDS.toNanos(1)) {
                reading = System.nanoTime();
                now = ProcessUsage.of(screen.pid());
                most = Math.max(most, now.residentBytes());
            }
        }
        now = ProcessUsage.of(screen.pid());
        long nanos = System.nanoTime() - begun;
        try {
            talk.join();
        } catch (InterruptedException _) {
            throw Failure.interrupted();
        }
        return new ScreenReport(
                nanos / 60e9,
                crowd.said(),
                version,
                firstFrame,
                idle,
                flood,
                (double) (screen.written() - written) / Math.max(crowd.said(), 1),
                (double) now.cpuSince(before) / nanos,
                before.residentBytes(),
                Math.max(most, now.residentBytes()),
                now.residentBytes());
    }

    private void talk(Crowd crowd, long begun, long length) {
        while (System.nanoTime() - begun < length) {
            long due = (System.nanoTime() - begun) * rate / TimeUnit.MINUTES.toNanos(1);
            while (crowd.said() < due) {
                crowd.speak();
            }
            rest(1);
        }
    }

    private static void key(ChatScreen screen, Histogram latencies, long before) {
        String key = KEYS.get((int) (before % KEYS.size()));
        long behind = screen.written();
        long pressed = screen.press(key);
        long shown = screen.await(key, behind);
        latencies.recordValue(Math.clamp((shown - pressed) / 1000, 0, LONGEST_MICROS));
        screen.press(CLEAR);
    }

    /** From the start of a program until it writes something, in nanoseconds. */
    private static long timeOf(Path home, List<String> command, String bytes) {
        long begun = System.nanoTime();
        try (ChatScreen screen = new ChatScreen(home, command, System::nanoTime)) {
            return screen.await(bytes, 0) - begun;
        }
    }

    private static double median(List<Long> nanos) {
        return nanos.stream().sorted().skip(nanos.size() / 2).findFirst().orElse(0L) / 1e6;
    }

    private static void rest(long millis) {
        try {
            TimeUnit.MILLISECONDS.sleep(millis);
        } catch (InterruptedException _) {
            throw Failure.interrupted();
        }
    }
}
