package dev.roomtalk.bridge.kernel;

import java.io.File;
import java.nio.charset.StandardCharsets;
import jnr.ffi.Pointer;

/** The threads of this Java VM that compile, as the kernel sees them. Confined to one thread. */
public final class CompilerThreads {
    /** The kernel keeps 15 characters of a thread's name. */
    private static final String NAME = "CompilerThre";

    private static final int BUFFER = 1_024;
    private static final File THREADS = new File("/proc/self/task");

    private final Linux linux;
    private final Pointer buffer;
    private String before = "";

    public CompilerThreads(Linux linux) {
        this.linux = linux;
        this.buffer = linux.memory(BUFFER);
    }

    /** None of them runs, wants to, or has run since the last call. */
    public boolean areQuiet() {
        String[] threads = THREADS.list();
        if (threads == null) {
            return true;
        }
        StringBuilder now = new StringBuilder();
        boolean asleep = true;
        for (String thread : threads) {
            // PID (NAME) STATE ...
            String stat = file(thread, "stat");
            int end = stat.lastIndexOf(')');
            if (end >= 0 && stat.contains(NAME)) {
                asleep &= stat.startsWith(") S", end);
                // Nanoseconds that it has run and waited to run, and how often.
                now.append(file(thread, "schedstat"));
            }
        }
        boolean quiet = asleep && now.toString().equals(before);
        before = now.toString();
        return quiet;
    }

    private String file(String thread, String name) {
        byte[] content = linux.readFile("/proc/self/task/" + thread + "/" + name, buffer, BUFFER);
        return content == null ? "" : new String(content, StandardCharsets.US_ASCII);
    }
}
