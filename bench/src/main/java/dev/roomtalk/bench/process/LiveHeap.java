package dev.roomtalk.bench.process;

import dev.roomtalk.bench.base.Failure;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The heap of another Java process, as jcmd shows it. */
public final class LiveHeap {
    private static final Pattern TOTAL = Pattern.compile("Total\\s+\\d+\\s+(\\d+)");

    private LiveHeap() {}

    /** Has the process collect its garbage. */
    public static void collect(long pid) {
        jcmd(pid, "GC.run");
    }

    /** Bytes of the objects that a collection finds alive. */
    public static long bytes(long pid) {
        return jcmd(pid, "GC.class_histogram").reversed().stream()
                .map(TOTAL::matcher)
                .filter(Matcher::lookingAt)
                .map(total -> Long.parseLong(total.group(1)))
                .findFirst()
                .orElseThrow(() -> Failure.unexpected("jcmd gives no total of the heap of process " + pid));
    }

    private static List<String> jcmd(long pid, String command) {
        String jcmd = Installation.tool("jcmd");
        try {
            Process process = new ProcessBuilder(jcmd, Long.toString(pid), command)
                    .redirectErrorStream(true)
                    .start();
            try (BufferedReader output = process.inputReader(StandardCharsets.UTF_8)) {
                List<String> lines = output.readAllLines();
                if (process.waitFor() != 0) {
                    throw Failure.unexpected("jcmd cannot reach process %d: %s"
                            .formatted(pid, lines.isEmpty() ? "no message" : lines.getLast()));
                }
                return lines;
            }
        } catch (IOException _) {
            throw Failure.unexpected("this needs jcmd, and there is none at " + jcmd + ": use a JDK, not a JRE");
        } catch (InterruptedException _) {
            throw Failure.interrupted();
        }
    }
}
