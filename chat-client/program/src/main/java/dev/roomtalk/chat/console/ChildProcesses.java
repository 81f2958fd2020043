package dev.roomtalk.chat.console;

import java.util.List;

/** What holds for every command that this program starts for a person. */
public final class ChildProcesses {
    /** Secrets of this program, which are not for a command. */
    private static final List<String> SECRETS = List.of("ROOMTALK_PASSWORD", "ROOMTALK_INVITE");

    private ChildProcesses() {}

    public static void hideSecrets(ProcessBuilder builder) {
        builder.environment().keySet().removeAll(SECRETS);
    }

    /** Kills a process and those that it has started. */
    public static void kill(Process process) {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
    }
}
