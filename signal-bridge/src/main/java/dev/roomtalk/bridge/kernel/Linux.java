package dev.roomtalk.bridge.kernel;

import java.util.List;
import jnr.ffi.LastError;
import jnr.ffi.LibraryLoader;
import jnr.ffi.Memory;
import jnr.ffi.Pointer;
import jnr.ffi.Runtime;
import org.jspecify.annotations.Nullable;

/** The system calls of this program, on x86-64 and AArch64, without anything Java about them but their types. */
public final class Linux {
    static final int EPERM = 1;
    static final int EINTR = 4;
    static final int EAGAIN = 11;

    /** Of poll(2): there is something to read; for a pidfd: the process has ended. */
    public static final short POLLIN = 1;

    private static final int SIG_BLOCK = 0;
    private static final long SIG_IGN = 1;
    private static final int SFD_FLAGS = 0x80000 | 0x800; // SFD_CLOEXEC | SFD_NONBLOCK
    private static final int O_FLAGS = 0x80000; // O_RDONLY | O_CLOEXEC
    private static final int AT_FDCWD = -100;
    private static final int STATX_INO = 0x100;
    private static final int PR_SET_TIMERSLACK = 29;
    private static final long PIDFD_GET_INFO = 0xC040_FF0BL;
    private static final int PIDFD_INFO_BYTES = 64;
    private static final long PIDFD_INFO_EXIT = 1 << 3;
    private static final int PIDFD_INFO_EXIT_CODE = 60;
    private static final long SYS_PIDFD_SEND_SIGNAL = 424;
    private static final long SYS_PIDFD_OPEN = 434;
    /** Of glibc's sigset_t. */
    private static final int SIGSET_BYTES = 128;

    private static final int SI_QUEUE = -1;
    private static final int SIGINFO_BYTES = 128;

    private final LibC c;
    private final Runtime runtime;
    private final Pointer queued;
    private final int ownPid = (int) ProcessHandle.current().pid();
    private final int ownUid;

    public Linux() {
        c = LibraryLoader.create(LibC.class).load("c");
        runtime = Runtime.getRuntime(c);
        queued = memory(SIGINFO_BYTES);
        ownUid = c.geteuid();
    }

    /** Memory outside the heap, zeroed, freed with the object. */
    public Pointer memory(int bytes) {
        return Memory.allocateDirect(runtime, bytes, true);
    }

    /** The user of this process. */
    public int ownUid() {
        return ownUid;
    }

    /** Of the call that has just failed in this thread. */
    int error() {
        return LastError.getLastError(runtime);
    }

    /** What this kernel lacks, as a sentence; empty: nothing. */
    String shortcoming() {
        int self = openProcess((int) ProcessHandle.current().pid());
        if (self < 0) {
            return "this kernel, or the container, does not allow pidfd_open (error %d); Linux 5.3 or later is needed"
                    .formatted(error());
        }
        close(self);
        return "";
    }

    /** Opens a signalfd(2) for the signals of {@code mask}; -1 if that failed. */
    int signalDescriptor(long mask) {
        return c.signalfd(-1, signalSet(mask), SFD_FLAGS);
    }

    /** Blocks signals in the calling thread. */
    void block(long mask) {
        c.pthread_sigmask(SIG_BLOCK, signalSet(mask), null);
    }

    public void ignore(int number) {
        c.signal(number, SIG_IGN);
    }

    /** Waits for descriptors (ppoll(2)) until {@code nanos} have passed; negative: for ever. */
    public int poll(Pointer descriptors, int count, Pointer timespec, long nanos) {
        timespec.putLong(0, nanos < 0 ? Long.MAX_VALUE : nanos / 1_000_000_000);
        timespec.putLong(8, nanos < 0 ? 0 : nanos % 1_000_000_000);
        return c.ppoll(descriptors, count, timespec, null);
    }

    public int read(int fd, Pointer buffer, int count) {
        return (int) c.read(fd, buffer, count);
    }

    public int write(int fd, Pointer buffer, int count) {
        return (int) c.write(fd, buffer, count);
    }

    /** Opens an eventfd(2); -1 if that failed. */
    int eventDescriptor() {
        return c.eventfd(0, SFD_FLAGS);
    }

    public void close(int fd) {
        c.close(fd);
    }

    /** Lets the calling thread's timers be as exact as the hardware has them, where the default is 50 µs late. */
    public void sharpenTimers() {
        c.prctl(PR_SET_TIMERSLACK, 1, 0, 0, 0);
    }

    /**
     * How the process of a pidfd ended, in the form of wait(2); -1 if it has not, or this kernel (before 6.15) does not
     * say.
     */
    int exitStatus(int pidfd) {
        Pointer info = memory(PIDFD_INFO_BYTES);
        info.putLong(0, PIDFD_INFO_EXIT);
        boolean told = c.ioctl(pidfd, PIDFD_GET_INFO, info) == 0 && (info.getLong(0) & PIDFD_INFO_EXIT) != 0;
        return told ? info.getInt(PIDFD_INFO_EXIT_CODE) : -1;
    }

    /** A system call that has no function here; -1 if it failed. */
    long systemCall(long number, long argument1, long argument2, long argument3) {
        return c.syscall(number, argument1, argument2, argument3, 0);
    }

    /** Sends a signal by kill(2), under this process's own number. */
    public boolean kill(int pid, int number) {
        return c.kill(pid, number) == 0;
    }

    /** Opens a pidfd; -1 if there is no such process. */
    public int openProcess(int pid) {
        return (int) c.syscall(SYS_PIDFD_OPEN, pid, 0, 0, 0);
    }

    /** Sends a signal; 0 sends none and says whether one could be sent. */
    public boolean signalProcess(int pidfd, int number) {
        return c.syscall(SYS_PIDFD_SEND_SIGNAL, pidfd, number, 0, 0) == 0;
    }

    /**
     * Queues a real-time signal with 8 bytes (sigqueue(3), but to the process of a pidfd); false: see {@link #error}.
     * Confined to one thread for each object of this class.
     */
    boolean queueSignal(int pidfd, int number, long word) {
        /*
         * struct siginfo, 128 bytes:
         *   0  si_signo   4  si_errno   8  si_code   16  si_pid   20  si_uid   24  si_value
         */
        queued.putInt(0, number);
        queued.putInt(8, SI_QUEUE);
        queued.putInt(16, ownPid);
        queued.putInt(20, ownUid);
        queued.putLong(24, word);
        return c.syscall(SYS_PIDFD_SEND_SIGNAL, pidfd, number, queued.address(), 0) == 0;
    }

    /** The content of a file of /proc, as far as it fits into {@code buffer}; null if it cannot be read. */
    byte @Nullable [] readFile(String path, Pointer buffer, int capacity) {
        int fd = c.open(path, O_FLAGS);
        if (fd < 0) {
            return null;
        }
        try {
            int length = 0;
            while (length < capacity) {
                int count = read(fd, buffer.slice(length), capacity - length);
                if (count < 0) {
                    return null;
                }
                if (count == 0) {
                    break;
                }
                length += count;
            }
            byte[] content = new byte[length];
            buffer.get(0, content, 0, length);
            return content;
        } finally {
            c.close(fd);
        }
    }

    /**
     * Device and inode number of a file, links followed, as a text; null: it cannot be looked at.
     *
     * @param buffer of 256 bytes at least
     */
    @Nullable
    String fileIdentity(String path, Pointer buffer) {
        if (c.statx(AT_FDCWD, path, 0, STATX_INO, buffer) != 0) {
            return null;
        }
        /*
         * struct statx, 256 bytes:
         *   32  stx_ino (8)   136  stx_dev_major   140  stx_dev_minor
         */
        long major = buffer.getInt(136);
        long minor = buffer.getInt(140);
        // As dev_t of stat(2) has them, which is what was kept of programs before.
        long device =
                (major & 0xffff_f000L) << 32 | (major & 0xfff) << 8 | (minor & 0xffff_ff00L) << 12 | (minor & 0xff);
        return device + ":" + buffer.getLong(32);
    }

    /** Where a symbolic link leads; null: it cannot be read, or does not fit into {@code buffer}. */
    byte @Nullable [] readLink(String path, Pointer buffer, int capacity) {
        int length = (int) c.readlink(path, buffer, capacity);
        if (length < 0 || length == capacity) {
            return null;
        }
        byte[] target = new byte[length];
        buffer.get(0, target, 0, length);
        return target;
    }

    /** Opens a file to read it again and again; -1: failed. */
    int open(String path) {
        return c.open(path, O_FLAGS);
    }

    /**
     * The content of an open file of /proc, made anew by the kernel, as far as it fits into {@code buffer}; null if it
     * cannot be read.
     */
    byte @Nullable [] readAnew(int fd, Pointer buffer, int capacity) {
        int count = (int) c.pread(fd, buffer, capacity, 0);
        if (count <= 0) {
            return null;
        }
        byte[] content = new byte[count];
        buffer.get(0, content, 0, count);
        return content;
    }

    void setEnvironment(String name, String value) {
        c.setenv(name, value, 1);
    }

    /** Becomes another program; returns only if that failed. */
    void execute(String path, List<byte[]> arguments) {
        int addresses = 8 * (arguments.size() + 1);
        int characters =
                arguments.stream().mapToInt(argument -> argument.length + 1).sum();
        Pointer vector = memory(addresses + characters);
        int place = addresses;
        for (int i = 0; i < arguments.size(); i++) {
            byte[] argument = arguments.get(i);
            vector.put(place, argument, 0, argument.length);
            vector.putAddress(8L * i, vector.address() + place);
            place += argument.length + 1;
        }
        c.execv(path, vector);
    }

    private Pointer signalSet(long mask) {
        Pointer set = memory(SIGSET_BYTES);
        set.putLong(0, mask);
        return set;
    }
}
