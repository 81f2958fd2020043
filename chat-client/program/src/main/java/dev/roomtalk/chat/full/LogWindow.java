package dev.roomtalk.chat.full;

import dev.roomtalk.chat.full.Log.Place;
import dev.roomtalk.chat.session.ChatLine;
import dev.roomtalk.chat.tui.Line;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/** The rows of a log above a place in it. Pure: what it answers depends on its arguments alone. */
final class LogWindow {
    private LogWindow() {}

    /** The rows that end at the place, as many as fit. */
    static List<Line> above(Log log, Place place, LogRows rows, LogColumns columns, int height) {
        Deque<Line> shown = new ArrayDeque<>();
        int hidden = place.hidden();
        for (int last = place.line(); last >= 0 && shown.size() < height; ) {
            LogRows.Block block = rows.block(log, last, columns);
            for (int i = block.rows().size() - 1 - hidden; i >= 0 && shown.size() < height; i--) {
                shown.addFirst(block.rows().get(i));
            }
            if (shown.size() == height) {
                name(shown, block, rows.block(log, last, columns, true));
            }
            hidden = 0;
            last = block.first() - 1;
        }
        return List.copyOf(shown);
    }

    /** The first row on the screen says whose it is, if all of its message is there. */
    private static void name(Deque<Line> shown, LogRows.Block block, LogRows.Block named) {
        int visible = Math.min(block.rows().size(), shown.size());
        if (named.rows().size() == block.rows().size()
                && visible == block.rows().size()
                && shown.getFirst().equals(block.rows().getFirst())) {
            shown.removeFirst();
            shown.addFirst(named.rows().getFirst());
        }
    }

    /** How many rows there are above the place; counted up to {@code limit}. */
    static int countAbove(Log log, Place place, LogRows rows, LogColumns columns, int limit) {
        int count = -place.hidden();
        for (int last = place.line(); last >= 0 && count < limit; ) {
            LogRows.Block block = rows.block(log, last, columns);
            count += block.rows().size();
            last = block.first() - 1;
        }
        return Math.clamp(count, 0, limit);
    }

    /** How many rows there are below the place; counted up to {@code limit}. */
    static int countBelow(Log log, Place place, LogRows rows, LogColumns columns, int limit) {
        int count = place.hidden();
        for (int last = place.line(); last < log.lines().size() - 1 && count < limit; ) {
            last = blockEnd(log, last + 1);
            count += rows.block(log, last, columns).rows().size();
        }
        return Math.min(count, limit);
    }

    /** The place so many rows further up; there must be that many. */
    static Place up(Log log, Place place, LogRows rows, LogColumns columns, int count) {
        int last = place.line();
        int hidden = place.hidden() + count;
        while (last >= 0) {
            LogRows.Block block = rows.block(log, last, columns);
            if (hidden < block.rows().size() || block.first() == 0) {
                return new Place(last, Math.min(hidden, Math.max(block.rows().size() - 1, 0)));
            }
            hidden -= block.rows().size();
            last = block.first() - 1;
        }
        return new Place(0, 0);
    }

    /** The place so many rows further down, or the end. */
    static Place down(Log log, Place place, LogRows rows, LogColumns columns, int count) {
        int left = count;
        int last = place.line();
        int hidden = place.hidden();
        while (true) {
            if (hidden >= left) {
                return new Place(last, hidden - left);
            }
            left -= hidden;
            if (last >= log.lines().size() - 1) {
                return log.end();
            }
            last = blockEnd(log, last + 1);
            hidden = rows.block(log, last, columns).rows().size();
        }
    }

    private static int blockEnd(Log log, int line) {
        List<ChatLine> lines = log.lines();
        int end = line;
        while (lines.get(end) instanceof ChatLine.Presence
                && end + 1 < lines.size()
                && lines.get(end + 1) instanceof ChatLine.Presence
                && !log.beginsNew(end + 1)) {
            end++;
        }
        return end;
    }
}
