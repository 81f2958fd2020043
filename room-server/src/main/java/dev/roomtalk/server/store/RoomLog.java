package dev.roomtalk.server.store;

import dev.roomtalk.server.room.Revisable;
import dev.roomtalk.server.room.RoomChange;
import dev.roomtalk.server.room.RoomSettings;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * The last messages of one room, in memory. Any thread; guarded by itself.
 *
 * <p>Over 300 lines, because whatever adds, removes or reads messages keeps the same few numbers under one lock.
 */
final class RoomLog implements SpeakerBudget.Speakers {
    private static final int FIRST_SLOTS = 16;

    /** Instances whose highest n is remembered; beyond it those that have been silent longest are forgotten. */
    private static final int MAX_INSTANCES = 65_536;

    /** Messages that a search copies at once: it holds the lock no longer. */
    private static final int STRETCH = 256;

    private final long epoch;
    private final Retention retention;
    private final InstantSource clock;
    private final AtomicLong totalBytes;
    private final SpeakerBudget budget;
    private final Answers<Next> answers = new Answers<>(this, this::bring);
    private final RoomFeeds feeds = new RoomFeeds();

    /** In the order of last use: the first have been silent longest. */
    private final Map<Speaker, Last> speakers = new LinkedHashMap<>(16, 0.75f, true);

    /** Their number is a power of two, and grows; a message is at its sequence modulo their number. */
    private @Nullable LogEntry[] slots = new @Nullable LogEntry[FIRST_SLOTS];

    private long oldest = 1;
    private long last;
    private int messages;
    private long bytes;
    /** What an operator has removed; from the oldest on it has everything else. */
    private final SequenceRanges removed = new SequenceRanges();

    private RoomSettings keeps;
    /** The version with the last change that restricts somebody. */
    private long restricted;

    private record Speaker(long userId, long instance) {}

    /** The latest that a speaker said. */
    private static final class Last {
        long n;
        long sequence;
    }

    /** What the feeds are brought next. */
    sealed interface Next {}

    /** A message that was numbered, and whose author is not answered yet. */
    private record Numbered(LogEntry entry, MessageLog.AppendAnswer answer) implements Next {}

    /** A change of the room, which has this version with it. */
    private record Changed(long version, RoomChange change) implements Next {}

    /** An empty log; {@code totalBytes} and {@code budget} are shared by all logs of an engine. */
    RoomLog(
            long epoch,
            RoomSettings keeps,
            Retention retention,
            InstantSource clock,
            AtomicLong totalBytes,
            SpeakerBudget budget) {
        this.budget = budget;
        this.epoch = epoch;
        this.keeps = keeps;
        this.retention = retention;
        this.clock = clock;
        this.totalBytes = totalBytes;
    }

    RoomFeeds feeds() {
        return feeds;
    }

    /** Numbers a message under the lock; brings it to the feeds and answers outside it. */
    void append(long version, MessageLog.AppendRequest message, MessageLog.AppendAnswer answer) {
        Speaker speaker = new Speaker(message.userId(), message.instance());
        @Nullable Next added = null;
        boolean duplicate = false;
        boolean late = false;
        long before = 0;
        synchronized (this) {
            Last highest = speakers.get(speaker);
            if (highest != null && message.n() <= highest.n) {
                duplicate = true;
                before = message.n() == highest.n ? highest.sequence : find(speaker, message.n());
            } else if (version < restricted) {
                late = true;
            } else {
                added = answers.add(new Numbered(add(speaker, highest, message), answer));
            }
        }
        budget.trim();
        if (duplicate) {
            answer.duplicate(before == 0 ? 0 : epoch, before, false);
        } else if (late) {
            answer.failed();
        } else {
            answers.give(added);
        }
    }

    private LogEntry add(Speaker speaker, @Nullable Last known, MessageLog.AppendRequest message) {
        last++;
        LogEntry entry = new LogEntry(epoch, last, message);
        if (last - oldest >= slots.length) {
            grow();
        }
        slots[slot(last)] = entry;
        messages++;
        count(entry.weight());
        Revisable.carryOut(entry, this::kept, this::replace);
        dropTooMuch();
        int before = speakers.size();
        Last highest = known == null ? new Last() : known;
        highest.n = message.n();
        highest.sequence = last;
        if (known == null) {
            speakers.put(speaker, highest);
        }
        if (speakers.size() > MAX_INSTANCES) {
            var mostSilent = speakers.entrySet().iterator();
            mostSilent.next();
            mostSilent.remove();
        }
        budget.changed(this, speakers.size() - before);
        return entry;
    }

    @Override
    public synchronized int forget(int most) {
        int before = speakers.size();
        var mostSilent = speakers.entrySet().iterator();
        while (before - speakers.size() < most && mostSilent.hasNext()) {
            mostSilent.next();
            mostSilent.remove();
        }
        return before - speakers.size();
    }

    /**
     * Adds a change of the room to what the feeds are brought, in one order with its messages. They are brought it by
     * what is returned, which is to be called without a lock.
     */
    synchronized Runnable changed(long version, RoomChange change) {
        restricted = change.restricts() ? version : restricted;
        @Nullable Next added = answers.add(new Changed(version, change));
        return () -> answers.give(added);
    }

    private void bring(Next next) {
        switch (next) {
            case Numbered numbered -> answer(numbered);
            case Changed changed -> feeds.changed(changed.version, changed.change);
        }
    }

    private void answer(Numbered numbered) {
        long sequence = numbered.entry.sequence();
        try {
            feeds.message(epoch, sequence, numbered.entry.message());
        } finally {
            numbered.answer.committed(epoch, sequence, false);
        }
    }

    /** Returns the sequence of the message that the speaker numbered {@code n}; 0: the log no longer has it. */
    private long find(Speaker speaker, long n) {
        for (long s = last; s >= oldest; s--) {
            LogEntry entry = slots[slot(s)];
            if (entry != null
                    && entry.message().n() == n
                    && entry.message().userId() == speaker.userId
                    && entry.message().instance() == speaker.instance) {
                return s;
            }
        }
        return 0;
    }

    /** Keeps from now on as much as these settings allow. */
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
        return messages > keeps.keepMessages()
                || bytes > keeps.keepBytes()
                || totalBytes.get() > retention.totalBytes()
                || clock.millis() - entry(oldest).message().timeMillis()
                        > TimeUnit.SECONDS.toMillis(keeps.keepSeconds());
    }

    private void dropOldest() {
        drop(oldest);
        skipRemoved();
        removed.forgetBelow(oldest);
    }

    private void drop(long sequence) {
        count(-entry(sequence).weight());
        messages--;
        slots[slot(sequence)] = null;
    }

    /** The oldest is one that is there. */
    private void skipRemoved() {
        while (oldest <= last && slots[slot(oldest)] == null) {
            oldest++;
        }
    }

    /** Removes messages for good. */
    synchronized Accounts.Purged purge(Purge which) {
        int before = messages;
        for (long s = oldest; s <= last; s++) {
            LogEntry entry = slots[slot(s)];
            if (entry != null && which.takes(entry.message())) {
                drop(s);
                removed.add(s);
            }
        }
        skipRemoved();
        return new Accounts.Purged(before - messages, last);
    }

    private @Nullable LogEntry kept(long sequence) {
        return sequence < oldest || sequence > last ? null : slots[slot(sequence)];
    }

    private void replace(LogEntry revised) {
        count(revised.weight() - entry(revised.sequence()).weight());
        slots[slot(revised.sequence())] = revised;
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
            LogEntry entry = slots[slot(covered + 1)];
            left -= entry == null ? 0 : entry.weight();
            if (left < 0 && !entries.isEmpty()) {
                break;
            }
            if (entry != null) {
                entries.add(entry);
            }
            covered++;
        }
        return new LogPage(entries, after, covered, last, oldest, removed.within(after, covered));
    }

    private LogPage readDown(long after, long end, LogRange range) {
        List<LogEntry> entries = new ArrayList<>();
        int left = range.maxBytes();
        long lowest = Math.max(after + 1, oldest);
        boolean full = false;
        for (long s = end; s >= lowest && !full; s--) {
            LogEntry entry = slots[slot(s)];
            if (entry == null) {
                continue;
            }
            left -= entry.weight();
            full = entries.size() == range.last() || (left < 0 && !entries.isEmpty());
            if (!full) {
                entries.addFirst(entry);
            }
        }
        long coversFrom = full ? entries.getFirst().sequence() - 1 : after;
        long coversTo = Math.max(after, end);
        return new LogPage(entries, coversFrom, coversTo, last, oldest, removed.within(coversFrom, coversTo));
    }

    /** Returns the first sequence of that time or later; one more than the last if there is none. */
    private long firstSince(long millis) {
        long older = oldest - 1;
        long first = last + 1;
        while (first - older > 1) {
            long middle = (older + first) >>> 1;
            long there = middle;
            while (there < first && slots[slot(there)] == null) {
                there++;
            }
            if (there < first && entry(there).message().timeMillis() < millis) {
                older = there;
            } else {
                first = there < first ? there : middle;
            }
        }
        return first;
    }

    /** Returns some messages with sequences below this one, newest first; an empty list if there are no others. */
    synchronized List<LogEntry> below(long sequence) {
        List<LogEntry> entries = new ArrayList<>();
        for (long s = Math.min(sequence - 1, last); s >= oldest && entries.size() < STRETCH; s--) {
            LogEntry entry = slots[slot(s)];
            if (entry != null) {
                entries.add(entry);
            }
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

    /** Drops all messages, and brings no more: the room is closed. */
    synchronized void clear() {
        feeds.clear();
        while (oldest <= last) {
            dropOldest();
        }
        budget.ended(this, speakers.size());
        speakers.clear();
    }
}
