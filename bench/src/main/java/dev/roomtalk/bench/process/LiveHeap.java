package dev.roomtalk.bench.process;

import dev.roomtalk.bench.base.Failure;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The heap of another Java process, as jcmd shows it. */
public final class LiveHeap {
    /** A class: its place, how many objects it has, their bytes, and its name. */
    private static final Pattern CLASS = Pattern.compile("\\s*\\d+:\\s+\\d+\\s+(\\d+)\\s+(\\S+).*");

    /** What a collector puts into gaps that it does not close at once: nobody's objects. */
    private static final String FILLER = "jdk.internal.vm.Filler";

    private LiveHeap() {}

    /** Has the process collect its garbage. */
    public static void collect(long pid) {
        jcmd(pid, "GC.run");
    }

    /** Bytes of the objects that a collection finds alive. */
    public static long bytes(long pid) {
        return bytes(jcmd(pid, "GC.class_histogram"))
                .orElseThrow(() -> Failure.unexpected("jcmd names no objects of process " + pid));
    }

    /** Of a histogram as {@code jcmd} prints it; empty: it has no class. */
    static OptionalLong bytes(List<String> histogram) {
        List<Matcher> classes =
                histogram.stream().map(CLASS::matcher).filter(Matcher::matches).toList();
        return classes.isEmpty()
                ? OptionalLong.empty()
                : OptionalLong.of(classes.stream()
                        .filter(each -> !each.group(2).contains(FILLER))
                        .mapToLong(each -> Long.parseLong(each.group(1)))
                        .sum());
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
