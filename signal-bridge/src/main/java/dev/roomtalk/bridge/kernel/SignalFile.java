package dev.roomtalk.bridge.kernel;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * A signalfd(2) for both signals of Minitalk, and those of the fast lane, as the threads that read it need it: it
 * allocates nothing. Used by one thread at a time.
 */
public final class SignalFile implements SignalInput {
    /*
     * struct signalfd_siginfo, 128 bytes:
     *   0  ssi_signo   4  ssi_errno   8  ssi_code   12  ssi_pid   16  ssi_uid   48  ssi_ptr   ...
     */
    private static final int RECORD = 128;

    private static final int SIGNO = 0;
    private static final int CODE = 8;
    private static final int PID = 12;
    private static final int UID = 16;
    private static final int VALUE = 48;
    private static final int SI_USER = 0;
    private static final int SI_QUEUE = -1;
    private static final int SI_TKILL = -6;

    private final int descriptor;
    private final MemorySegment records = Arena.ofAuto().allocate((long) BATCH * RECORD, 64);

    private SignalFile(int descriptor) {
        this.descriptor = descriptor;
    }

    /** Opens it; what has been sent since the signals were blocked is in it. */
    public static SignalFile open(Linux linux) {
        int descriptor = linux.signalDescriptor(SignalMask.BLOCKED);
        if (descriptor < 0) {
            throw new IllegalStateException("no signalfd: error " + linux.error());
        }
        return new SignalFile(descriptor);
    }

    public int descriptor() {
        return descriptor;
    }

    @Override
    public int read() {
        return Math.max(0, ReaderCalls.read(descriptor, records) / RECORD);
    }

    @Override
    public int number(int index) {
        return field(index, SIGNO);
    }

    @Override
    public int pid(int index) {
        return field(index, PID);
    }

    @Override
    public int uid(int index) {
        return field(index, UID);
    }

    @Override
    public boolean isPlain(int index) {
        int code = field(index, CODE);
        return code == SI_USER || code == SI_TKILL;
    }

    @Override
    public boolean isQueued(int index) {
        return field(index, CODE) == SI_QUEUE;
    }

    @Override
    public long word(int index) {
        return records.get(ValueLayout.JAVA_LONG, (long) index * RECORD + VALUE);
    }

    private int field(int index, int offset) {
        return records.get(ValueLayout.JAVA_INT, (long) index * RECORD + offset);
    }
}
