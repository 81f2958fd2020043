package dev.roomtalk.bridge.send;

import dev.roomtalk.bridge.kernel.LinuxProcesses;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Finds the bridge that a text is for: a process of a fixed number, or the one that a PID file names at the moment. */
public final class BridgeFinder {
    private final LinuxProcesses processes;
    private final int ownUid;
    private final int pid;
    private final @Nullable Path pidFile;

    BridgeFinder(LinuxProcesses processes, int ownUid, int pid, @Nullable Path pidFile) {
        this.processes = processes;
        this.ownUid = ownUid;
        this.pid = pid;
        this.pidFile = pidFile;
    }

    /** The number in a PID file; 0 if there is none. */
    public static int read(Path file) {
        try {
            String text = Files.readString(file).strip();
            return text.matches("[1-9][0-9]{0,8}") ? Integer.parseInt(text) : 0;
        } catch (IOException e) {
            return 0;
        }
    }

    /** Opens a link to the bridge; null if there is none at the moment. */
    @Nullable
    ProcessLink find() {
        int number = pidFile == null ? pid : read(pidFile);
        return number <= 0 ? null : ProcessLink.open(processes, number, ownUid);
    }

    /** There is a bridge at the moment. */
    boolean isThere() {
        try (ProcessLink bridge = find()) {
            return bridge != null;
        }
    }

    /** Another bridge may come in the place of one that has ended. */
    boolean mayComeAgain() {
        return pidFile != null;
    }

    @Override
    public String toString() {
        return pidFile == null ? "process " + pid : "the bridge of " + pidFile;
    }
}
