package dev.roomtalk.bridge.receiver;

import dev.roomtalk.bridge.kernel.CompilerThreads;
import dev.roomtalk.bridge.kernel.Linux;
import dev.roomtalk.bridge.kernel.Processes;
import dev.roomtalk.bridge.kernel.Signal;
import java.util.concurrent.TimeUnit;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;

/**
 * What the receiver does before it says that it receives: a Java VM loads, interprets and compiles what it runs for the
 * first time, for tens of milliseconds, and of the equal signals that are sent meanwhile one is left. So it plays
 * clients, and sends itself signals through the kernel, in several rounds; it begins each, and ends, when the threads
 * that compile have nothing left to do. Confined to the owner's thread.
 *
 * <p>Its signals cannot be mistaken: the kernel says that they come from this process, and no sender has its number.
 */
final class WarmUp {
    /** How much is done. */
    enum Effort {
        /** So much that the first paced sender is received like the hundredth. */
        FULL(3, 1_000, 1, 100, TimeUnit.SECONDS.toNanos(1)),
        /** For a bridge that is asked to start quickly: what comes at first may be lost. */
        SHORT(1, 200, 1, 20, TimeUnit.MILLISECONDS.toNanos(100));

        private final int rounds;
        private final int signals;
        private final int conversations;
        private final int newcomers;
        private final long patience;

        /**
         * @param rounds of signals to itself, each of {@code signals}
         * @param conversations of played clients in each round
         * @param newcomers in each round, senders that are only met
         * @param patience for the threads that compile, each time, in nanoseconds
         */
        Effort(int rounds, int signals, int conversations, int newcomers, long patience) {
            this.rounds = rounds;
            this.signals = signals;
            this.conversations = conversations;
            this.newcomers = newcomers;
            this.patience = patience;
        }
    }

    private static final long LOOK = TimeUnit.MILLISECONDS.toNanos(5);
    private static final int QUIET_LOOKS = 6;
    private static final int LAST_NEWCOMERS = 20;
    private static final int LAST_SIGNALS = 20;
    private static final long MAX_ROUND = TimeUnit.SECONDS.toNanos(1);

    /** One that was merged with another of this process never comes. */
    private static final long MAX_WAIT = TimeUnit.MILLISECONDS.toNanos(2);

    private final Linux linux;
    private final Processes processes;
    private final Effort effort;
    private final LongSupplier nanoTime;
    private final CompilerThreads compilers;
    private final int own = (int) ProcessHandle.current().pid();

    private long received;

    WarmUp(Linux linux, Processes processes, Effort effort, LongSupplier nanoTime) {
        this.linux = linux;
        this.processes = processes;
        this.effort = effort;
        this.nanoTime = nanoTime;
        this.compilers = new CompilerThreads(linux);
    }

    /** Whether a signal of that process is one that this process has sent itself; it is counted. */
    boolean takes(int pid) {
        boolean ours = pid == own;
        if (ours) {
            received++;
        }
        return ours;
    }

    /** @param turn does a turn of the receiver, and sleeps in it for at most so many nanoseconds */
    void run(LongConsumer turn) {
        for (int round = 0; round < effort.rounds; round++) {
            PlayedClients.play(processes, effort.conversations, effort.newcomers);
            awaitQuiet(turn);
            sendSignals(effort.signals, turn);
        }
        awaitQuiet(turn);
        // What was left behind would be collected while the first sender speaks.
        System.gc();
        // What was compiled is linked when it runs, and looked at when it runs for the first time after a collection.
        PlayedClients.play(processes, 1, LAST_NEWCOMERS);
        sendSignals(LAST_SIGNALS, turn);
    }

    private void sendSignals(int count, LongConsumer turn) {
        long end = nanoTime.getAsLong() + MAX_ROUND;
        for (int i = 0; i < count && nanoTime.getAsLong() < end; i++) {
            long before = received;
            Signal signal = (i * 7 % 3 & 1) == 0 ? Signal.USR1 : Signal.USR2;
            boolean _ = linux.kill(own, signal.number());
            long until = nanoTime.getAsLong() + MAX_WAIT;
            long left = MAX_WAIT;
            while (received == before && left > 0) {
                turn.accept(left);
                left = until - nanoTime.getAsLong();
            }
        }
    }

    private void awaitQuiet(LongConsumer turn) {
        long end = nanoTime.getAsLong() + effort.patience;
        int quiet = 0;
        while (quiet < QUIET_LOOKS && nanoTime.getAsLong() < end) {
            turn.accept(LOOK);
            quiet = compilers.areQuiet() ? quiet + 1 : 0;
        }
    }
}
