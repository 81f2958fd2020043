package dev.roomtalk.bridge.kernel;

import java.io.File;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;
import jnr.ffi.Pointer;
import org.jspecify.annotations.Nullable;

/**
 * The processes of this machine, through pidfds and /proc. Confined to one thread, with the processes it holds. Over
 * 300 lines, because what was read of a process counts only if its pidfd says afterwards that it lives, so files and
 * descriptor belong together.
 */
public final class LinuxProcesses implements Processes {
    /** Enough for a status file and for the part of a command line that a label shows. */
    private static final int BUFFER = 8_192;

    private static final int POLLFD = 8;

    /** Of proc(5), on every architecture that Java runs on. */
    private static final int TICKS_PER_SECOND = 100;

    private static final long ROUNDED = 20_000_000;

    private static final File PROC = new File("/proc");

    private final String own = Long.toString(ProcessHandle.current().pid());

    private final Linux linux;
    private final IntFunction<String> users;
    private final Map<Integer, String> knownUsers = new HashMap<>();
    private final Pointer buffer;
    private final Pointer pollfd;
    private final Pointer timespec;

    public LinuxProcesses(Linux linux, IntFunction<String> users) {
        this.linux = linux;
        this.users = users;
        this.buffer = linux.memory(BUFFER);
        this.pollfd = linux.memory(POLLFD);
        this.timespec = linux.memory(16);
    }

    @Override
    public @Nullable Pidfd hold(int pid) {
        int descriptor = linux.openProcess(pid);
        return descriptor < 0 ? null : new Pidfd(pid, descriptor);
    }

    @Override
    public String user(int uid) {
        return knownUsers.computeIfAbsent(uid, users::apply);
    }

    @Override
    public List<Waiting> waiting(Runnable between) {
        List<Waiting> waiting = new ArrayList<>();
        String[] names = PROC.list();
        if (names == null) {
            return waiting;
        }
        for (String name : names) {
            char first = name.charAt(0);
            if (first >= '1' && first <= '9' && !name.equals(own)) {
                consider(Integer.parseInt(name), waiting);
                between.run();
            }
        }
        return waiting;
    }

    private void consider(int pid, List<Waiting> waiting) {
        String directory = "/proc/" + pid;
        byte[] cmdline = linux.readFile(directory + "/cmdline", buffer, BUFFER);
        if (cmdline == null || !arguments(cmdline).contains(own)) {
            return;
        }
        byte[] status = linux.readFile(directory + "/status", buffer, BUFFER);
        ProcessState state = status == null ? null : ProcessState.parse(status, true);
        if (state == null || (!state.takes(Signal.USR1) && !state.takes(Signal.USR2))) {
            return;
        }
        Sleep sleep = state.asleep() ? sleep(directory) : state.state() == 'R' ? Sleep.NONE : null;
        String uids = ProcessState.field(new String(status, StandardCharsets.ISO_8859_1), "Uid:");
        byte[] stat = linux.readFile(directory + "/stat", buffer, BUFFER);
        Identity identity = stat == null ? null : parse(stat, cmdline);
        if (sleep != null && uids != null && identity != null) {
            int uid = Integer.parseUnsignedInt(uids.split("\\s", 2)[0]);
            waiting.add(new Waiting(pid, uid, sleep, age(identity.startTime())));
        }
    }

    private @Nullable Sleep sleep(String directory) {
        byte[] channel = linux.readFile(directory + "/wchan", buffer, BUFFER);
        String where = channel == null ? "" : new String(channel, StandardCharsets.US_ASCII);
        if (where.contains("pause") || where.contains("sigsuspend") || where.contains("sigtimedwait")) {
            return Sleep.FOR_A_SIGNAL;
        }
        // It was woken just now.
        boolean awake = where.equals("0");
        return awake ? Sleep.NONE : where.contains("nanosleep") ? Sleep.FOR_A_TIME : null;
    }

    /**
     * Of a process that was started so many ticks after the machine was; a tick and a little more, for both are rounded
     * down.
     */
    private long age(long startTime) {
        byte[] uptime = linux.readFile("/proc/uptime", buffer, BUFFER);
        if (uptime == null) {
            return Long.MAX_VALUE / 2;
        }
        String[] seconds = new String(uptime, StandardCharsets.US_ASCII).split(" ", 2);
        return (long) ((Double.parseDouble(seconds[0]) - (double) startTime / TICKS_PER_SECOND) * 1e9) + ROUNDED;
    }

    /** One held process. */
    public final class Pidfd implements Held {
        private final int pid;
        private final int descriptor;
        /** Of its {@code stat}, which stays that of this very process; -1: not open yet. */
        private int statDescriptor = -1;

        private long startTime = -1;

        /** Its program file, once that was asked for, and what it showed when it was seen to run that. */
        private @Nullable String file;

        private @Nullable String name;
        private long caught;
        private boolean replaced;

        private Pidfd(int pid, int descriptor) {
            this.pid = pid;
            this.descriptor = descriptor;
        }

        @Override
        public int descriptor() {
            return descriptor;
        }

        @Override
        public @Nullable ProcessState look() {
            byte[] status = file("status");
            boolean reachable = linux.signalProcess(descriptor, 0);
            ProcessState state = status == null ? null : ProcessState.parse(status, reachable);
            if (state != null && state.asleep() && !state.takes(Signal.USR1) && !state.takes(Signal.USR2)) {
                state = state.awaiting(awaited());
            }
            state = ended() ? null : state;
            if (status != null && state != null) {
                replaced |= runsAnother(ProcessState.name(status), state.caught());
            }
            return replaced ? null : state;
        }

        @Override
        public boolean replaced() {
            return replaced;
        }

        /**
         * An exec changes the name, or the signals that are caught, or nothing that matters: only then the file is
         * looked at again.
         */
        private boolean runsAnother(String nameNow, long caughtNow) {
            String first = file;
            boolean same = caughtNow == caught && nameNow.equals(name);
            boolean seen = name != null;
            if (first == null || same) {
                return false;
            }
            name = nameNow;
            caught = caughtNow;
            if (!seen) {
                // The file was asked for a moment ago.
                return false;
            }
            String fileNow = programFile();
            return fileNow != null && !fileNow.equals(first);
        }

        /** Device and inode of the program file; null: it may not be known, or it has ended. */
        private @Nullable String programFile() {
            String now = linux.fileIdentity("/proc/" + pid + "/exe", buffer);
            return ended() ? null : now;
        }

        @Override
        public @Nullable Identity identity() {
            byte[] stat = file("stat");
            byte[] cmdline = file("cmdline");
            return stat == null || cmdline == null || ended() ? null : parse(stat, cmdline);
        }

        @Override
        public boolean killed() {
            int status = linux.exitStatus(descriptor);
            if (status < 0) {
                // The kernel tells it of a pidfd only when the parent has waited for the process; until then /proc
                // does.
                byte[] stat = file("stat");
                int left = stat == null ? -1 : leftStatus(stat);
                status = left < 0 ? linux.exitStatus(descriptor) : left;
            }
            return status >= 0 && (status & 0x7F) != 0;
        }

        @Override
        public @Nullable Executable executable() {
            String known = programFile();
            if (file == null) {
                file = known;
            }
            byte[] link = linux.readLink("/proc/" + pid + "/exe", buffer, BUFFER);
            if (known == null || link == null || ended()) {
                return null;
            }
            String path = new String(link, StandardCharsets.UTF_8);
            return ProgramName.isInterpreter(path) ? null : new Executable(known, path);
        }

        @Override
        public boolean send(Signal signal) {
            return linux.signalProcess(descriptor, signal.number());
        }

        @Override
        public boolean sendIfTaken(Signal signal) {
            if (statDescriptor < 0) {
                statDescriptor = linux.open("/proc/" + pid + "/stat");
                if (statDescriptor < 0 || ended()) {
                    return false;
                }
            }
            // What is caught is read last: what happens between that and the signal is the gap that the kernel leaves.
            byte[] content = linux.readAnew(statDescriptor, buffer, BUFFER);
            SignalStat now = content == null ? null : SignalStat.parse(content);
            if (now == null || !(now.takes(signal) || (awaited() & signal.mask()) != 0)) {
                // Perhaps it has become another program.
                var _ = look();
                return false;
            }
            startTime = startTime < 0 ? now.startTime() : startTime;
            return now.startTime() == startTime && send(signal);
        }

        @Override
        public Queued queue(int number, long word) {
            return linux.queueSignal(descriptor, number, word)
                    ? Queued.TAKEN
                    : linux.error() == Linux.EAGAIN ? Queued.FULL : Queued.ENDED;
        }

        /** Only what was read while this is false was read of this process, and not of a later one with its pid. */
        boolean ended() {
            pollfd.putInt(0, descriptor);
            pollfd.putInt(4, Linux.POLLIN);
            return linux.poll(pollfd, 1, timespec, 0) != 0;
        }

        @Override
        public void close() {
            if (statDescriptor >= 0) {
                linux.close(statDescriptor);
            }
            linux.close(descriptor);
        }

        /** One line of its {@code status} file (proc(5)), without its name; null if there is none, or it has ended. */
        public @Nullable String statusField(String field) {
            byte[] status = file("status");
            return status == null || ended()
                    ? null
                    : ProcessState.field(new String(status, StandardCharsets.ISO_8859_1), field);
        }

        private long awaited() {
            return AwaitedSignals.of(linux, "/proc/" + pid + "/", buffer, BUFFER);
        }

        private byte @Nullable [] file(String name) {
            return linux.readFile("/proc/" + pid + "/" + name, buffer, BUFFER);
        }
    }

    /**
     * How a process has ended whose parent has not waited for it, from {@code /proc/PID/stat}; -1 for any other.
     */
    static int leftStatus(byte[] stat) {
        String text = new String(stat, StandardCharsets.UTF_8);
        String[] fields = text.substring(text.lastIndexOf(')') + 1).strip().split(" ", -1);
        int exitCode = 52 - 3; // Field 52 of the file; the first after the name is field 3.
        return fields.length > exitCode && fields[0].equals("Z") ? Integer.parseInt(fields[exitCode]) : -1;
    }

    /** Reads {@code /proc/PID/stat} and {@code cmdline}; null if they do not look as proc(5) says. */
    public static @Nullable Identity parse(byte[] stat, byte[] cmdline) {
        String text = new String(stat, StandardCharsets.UTF_8);
        // The name is in parentheses and may contain some itself.
        int open = text.indexOf('(');
        int close = text.lastIndexOf(')');
        if (open < 0 || close < open || close + 2 > text.length()) {
            return null;
        }
        String[] fields = text.substring(close + 2).strip().split(" ", -1);
        int startTime = 22 - 3; // Field 22 of the file; the first after the name is field 3.
        if (fields.length <= startTime) {
            return null;
        }
        try {
            return new Identity(Long.parseLong(fields[startTime]), text.substring(open + 1, close), arguments(cmdline));
        } catch (NumberFormatException e) {
            return null;
        }
    }

    private static List<String> arguments(byte[] cmdline) {
        List<String> arguments = new ArrayList<>();
        int start = 0;
        for (int i = 0; i < cmdline.length; i++) {
            if (cmdline[i] == 0) {
                arguments.add(new String(cmdline, start, i - start, StandardCharsets.UTF_8));
                start = i + 1;
            }
        }
        if (start < cmdline.length) {
            arguments.add(new String(cmdline, start, cmdline.length - start, StandardCharsets.UTF_8));
        }
        return List.copyOf(arguments);
    }
}
