package dev.roomtalk.chat.full;

import dev.roomtalk.chat.session.ChatLine;
import dev.roomtalk.client.ChatEvent;
import dev.roomtalk.client.MessageKind;
import dev.roomtalk.client.RoomHistory;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The lines in which a person scrolls: pages of a room's history, and below them the newest lines. After a jump to a
 * message far up there is a gap between the two, until {@link #newer} has filled it: then the lines end above the gap.
 * Confined to the UI thread.
 */
final class ScrolledLog {
    private static final long UNKNOWN = -1;

    private final ZoneId zone;
    private final Predicate<ChatEvent.Message> hides;
    private final List<ChatLine> lines = new ArrayList<>();

    /** What stands below the gap. */
    private final List<ChatLine> newest = new ArrayList<>();

    private Log log;
    private boolean gap;
    private boolean beginning;

    /** All messages above this sequence are in the lines, as far as they are kept and not hidden. */
    private long from;

    /** Where the lines end, if a gap follows. */
    private long to;

    /**
     * @param live the newest lines
     * @param hides messages that the person does not want to see
     */
    ScrolledLog(Log live, ZoneId zone, Predicate<ChatEvent.Message> hides) {
        this.zone = zone;
        this.hides = hides;
        lines.addAll(live.lines());
        log = new Log(lines, live.newFrom(), live.newTitle());
        long first = firstSequence(lines);
        from = first == 0 ? UNKNOWN : first - 1;
    }

    Log log() {
        return log;
    }

    /** The highest sequence that is still to be read upwards; 0 if there is no message yet. */
    long olderUpTo() {
        return Math.max(from, 0);
    }

    /** Messages above this sequence are to be read downwards, while there is a gap. */
    long newerAfter() {
        return to;
    }

    /** The gap ends with this sequence; 0 if it is not known. */
    long gapUpTo() {
        return Math.max(firstSequence(newest) - 1, 0);
    }

    boolean gap() {
        return gap;
    }

    /** Whether nothing before the first line is kept. */
    boolean fromBeginning() {
        return beginning;
    }

    /** Whether only the first message of the room could be above these lines. */
    boolean nothingAbove() {
        return from == 0;
    }

    /** The first line is the first that is kept. */
    void endAtBeginning() {
        beginning = true;
        lines.addFirst(new ChatLine.Rule("the beginning of what is kept"));
    }

    /** The first message with that sequence or a higher one; -1 if it is not among the lines. */
    int indexOf(long sequence) {
        if (sequence <= from && !beginning) {
            return -1;
        }
        for (int i = 0; i < lines.size(); i++) {
            if (lines.get(i) instanceof ChatLine.Message(ChatEvent.Message message) && message.sequence() >= sequence) {
                return i;
            }
        }
        return -1;
    }

    /** Begins anew with a page somewhere in the history: between it and the newest lines there may be a gap. */
    void restart(RoomHistory page) {
        if (!gap) {
            newest.addAll(lines);
        }
        lines.clear();
        gap = true;
        beginning = false;
        from = page.coversFrom();
        to = page.coversFrom();
        newer(page);
    }

    /** Puts a rule above one of the lines. */
    void mark(int line, String title) {
        log = new Log(lines, lines.get(line), title);
    }

    /** Takes the page above the first line; returns how many lines were added. */
    int older(RoomHistory page) {
        int before = lines.size();
        long first = firstSequence(lines);
        List<ChatLine> all = withDays(page, 0, first == 0 ? Long.MAX_VALUE : first - 1);
        append(all, List.copyOf(lines));
        lines.clear();
        lines.addAll(all);
        boolean last = page.fromBeginning() || page.coversFrom() == from;
        from = page.coversFrom();
        if (last) {
            endAtBeginning();
        }
        return lines.size() - before;
    }

    /** Takes the page below the last line, and closes the gap if it ends there. */
    void newer(RoomHistory page) {
        long end = gapUpTo();
        append(lines, withDays(page, to, end == 0 ? Long.MAX_VALUE : end));
        boolean last = end == 0 ? page.messages().isEmpty() : page.coversTo() >= end;
        if (last || page.coversTo() <= to) {
            append(lines, newest);
            newest.clear();
            gap = false;
        }
        to = page.coversTo();
    }

    /** A line has come. */
    void add(ChatLine line) {
        (gap ? newest : lines).add(line);
    }

    /** Carries out what a message does to another one. */
    void change(ChatEvent.Message change) {
        lines.replaceAll(line -> line.after(change));
        newest.replaceAll(line -> line.after(change));
    }

    /** Messages with the days before them. */
    private List<ChatLine> withDays(RoomHistory page, long after, long upTo) {
        List<ChatLine> all = new ArrayList<>();
        LocalDate day = null;
        for (ChatEvent.Message message : page.messages()) {
            if (message.sequence() > after && message.sequence() <= upTo && isShown(message)) {
                LocalDate its = LocalDate.ofInstant(message.time(), zone);
                if (!its.equals(day)) {
                    day = its;
                    all.add(new ChatLine.Day(day));
                }
                if (message.kind() == MessageKind.REPLY) {
                    all.add(ChatLine.Quote.among(page.messages(), message));
                }
                all.add(new ChatLine.Message(message));
            }
        }
        return all;
    }

    /** What others have become they show themselves. */
    private boolean isShown(ChatEvent.Message message) {
        return message.kind().isShownItself() && !hides.test(message);
    }

    /** Adds lines below others: a day has one rule. */
    private void append(List<ChatLine> above, List<ChatLine> below) {
        LocalDate day = lastDay(above);
        int skipped = 0;
        if (day != null && !below.isEmpty()) {
            if (below.getFirst() instanceof ChatLine.Day(LocalDate first)) {
                skipped = first.equals(day) ? 1 : 0;
            } else if (below.getFirst() instanceof ChatLine.Timed timed) {
                LocalDate first = LocalDate.ofInstant(timed.at(), zone);
                if (!first.equals(day)) {
                    above.add(new ChatLine.Day(first));
                }
            }
        }
        above.addAll(below.subList(skipped, below.size()));
    }

    private @Nullable LocalDate lastDay(List<ChatLine> all) {
        for (ChatLine line : all.reversed()) {
            if (line instanceof ChatLine.Timed timed) {
                return LocalDate.ofInstant(timed.at(), zone);
            }
            if (line instanceof ChatLine.Day(LocalDate day)) {
                return day;
            }
        }
        return null;
    }

    /** Of the first message; 0 if there is none. */
    private static long firstSequence(List<ChatLine> lines) {
        for (ChatLine line : lines) {
            if (line instanceof ChatLine.Message(ChatEvent.Message message)) {
                return message.sequence();
            }
        }
        return 0;
    }
}
