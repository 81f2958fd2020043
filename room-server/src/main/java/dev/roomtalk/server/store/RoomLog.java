package dev.roomtalk.server.store;

import dev.roomtalk.server.room.RoomSettings;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** The last messages of one room, in memory. Any thread; guarded by itself. */
final class RoomLog {
    private static final int FIRST_SLOTS = 16;

    /** Instances whose highest n is remembered; beyond it the most silent are forgotten. */
    private static final int MOST_INSTANCES = 65_536;

    /** Copied at once: whoever reads back holds up nobody. */
    private static final int STRETCH = 256;

    private final long epoch;
    private final Retention retention;
    private final InstantSource clock;
    private final AtomicLong totalBytes;

    /** In the order of last use. */
    private final Map<Speaker, Last> speakers = new LinkedHashMap<>(16, 0.75f, true);

    /** A power of two of them, which grows; a message lies at its sequence modulo their number. */
    private @Nullable LogEntry[] slots = new @Nullable LogEntry[FIRST_SLOTS];

    private long oldest = 1;
    private long last;
    private long bytes;
    private RoomSettings keeps;

    private record Speaker(long userId, long instance) {}

    private record Last(long n, long sequence) {}

    /** What became of a message. */
    sealed interface Outcome {}

    record Numbered(long epoch, long sequence) implements Outcome {}

    /** (0, 0): the log has it no longer. */
    record Duplicate(long epoch, long sequence) implements Outcome {}

    /** An empty one; {@code totalBytes} is shared by all logs of an engine. */
    RoomLog(long epoch, RoomSettings keeps, Retention retention, InstantSource clock, AtomicLong totalBytes) {
        this.epoch = epoch;
        this.keeps = keeps;
        this.retention = retention;
        this.clock = clock;
        this.totalBytes = totalBytes;
    }

    synchronized Outcome append(Engine.AppendRequest message) {
        Speaker speaker = new Speaker(message.userId(), message.instance());
        Last before = speakers.get(speaker);
        if (before != null && message.n() <= before.n) {
            return duplicate(speaker, message.n(), before);
        }
        last++;
        LogEntry entry = new LogEntry(epoch, last, message);
        if (size() > slots.length) {
            grow();
        }
        slots[slot(last)] = entry;
        count(entry.weight());
        dropTooMuch();
        speakers.put(speaker, new Last(message.n(), last));
        if (speakers.size() > MOST_INSTANCES) {
            var mostSilent = speakers.entrySet().iterator();
            mostSilent.next();
            mostSilent.remove();
        }
        return new Numbered(epoch, last);
    }

    private Duplicate duplicate(Speaker speaker, long n, Last highest) {
        if (n == highest.n) {
            return new Duplicate(epoch, highest.sequence);
        }
        for (long s = last; s >= oldest; s--) {
            Engine.AppendRequest kept = entry(s).message();
            if (kept.n() == n && kept.userId() == speaker.userId && kept.instance() == speaker.instance) {
                return new Duplicate(epoch, s);
            }
        }
        return new Duplicate(0, 0);
    }

    /** From now on it keeps what these say; 0: nothing. */
    synchronized void keep(RoomSettings settings) {
        keeps = settings;
        dropTooMuch();
    }

    private void dropTooMuch() {
        while (oldest <= last && tooMuch()) {
            dropOldest();
        }
    }

    private boolean tooMuch() {
        return size() > keeps.keepMessages()
                || bytes > keeps.keepBytes()
                || totalBytes.get() > retention.totalBytes()
                || clock.millis() - entry(oldest).message().timeMillis()
                        > TimeUnit.SECONDS.toMillis(keeps.keepSeconds());
    }

    private void dropOldest() {
        count(-entry(oldest).weight());
        slots[slot(oldest)] = null;
        oldest++;
    }

    private void count(int weight) {
        bytes += weight;
        totalBytes.addAndGet(weight);
    }

    private void grow() {
        @Nullable LogEntry[] smaller = slots;
        slots = new @Nullable LogEntry[2 * smaller.length];
        for (LogEntry entry : smaller) {
            if (entry != null) {
                slots[slot(entry.sequence())] = entry;
            }
        }
    }

    private int slot(long sequence) {
        return (int) (sequence & (slots.length - 1));
    }

    private LogEntry entry(long sequence) {
        LogEntry entry = slots[slot(sequence)];
        if (entry == null) {
            throw new IllegalStateException("no message at " + sequence);
        }
        return entry;
    }

    private long size() {
        return last - oldest + 1;
    }

    synchronized LogPage read(LogRange range) {
        dropTooMuch();
        long end = Math.min(range.upTo(), last);
        if (range.untilMillis() != 0) {
            end = Math.min(end, firstSince(range.untilMillis()) - 1);
        }
        long begin = range.after();
        if (range.sinceMillis() != 0) {
            begin = Math.max(begin, firstSince(range.sinceMillis()) - 1);
        }
        return range.last() == 0 ? readUp(begin, end, range.maxBytes()) : readDown(begin, end, range);
    }

    private LogPage readUp(long after, long end, int maxBytes) {
        long covered = Math.max(after, Math.min(end, oldest - 1));
        List<LogEntry> entries = new ArrayList<>();
        int left = maxBytes;
        while (covered < end) {
            LogEntry entry = entry(covered + 1);
            left -= entry.weight();
            if (left < 0 && !entries.isEmpty()) {
                break;
            }
            entries.add(entry);
            covered++;
        }
        return new LogPage(entries, after, covered, last, oldest);
    }

    private LogPage readDown(long after, long end, LogRange range) {
        List<LogEntry> entries = new ArrayList<>();
        int left = range.maxBytes();
        long lowest = Math.max(after + 1, oldest);
        boolean full = false;
        for (long s = end; s >= lowest && !full; s--) {
            LogEntry entry = entry(s);
            left -= entry.weight();
            full = entries.size() == range.last() || (left < 0 && !entries.isEmpty());
            if (!full) {
                entries.addFirst(entry);
            }
        }
        return new LogPage(
                entries, full ? entries.getFirst().sequence() - 1 : after, Math.max(after, end), last, oldest);
    }

    /** The first sequence of that time or later; one more than the last: there is none. */
    private long firstSince(long millis) {
        long older = oldest - 1;
        long first = last + 1;
        while (first - older > 1) {
            long middle = (older + first) >>> 1;
            if (entry(middle).message().timeMillis() < millis) {
                older = middle;
            } else {
                first = middle;
            }
        }
        return first;
    }

    /** Some messages with sequences below this one, newest first; none: there are no others. */
    synchronized List<LogEntry> below(long sequence) {
        List<LogEntry> entries = new ArrayList<>();
        for (long s = Math.min(sequence - 1, last); s >= oldest && entries.size() < STRETCH; s--) {
            entries.add(entry(s));
        }
        return entries;
    }

    synchronized long highestN(long userId, long instance) {
        Last highest = speakers.get(new Speaker(userId, instance));
        return highest == null ? 0 : highest.n;
    }

    synchronized long epochEnd(long asked) {
        return asked >= epoch ? last : 0;
    }

    synchronized long last() {
        return last;
    }

    /** The room is no more. */
    synchronized void clear() {
        while (oldest <= last) {
            dropOldest();
        }
    }
}
