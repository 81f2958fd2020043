package dev.roomtalk.bench.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The kernel's count of datagrams that found a socket's buffer full: the last column of {@code /proc/net/udp}. */
public final class DroppedDatagrams {
    private DroppedDatagrams() {}

    public static long at(List<Integer> ports) {
        return count(lines("/proc/net/udp"), ports) + count(lines("/proc/net/udp6"), ports);
    }

    private static List<String> lines(String file) {
        try {
            return Files.readAllLines(Path.of(file));
        } catch (IOException _) {
            return List.of();
        }
    }

    /**
     * Lines after the first are {@code sl: ADDRESS:PORT ADDRESS:PORT ... drops}, addresses and ports in hexadecimal.
     */
    static long count(List<String> table, List<Integer> ports) {
        Set<Integer> wanted = new HashSet<>(ports);
        return table.stream()
                .skip(1)
                .map(line -> line.strip().split("\\s+", -1))
                .filter(columns ->
                        wanted.contains(Integer.parseInt(columns[1].substring(columns[1].lastIndexOf(':') + 1), 16)))
                .mapToLong(columns -> Long.parseLong(columns[columns.length - 1]))
                .sum();
    }
}
