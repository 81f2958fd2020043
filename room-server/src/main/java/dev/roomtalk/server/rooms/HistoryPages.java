package dev.roomtalk.server.rooms;

import dev.roomtalk.proto.Author;
import dev.roomtalk.proto.Deliver;
import dev.roomtalk.proto.HistoryPage;
import dev.roomtalk.proto.RemovedMessages;
import dev.roomtalk.proto.ServerMessage;
import dev.roomtalk.server.room.Effect;
import dev.roomtalk.server.room.Message;
import dev.roomtalk.server.room.RoomCommand;
import dev.roomtalk.server.store.LogEntry;
import dev.roomtalk.server.store.LogPage;
import dev.roomtalk.server.store.LogRange;
import dev.roomtalk.server.store.MessageLog;
import dev.roomtalk.server.store.SequenceRanges;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** From a stretch of a room's log, and what the ring has beside it, to the answer that carries it. */
final class HistoryPages {
    /** A page is never longer, encoded. */
    static final int BYTES = 64 << 10;

    private HistoryPages() {}

    private record Speaker(long userId, long instance, String name) {}

    /** What a page has; what lies above {@code coversFrom}, up to {@code coversTo}, and is not in it, is gone. */
    private record Stretch(List<LogEntry> entries, long coversFrom, long coversTo) {}

    /** What to ask the engine for. */
    static LogRange range(RoomCommand.AskHistory asked) {
        return new LogRange(asked.after(), asked.upTo(), asked.sinceMillis(), asked.untilMillis(), asked.last(), BYTES);
    }

    static ServerMessage page(Effect.ReadHistory read, int room, LogPage log) {
        Stretch stretch = read.asked().last() == 0 ? upwards(read, log) : downwards(read, log);
        HistoryPage.Builder page = HistoryPage.newBuilder()
                .setRoom(room)
                .setCoversFrom(stretch.coversFrom)
                .setCoversTo(stretch.coversTo)
                .setOldest(log.oldest());
        for (SequenceRanges.Range range : log.removed()) {
            long first = Math.max(range.first(), stretch.coversFrom + 1);
            long last = Math.min(range.last(), stretch.coversTo);
            if (first <= last) {
                page.addRemoved(RemovedMessages.newBuilder().setFirst(first).setLast(last));
            }
        }
        Map<Speaker, Integer> numbers = new HashMap<>();
        for (LogEntry entry : stretch.entries) {
            MessageLog.AppendRequest message = entry.message();
            Speaker speaker = new Speaker(message.userId(), message.instance(), message.userName());
            int author = numbers.computeIfAbsent(speaker, s -> {
                page.addAuthors(Author.newBuilder()
                        .setNumber(numbers.size() + 1)
                        .setUserId(s.userId)
                        .setName(s.name)
                        .setInstance(s.instance));
                return numbers.size() + 1;
            });
            Deliver.Builder deliver = Deliver.newBuilder()
                    .setRoom(room)
                    .setAuthor(author)
                    .setEpoch(entry.epoch())
                    .setSequence(entry.sequence())
                    .setN(message.n())
                    .setTimeMs(message.timeMillis());
            FrameEncoder.say(deliver, entry);
            if (message.label() != null) {
                deliver.setLabel(message.label());
            }
            page.addMessages(deliver);
        }
        return ServerMessage.newBuilder()
                .setRequestId(read.asked().request())
                .setHistoryPage(page)
                .build();
    }

    /** The oldest of what was asked for. */
    private static Stretch upwards(Effect.ReadHistory read, LogPage log) {
        long coversTo = reach(read, log);
        List<LogEntry> entries = withRing(read, log, coversTo);
        int fit = fitting(entries, Integer.MAX_VALUE);
        return fit == entries.size()
                ? new Stretch(entries, log.coversFrom(), coversTo)
                : new Stretch(
                        entries.subList(0, fit),
                        log.coversFrom(),
                        entries.get(fit - 1).sequence());
    }

    /** The newest of what was asked for. */
    private static Stretch downwards(Effect.ReadHistory read, LogPage log) {
        long coversTo = reach(read, log);
        long coversFrom = log.coversFrom();
        if (coversTo >= read.oldestInRing() && settledInLog(read, log) < read.oldestInRing() - 1) {
            // Nothing can be said of what lies between the log and the ring: a page does not reach over it.
            coversFrom = Math.max(coversFrom, read.oldestInRing() - 1);
        }
        long above = coversFrom;
        List<LogEntry> entries = withRing(read, log, coversTo).stream()
                .filter(entry -> entry.sequence() > above)
                .toList();
        int fit = fitting(entries.reversed(), read.asked().last());
        List<LogEntry> newest = entries.subList(entries.size() - fit, entries.size());
        return new Stretch(
                newest, fit == entries.size() ? coversFrom : newest.getFirst().sequence() - 1, coversTo);
    }

    /** Up to here it is known what became of every message, of what the log has and of what it does not have. */
    private static long settledInLog(Effect.ReadHistory read, LogPage log) {
        return Math.max(log.committed(), read.settled());
    }

    /**
     * How far log and ring reach together. What was relayed and could not be committed is gone too, once the ring has
     * let it go; of what is underway and no longer in the ring nothing is said.
     */
    private static long reach(Effect.ReadHistory read, LogPage log) {
        long asked = Math.min(read.asked().upTo(), read.sequence());
        if (log.coversTo() < Math.min(asked, log.committed())) {
            return log.coversTo();
        }
        boolean seamless = settledInLog(read, log) >= read.oldestInRing() - 1;
        boolean inRing = read.asked().last() != 0 && asked >= read.oldestInRing();
        return Math.max(log.coversTo(), seamless || inRing ? asked : Math.min(asked, settledInLog(read, log)));
    }

    /** What the page of the log has, and what the ring has beside it up to {@code coversTo}. */
    private static List<LogEntry> withRing(Effect.ReadHistory read, LogPage log, long coversTo) {
        TreeMap<Long, LogEntry> entries = new TreeMap<>();
        for (Message message : read.ring()) {
            boolean covered = message.sequence() > log.coversFrom() && message.sequence() <= coversTo;
            if (covered && message.sequence() >= log.oldest() && inTime(message, read.asked())) {
                entries.put(message.sequence(), entry(message));
            }
        }
        // What a message has become the ring may know before the log does.
        log.entries()
                .forEach(entry -> entries.merge(
                        entry.sequence(),
                        entry,
                        (inRing, inLog) ->
                                inRing.revision().by() > inLog.revision().by() ? inRing : inLog));
        return new ArrayList<>(entries.values());
    }

    private static boolean inTime(Message message, RoomCommand.AskHistory asked) {
        return message.timeMillis() >= asked.sinceMillis()
                && (asked.untilMillis() == 0 || message.timeMillis() < asked.untilMillis());
    }

    private static LogEntry entry(Message message) {
        return new LogEntry(
                message.epoch(),
                message.sequence(),
                new MessageLog.AppendRequest(
                        message.author().userId(),
                        message.author().name(),
                        message.author().instance(),
                        message.n(),
                        message.text(),
                        message.label(),
                        message.timeMillis(),
                        message.purpose()),
                message.revision());
    }

    /** How many of the first have place in a page; one at least, if there is one. */
    private static int fitting(List<LogEntry> entries, int most) {
        int left = BYTES;
        int fit = 0;
        for (LogEntry entry : entries) {
            left -= entry.shownWeight();
            if (fit == most || (left < 0 && fit > 0)) {
                return fit;
            }
            fit++;
        }
        return fit;
    }
}
