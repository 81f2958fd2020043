package dev.roomtalk.bridge.kernel;

import jnr.ffi.Pointer;

/** A signalfd(2) for both signals, and those of the fast lane: tells who sent what. Confined to one thread. */
public final class SignalDescriptor implements AutoCloseable {
    /** Takes one signal. */
    @FunctionalInterface
    public interface Taker {
        void take(int pid, Signal signal);
    }

    /** Takes what a real-time signal carries. */
    @FunctionalInterface
    public interface WordTaker {
        /** @param pid as the sender says it */
        void take(int pid, int number, long word);
    }

    /*
     * struct signalfd_siginfo, 128 bytes:
     *   0  ssi_signo   4  ssi_errno   8  ssi_code   12  ssi_pid   48  ssi_ptr   ...
     */
    private static final int RECORD = 128;

    private static final int SIGNO = 0;
    private static final int PID = 12;
    private static final int CODE = 8;
    private static final int VALUE = 48;
    private static final int SI_USER = 0;
    private static final int SI_QUEUE = -1;
    private static final int SI_TKILL = -6;
    private static final int BATCH = 64;

    private final Linux linux;
    private final int descriptor;
    private final Pointer buffer;

    private SignalDescriptor(Linux linux, int descriptor) {
        this.linux = linux;
        this.descriptor = descriptor;
        this.buffer = linux.memory(BATCH * RECORD);
    }

    /** Opens it; what has been sent since the signals were blocked is in it. */
    public static SignalDescriptor open(Linux linux) {
        int descriptor = linux.signalDescriptor(SignalMask.BLOCKED);
        if (descriptor < 0) {
            throw new IllegalStateException("no signalfd: error " + linux.error());
        }
        return new SignalDescriptor(linux, descriptor);
    }

    public int descriptor() {
        return descriptor;
    }

    /** Takes every signal that is pending. */
    public void drain(Taker taker, WordTaker words) {
        int count;
        do {
            count = linux.read(descriptor, buffer, BATCH * RECORD) / RECORD;
            deliver(count, taker, words);
        } while (count == BATCH);
    }

    private void deliver(int count, Taker taker, WordTaker words) {
        for (int i = 0; i < count; i++) {
            Signal signal = Signal.of(field(i, SIGNO));
            int pid = field(i, PID);
            if (signal == null) {
                if (field(i, CODE) == SI_QUEUE) {
                    words.take(pid, field(i, SIGNO), buffer.getLong((long) i * RECORD + VALUE));
                }
                continue;
            }
            int code = field(i, CODE);
            // By sigqueue(3) its sender writes there itself who it is.
            if (code == SI_USER || code == SI_TKILL) {
                taker.take(pid, signal);
            }
        }
    }

    private int field(int record, int offset) {
        return buffer.getInt((long) record * RECORD + offset);
    }

    @Override
    public void close() {
        linux.close(descriptor);
    }
}
