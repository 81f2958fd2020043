package dev.roomtalk.bench.command;

import dev.roomtalk.bench.base.Progress;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** One line of a terminal that is written again and again. */
public final class TerminalProgress implements Progress {
    private static final Path STANDARD_ERROR = Path.of("/proc/self/fd/2");

    private final PrintStream terminal;

    TerminalProgress(PrintStream terminal) {
        this.terminal = terminal;
    }

    /** The progress on standard error if that is a terminal, and else none. */
    public static Progress of(PrintStream standardError) {
        try {
            String file = Files.readSymbolicLink(STANDARD_ERROR).toString();
            boolean terminal = file.startsWith("/dev/pts/") || file.startsWith("/dev/tty");
            return terminal ? new TerminalProgress(standardError) : NONE;
        } catch (IOException _) {
            return NONE;
        }
    }

    @Override
    public boolean isWatched() {
        return true;
    }

    @Override
    public void show(String line) {
        terminal.print("\r\033[K" + line);
        terminal.flush();
    }

    @Override
    public void clear() {
        show("");
    }
}
