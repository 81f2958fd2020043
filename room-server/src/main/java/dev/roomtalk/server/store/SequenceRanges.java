package dev.roomtalk.server.store;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Sequences of a room, as ranges that do not touch each other. One thread at a time. */
public final class SequenceRanges {
    private final TreeMap<Long, Long> lastByFirst = new TreeMap<>();

    /** The sequences from one to another, both included. */
    public record Range(long first, long last) {}

    /** Those that {@link #toString} has written. */
    public static SequenceRanges parse(String text) {
        SequenceRanges ranges = new SequenceRanges();
        for (String each : text.isEmpty() ? new String[0] : text.split(",", -1)) {
            int dash = each.indexOf('-');
            ranges.lastByFirst.put(Long.parseLong(each.substring(0, dash)), Long.parseLong(each.substring(dash + 1)));
        }
        return ranges;
    }

    /** As {@code 1-6,8-8}. */
    @Override
    public String toString() {
        return lastByFirst.entrySet().stream()
                .map(each -> each.getKey() + "-" + each.getValue())
                .collect(Collectors.joining(","));
    }

    /** Adds a sequence. */
    public void add(long sequence) {
        long first = sequence;
        long last = sequence;
        Map.Entry<Long, Long> below = lastByFirst.floorEntry(sequence);
        if (below != null && below.getValue() >= sequence - 1) {
            first = below.getKey();
            last = Math.max(last, below.getValue());
        }
        Long above = lastByFirst.remove(last + 1);
        lastByFirst.put(first, above == null ? last : above);
    }

    /** Forgets those that end below a sequence. */
    public void forgetBelow(long sequence) {
        while (!lastByFirst.isEmpty() && lastByFirst.firstEntry().getValue() < sequence) {
            lastByFirst.pollFirstEntry();
        }
    }

    /** Those in ({@code after}, {@code upTo}], cut to that. */
    public List<Range> within(long after, long upTo) {
        List<Range> ranges = new ArrayList<>();
        if (upTo <= after) {
            return ranges;
        }
        Long begin = lastByFirst.floorKey(after + 1);
        for (Map.Entry<Long, Long> each : lastByFirst
                .tailMap(begin == null ? after + 1 : begin, true)
                .headMap(upTo, true)
                .entrySet()) {
            Range cut = new Range(Math.max(each.getKey(), after + 1), Math.min(each.getValue(), upTo));
            if (cut.first <= cut.last) {
                ranges.add(cut);
            }
        }
        return ranges;
    }
}
