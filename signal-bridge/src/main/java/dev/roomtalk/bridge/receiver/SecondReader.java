package dev.roomtalk.bridge.receiver;

import dev.roomtalk.bridge.kernel.Linux;
import java.util.concurrent.locks.LockSupport;
import jnr.ffi.Pointer;

/**
 * A thread that takes signals from the kernel while the receiver's own thread is busy with those it has, or has used up
 * its share of the processor: this one hardly uses any, so it runs as soon as a signal is there. It is wanted where a
 * signal may come while an equal one is pending: from a newcomer, or from one who does not wait for answers. For one
 * that waits it would only be one more thread to wake.
 */
final class SecondReader {
    private static final long MAX_SLEEP = 1_000_000_000;

    private final Linux linux;
    private final int descriptor;
    private final Runnable listen;
    private final Runnable prepare;
    private final Thread thread;
    private final Pointer pollfd;
    private final Pointer timespec;

    private volatile boolean wanted = true;
    private volatile boolean stopping;

    /**
     * @param listen takes what is pending
     * @param prepare makes the calling thread a prompt one
     */
    SecondReader(Linux linux, int descriptor, Runnable listen, Runnable prepare) {
        this.linux = linux;
        this.descriptor = descriptor;
        this.listen = listen;
        this.prepare = prepare;
        this.pollfd = linux.memory(8);
        this.timespec = linux.memory(16);
        this.thread = Thread.ofPlatform().name("second-reader").daemon().unstarted(this::run);
    }

    void start() {
        thread.start();
    }

    private void run() {
        prepare.run();
        while (!stopping) {
            if (!wanted) {
                LockSupport.park(this);
                continue;
            }
            pollfd.putInt(0, descriptor);
            pollfd.putInt(4, Linux.POLLIN);
            if (linux.poll(pollfd, 1, timespec, MAX_SLEEP) > 0) {
                listen.run();
            }
        }
    }

    /** Says whether it is to listen from now on. */
    void want(boolean now) {
        if (wanted != now) {
            wanted = now;
            if (now) {
                LockSupport.unpark(thread);
            }
        }
    }

    /** Tells it to end, which it does within a second. */
    void stop() {
        stopping = true;
        LockSupport.unpark(thread);
    }
}
