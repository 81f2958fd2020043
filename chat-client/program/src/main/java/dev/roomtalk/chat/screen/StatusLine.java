package dev.roomtalk.chat.screen;

import dev.roomtalk.chat.session.ChatRoom;
import dev.roomtalk.chat.session.ChatRooms;
import dev.roomtalk.chat.session.ChatState;
import dev.roomtalk.chat.session.OutboxState;
import dev.roomtalk.client.ConnectionStatus;
import dev.roomtalk.client.Conversation;
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
 * alice@localhost:4242}, and on the right the other rooms with unread messages: {@code 2:dev 3}, as
 * many as fit, and the sum of the others.
 *
 * @param retryIn until the next attempt to connect; null while one is being made
 * @param outbox the unfinished messages
 * @param notes what else goes on: who is writing, that the person is away, how each transfer of a file goes
 */
public record StatusLine(
        @Nullable ChatRoom room,
        int roomNumber,
        ConnectionStatus connection,
        @Nullable Duration retryIn,
        OutboxState outbox,
        List<String> notes,
        List<Activity> elsewhere) {

    /** People who are writing and are named. */
    private static final int MAX_TYPING = 2;

    /** Unread messages of another room. */
    record Activity(int number, String room, int unread, boolean mentioned) {}

    /**
     * The status line of a chat.
     *
     * @param elsewhere whether it names the other rooms with unread messages
     */
    public static StatusLine of(ChatState state, ConnectionStatus connection, OutboxState outbox, boolean elsewhere) {
        ChatRooms rooms = state.rooms();
        ChatRoom shown = rooms.shown();
        return new StatusLine(
                shown,
                shown == null ? 0 : rooms.numberOf(shown),
                connection,
                state.retryIn(),
                outbox,
                notes(state),
                rooms.all().stream()
                        .filter(room -> elsewhere && room != shown && room.unread() > 0)
                        .map(room -> new Activity(rooms.numberOf(room), room.name(), room.unread(), room.mentioned()))
                        .toList());
    }

    private static List<String> notes(ChatState state) {
        List<String> notes = new ArrayList<>();
        ChatRoom shown = state.rooms().shown();
        List<String> typing = shown == null ? List.of() : shown.typing(state.now());
        if (!typing.isEmpty()) {
            notes.add(
                    typing.size() > MAX_TYPING
                            ? typing.size() + " people are writing"
                            : VisibleText.line(String.join(", ", typing)) + (typing.size() == 1 ? " is" : " are")
                                    + " writing");
        }
        if (!state.away().isEmpty()) {
            notes.add("away");
        }
        notes.addAll(state.transfers().brief());
        return notes;
    }

    /** How much the left part says: as much as fits, and only whole words. */
    private enum Detail {
        ALL,
        WITHOUT_IDENTITY,
        WITHOUT_MEMBERS,
        WITHOUT_ROUND_TRIP,
        WITHOUT_TRANSPORT
    }

    public AttributedString render(int columns) {
        AttributedString right = right(elsewhere.size());
        AttributedString left = AttributedString.EMPTY;
        for (Detail detail : Detail.values()) {
            left = left(detail, columns);
            if (fits(left, right, columns)) {
                return line(left, right, columns);
            }
        }
        for (int shown = elsewhere.size() - 1; shown >= 0; shown--) {
            right = right(shown);
            if (fits(left, right, columns)) {
                return line(left, right, columns);
            }
        }
        // What is unread elsewhere matters more than the end of the left part.
        int space = columns - right.columnLength() - 1;
        return space > columns / 2
                ? line(cut(left, space), right, columns)
                : line(cut(left, columns), AttributedString.EMPTY, columns);
    }

    private static boolean fits(AttributedString left, AttributedString right, int columns) {
        int gap = right.length() == 0 ? 0 : 2;
        return left.columnLength() + gap + right.columnLength() <= columns;
    }

    private static AttributedString line(AttributedString left, AttributedString right, int columns) {
        int gap = Math.max(columns - left.columnLength() - right.columnLength(), 0);
        return new AttributedStringBuilder()
                .append(left)
                .append(" ".repeat(gap), AttributedStyle.INVERSE)
                .append(right)
                .toAttributedString();
    }

    /** The text, or its beginning with a mark that it goes on. */
    private static AttributedString cut(AttributedString text, int columns) {
        return text.columnLength() <= columns
                ? text
                : new AttributedStringBuilder()
                        .append(text.columnSubSequence(0, Math.max(columns - 1, 0)))
                        .append("…", AttributedStyle.INVERSE)
                        .toAttributedString();
    }

    private AttributedString left(Detail detail, int columns) {
        List<String> parts = new ArrayList<>();
        if (room == null) {
            parts.add("no room");
        } else {
            String number = roomNumber > 1 || !elsewhere.isEmpty() ? roomNumber + ":" : "";
            AttributedString name = new AttributedString(VisibleText.line(ChatRoom.titled(room.name())));
            // A long name leaves half of the line for the rest.
            parts.add(number + (detail == Detail.WITHOUT_TRANSPORT ? cut(name, Math.max(columns / 2, 8) + 1) : name));
            if (!room.joined()) {
                parts.add("not joined");
            } else if (detail.compareTo(Detail.WITHOUT_MEMBERS) < 0 && !Conversation.is(room.name())) {
                parts.add(members(room.memberCount()));
            }
        }
        parts.addAll(connection(detail));
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
            parts.add(
                    detail.compareTo(Detail.WITHOUT_MEMBERS) < 0
                            ? "NOT STORED: the server can only relay"
                            : "NOT STORED");
        }
        if (outbox.failed() > 0) {
            parts.add(outbox.failed() + " failed");
        }
        parts.addAll(notes);
        if (detail == Detail.ALL) {
            parts.add(VisibleText.line(connection.name()) + "@" + VisibleText.line(connection.server()));
        }
        AttributedStyle style = connection.connected() ? AttributedStyle.INVERSE : AttributedStyle.INVERSE.bold();
        return new AttributedString(" " + String.join(" · ", parts), style);
    }

    private List<String> connection(Detail detail) {
        if (!connection.connected()) {
            return List.of(
                    retryIn == null
                            ? "connecting"
                            : "reconnecting in " + Math.max(1, (retryIn.toMillis() + 999) / 1000) + " s");
        }
        List<String> parts = new ArrayList<>();
        if (detail.compareTo(Detail.WITHOUT_MEMBERS) < 0) {
            parts.add("connected");
        }
        if (detail.compareTo(Detail.WITHOUT_TRANSPORT) < 0) {
            parts.add(connection.transport().name());
        }
        Duration roundTrip = connection.roundTrip();
        if (detail.compareTo(Detail.WITHOUT_ROUND_TRIP) < 0 && roundTrip != null) {
            parts.add(duration(roundTrip));
        }
        if (connection.loss() > 0) {
            parts.add(percent(connection.loss()) + " loss");
        }
        return parts;
    }

    /**
     * The other rooms with unread messages.
     *
     * @param shown how many of them have their name; the others are a sum: {@code +9 (2!)}
     */
    private AttributedString right(int shown) {
        AttributedStringBuilder right = new AttributedStringBuilder();
        for (Activity activity : elsewhere.subList(0, shown)) {
            String text = activity.number + ":" + VisibleText.line(activity.room) + " " + activity.unread
                    + (activity.mentioned ? "!" : "") + " ";
            right.append(text, activity.mentioned ? AttributedStyle.INVERSE.bold() : AttributedStyle.INVERSE);
        }
        List<Activity> rest = elsewhere.subList(shown, elsewhere.size());
        if (!rest.isEmpty()) {
            long mentions = rest.stream().filter(Activity::mentioned).count();
            String sum = "+" + rest.stream().mapToLong(Activity::unread).sum()
                    + (mentions > 0 ? " (" + mentions + "!)" : "") + " ";
            right.append(sum, mentions > 0 ? AttributedStyle.INVERSE.bold() : AttributedStyle.INVERSE);
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
