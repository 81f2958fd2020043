package dev.roomtalk.chat.screen;

import dev.roomtalk.chat.session.ChatRoom;
import dev.roomtalk.chat.session.OutboxState;
import dev.roomtalk.client.ConnectionStatus;
import dev.roomtalk.client.VisibleText;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jline.utils.AttributedString;
import org.jline.utils.AttributedStringBuilder;
import org.jline.utils.AttributedStyle;
import org.jspecify.annotations.Nullable;

/**
 * The line at the bottom of the screen: {@code #ops · 5 members · connected · UDP · 0.4 ms · 2 % loss ·
 * alice@localhost:4242}, and on the right the other rooms with unread messages: {@code 2:dev 3}.
 *
 * @param retryIn until the next attempt to connect; null while one is being made
 * @param outbox the unfinished messages
 */
public record StatusLine(
        @Nullable ChatRoom room,
        int roomNumber,
        ConnectionStatus connection,
        @Nullable Duration retryIn,
        OutboxState outbox,
        List<Activity> elsewhere) {

    /** Unread messages of another room. */
    record Activity(int number, String room, int unread, boolean mentioned) {}

    /** How much the left part says: as much as fits. */
    private enum Detail {
        ALL,
        WITHOUT_IDENTITY,
        ESSENTIAL
    }

    public AttributedString render(int columns) {
        AttributedString right = right();
        int least = right.length() == 0 ? 0 : 2;
        AttributedString left = AttributedString.EMPTY;
        for (Detail detail : Detail.values()) {
            left = left(detail);
            if (left.columnLength() + right.columnLength() + least <= columns) {
                break;
            }
        }
        int gap = columns - left.columnLength() - right.columnLength();
        if (gap < least) {
            // What is unread elsewhere matters more than the end of the left part.
            int space = Math.max(columns - right.columnLength() - least, columns / 2);
            left = left.columnSubSequence(0, space);
            right = right.columnSubSequence(0, Math.max(columns - left.columnLength() - 1, 0));
            gap = Math.max(columns - left.columnLength() - right.columnLength(), 0);
        }
        return new AttributedStringBuilder()
                .append(left)
                .append(" ".repeat(gap), AttributedStyle.INVERSE)
                .append(right)
                .toAttributedString();
    }

    private AttributedString left(Detail detail) {
        List<String> parts = new ArrayList<>();
        if (room == null) {
            parts.add("no room");
        } else {
            parts.add((roomNumber > 1 || !elsewhere.isEmpty() ? roomNumber + ":" : "") + "#"
                    + VisibleText.line(room.name()));
            if (!room.joined()) {
                parts.add("not joined");
            } else if (detail != Detail.ESSENTIAL) {
                parts.add(members(room.memberCount()));
            }
        }
        if (connection.connected()) {
            if (detail != Detail.ESSENTIAL) {
                parts.add("connected");
            }
            parts.add(connection.transport().name());
            Duration roundTrip = connection.roundTrip();
            if (roundTrip != null) {
                parts.add(duration(roundTrip));
            }
            if (connection.loss() > 0) {
                parts.add(percent(connection.loss()) + " loss");
            }
        } else {
            parts.add(
                    retryIn == null
                            ? "connecting"
                            : "reconnecting in " + Math.max(1, (retryIn.toMillis() + 999) / 1000) + " s");
        }
        if (connection.plain()) {
            parts.add("plain");
        }
        if (outbox.pending() > 0) {
            parts.add(outbox.pending() + " pending");
        }
        if (outbox.unstored() > 0) {
            parts.add(outbox.unstored() + " not stored yet");
        }
        if (outbox.notStoring()) {
            parts.add(detail == Detail.ESSENTIAL ? "NOT STORED" : "NOT STORED: the server can only relay");
        }
        if (outbox.failed() > 0) {
            parts.add(outbox.failed() + " failed");
        }
        if (detail == Detail.ALL) {
            parts.add(VisibleText.line(connection.name()) + "@" + VisibleText.line(connection.server()));
        }
        AttributedStyle style = connection.connected() ? AttributedStyle.INVERSE : AttributedStyle.INVERSE.bold();
        return new AttributedString(" " + String.join(" · ", parts), style);
    }

    private AttributedString right() {
        AttributedStringBuilder right = new AttributedStringBuilder();
        for (Activity activity : elsewhere) {
            String text = activity.number + ":" + VisibleText.line(activity.room) + " " + activity.unread
                    + (activity.mentioned ? "!" : "") + " ";
            right.append(text, activity.mentioned ? AttributedStyle.INVERSE.bold() : AttributedStyle.INVERSE);
        }
        return right.toAttributedString();
    }

    public static String members(int count) {
        return count == 1 ? "1 member" : count + " members";
    }

    /** In whole percent; more than 0 is at least 1. */
    static String percent(double fraction) {
        return Math.max(1, Math.round(fraction * 100)) + " %";
    }

    static String duration(Duration duration) {
        long micros = duration.toNanos() / 1000;
        if (micros < 9_950) {
            return tenths(micros, 1000) + " ms";
        }
        return micros < 999_500 ? (micros + 500) / 1000 + " ms" : tenths(micros, 1_000_000) + " s";
    }

    /** {@code amount} in units of {@code unit}, rounded to one digit after the point. */
    private static String tenths(long amount, long unit) {
        long tenths = (amount * 10 + unit / 2) / unit;
        return tenths / 10 + "." + tenths % 10;
    }
}
