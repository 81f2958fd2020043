package dev.roomtalk.bench.process;

import dev.roomtalk.bench.base.Failure;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What a process has used so far, as Linux shows it in {@code /proc} (proc(5)).
 *
 * @param threads nanoseconds of CPU, user and system, of each thread that lives
 * @param compilers those threads that compile, in a JVM
 * @param userNanos in steps of 10 ms, threads that ended included
 * @param systemNanos in steps of 10 ms, threads that ended included
 * @param residentBytes memory that is in RAM
 */
public record ProcessUsage(
        Map<Long, Long> threads, Set<Long> compilers, long userNanos, long systemNanos, long residentBytes) {
    /** How the names of those threads begin: C1 CompilerThread0, and so on. */
    private static final Pattern COMPILER = Pattern.compile("C[12] Compiler");

    /** {@code sysconf(_SC_CLK_TCK)}, 100 on every Linux. */
    private static final long TICK_NANOS = 10_000_000;

    private static final long KIB = 1024;

    public static ProcessUsage of(long pid) {
        Path process = Path.of("/proc", Long.toString(pid));
        try {
            // The second field, the program's name in parentheses, may contain anything.
            String stat = Files.readString(process.resolve("stat"));
            String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
            Set<Long> compilers = new HashSet<>();
            return new ProcessUsage(
                    threads(process.resolve("task"), compilers),
                    compilers,
                    Long.parseLong(fields[11]) * TICK_NANOS,
                    Long.parseLong(fields[12]) * TICK_NANOS,
                    resident(process.resolve("status")));
        } catch (IOException _) {
            throw Failure.unreachable("process %d has ended".formatted(pid));
        }
    }

    private static Map<Long, Long> threads(Path tasks, Set<Long> compilers) throws IOException {
        Map<Long, Long> nanos = new HashMap<>();
        try (DirectoryStream<Path> each = Files.newDirectoryStream(tasks)) {
            for (Path task : each) {
                try {
                    String schedstat = Files.readString(task.resolve("schedstat"));
                    long thread = Long.parseLong(task.getFileName().toString());
                    nanos.put(thread, Long.parseLong(schedstat.substring(0, schedstat.indexOf(' '))));
                    if (COMPILER.matcher(Files.readString(task.resolve("comm"))).lookingAt()) {
                        compilers.add(thread);
                    }
                } catch (IOException _) {
                    // The thread has ended.
                }
            }
        }
        return nanos;
    }

    private static long resident(Path status) throws IOException {
        return Files.readAllLines(status).stream()
                .filter(line -> line.startsWith("VmRSS:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) * KIB)
                .findFirst()
                .orElse(0);
    }

    /** Nanoseconds of CPU, user and system, since an earlier reading. */
    public long cpuSince(ProcessUsage earlier) {
        long living = 0;
        for (Map.Entry<Long, Long> thread : threads.entrySet()) {
            living += thread.getValue() - earlier.threads.getOrDefault(thread.getKey(), 0L);
        }
        long ticks = userNanos - earlier.userNanos + systemNanos - earlier.systemNanos;
        // The threads' clocks are exact, but leave out threads that ended; the ticks leave out nothing, and each of
        // their two sums is up to one step too high or too low.
        return ticks - living > 2 * TICK_NANOS ? ticks : living;
    }

    /** Nanoseconds of those since an earlier reading that went into compiling Java. */
    public long compiledSince(ProcessUsage earlier) {
        return compilers.stream()
                .mapToLong(thread -> threads.getOrDefault(thread, 0L) - earlier.threads.getOrDefault(thread, 0L))
                .sum();
    }

    /** The part of {@link #cpuSince} that was the kernel's: sockets, mostly. From 0 to 1. */
    public double systemShareSince(ProcessUsage earlier) {
        long user = userNanos - earlier.userNanos;
        long system = systemNanos - earlier.systemNanos;
        return user + system == 0 ? 0 : (double) system / (user + system);
    }
}
