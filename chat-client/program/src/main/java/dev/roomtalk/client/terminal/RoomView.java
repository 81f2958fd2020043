package dev.roomtalk.client.terminal;

import dev.roomtalk.client.ChatEvent;
import dev.roomtalk.client.JoinedRoom;
import dev.roomtalk.client.RoomMember;
import dev.roomtalk.client.RoomSettings;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.TreeSet;
import org.jline.utils.AttributedString;
import org.jspecify.annotations.Nullable;

/** A room as one screen knows it: its last lines, and what happened in it while another was shown. Confined to the UI thread. */
final class RoomView {
    /** After a restart of the server who is back by then was never away. */
    private static final Duration RETURN = Duration.ofSeconds(10);

    /** Lines kept of each room. */
    static final int KEPT = 500;

    private final String name;
    private final TreeSet<String> people = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
    private final Deque<AttributedString> lines = new ArrayDeque<>();
    private String topic = "";
    private int memberCount;
    private boolean joined;
    private boolean history;
    private boolean keepsNothing;
    private RoomSettings settings = RoomSettings.UNSET;
    private long roomEpoch;
    private @Nullable Instant serverRestartedAt;
    private @Nullable LocalDate day;
    /** Of the last message. */
    private long epoch;

    private long sequence;
    private @Nullable Awaited awaited;
    private int unseenLines;
    private int unread;
    private boolean mentioned;

    /** A line of the room, and when it was. */
    record Line(AttributedString text, Instant at) {}

    /**
     * What was said before is on its way.
     *
     * @param epoch with {@code sequence} the last message that was shown before
     * @param waiting lines that are shown behind it
     */
    record Awaited(long epoch, long sequence, Instant until, List<Line> waiting) {
        /** Not shown before. A sequence may come again in a higher epoch. */
        boolean isNew(ChatEvent.Message message) {
            return message.epoch() > epoch || (message.epoch() == epoch && message.sequence() > sequence);
        }
    }

    RoomView(String name) {
        this.name = name;
    }

    String name() {
        return name;
    }

    String topic() {
        return topic;
    }

    int memberCount() {
        return memberCount;
    }

    /** Whether messages can be sent there: not before it was joined, nor after it was closed or lost. */
    boolean joined() {
        return joined;
    }

    /** Whether messages are kept there after they were relayed. */
    boolean history() {
        return history;
    }

    /** Whether what is said there is kept nowhere. */
    boolean keepsNothing() {
        return keepsNothing;
    }

    /** In effect. */
    RoomSettings settings() {
        return settings;
    }

    void settings(RoomSettings changed) {
        settings = changed;
    }

    /** Messages that came while another room was shown. */
    int unread() {
        return unread;
    }

    /** Whether one of those names the person at this screen. */
    boolean mentioned() {
        return mentioned;
    }

    /** Members as far as they are known here, and those who spoke. */
    List<String> people() {
        return new ArrayList<>(people);
    }

    void joined(JoinedRoom room) {
        joined = true;
        roomEpoch = room.epoch();
        history = room.stored();
        keepsNothing = !room.history();
        settings = room.settings();
        topic = room.topic();
        memberCount = room.memberCount();
        people.clear();
        room.members().stream().map(RoomMember::name).forEach(people::add);
    }

    /** It was joined again. */
    void rejoined(JoinedRoom room, Instant now) {
        if (room.epoch() != roomEpoch) {
            serverRestartedAt = now;
        }
        joined(room);
    }

    /** The server has just been started anew, so that everybody comes back. */
    boolean everybodyReturns(Instant now) {
        Instant restarted = serverRestartedAt;
        return restarted != null && now.isBefore(restarted.plus(RETURN));
    }

    void lost() {
        joined = false;
    }

    void topic(String topic) {
        this.topic = topic;
    }

    void memberCount(int members) {
        memberCount = members;
    }

    void memberJoined(String member) {
        if (people.add(member)) {
            memberCount++;
        }
    }

    void memberLeft(String member) {
        people.remove(member);
        memberCount = Math.max(memberCount - 1, 0);
    }

    /** Someone wrote a message; true: who was not known here. */
    boolean spoke(String author) {
        return people.size() < KEPT && people.add(author);
    }

    /** Whether a line of that day is the first of it here, where today's need no word; it is from now on not. */
    boolean beginsDay(LocalDate of, LocalDate today) {
        boolean begins = !of.equals(day == null ? today : day);
        day = of;
        return begins;
    }

    /**
     * Lines wait from now on for what was said before them.
     *
     * @param until it is not waited for longer than that
     */
    void await(Instant until) {
        awaited = new Awaited(epoch, sequence, until, new ArrayList<>());
    }

    /** What is waited for; null: nothing is. */
    @Nullable
    Awaited awaited() {
        return awaited;
    }

    void arrived() {
        awaited = null;
    }

    /** A message is shown here, or will be. */
    void told(ChatEvent.Message message) {
        if (message.epoch() > epoch || (message.epoch() == epoch && message.sequence() > sequence)) {
            epoch = message.epoch();
            sequence = message.sequence();
        }
    }

    /** Keeps a line; {@code seen}: it is on the screen as well. */
    void keep(AttributedString line, boolean seen) {
        lines.addLast(line);
        if (lines.size() > KEPT) {
            lines.removeFirst();
        }
        if (!seen) {
            unseenLines = Math.min(unseenLines + 1, KEPT);
        }
    }

    void missed(boolean mention) {
        unread++;
        mentioned |= mention;
    }

    /** The last lines: all that were not seen, and as many before them as make {@code atLeast} in all. */
    List<AttributedString> last(int atLeast) {
        int wanted = Math.min(Math.max(atLeast, unseenLines), lines.size());
        return new ArrayList<>(lines).subList(lines.size() - wanted, lines.size());
    }

    /** How many of the last lines were not seen yet. */
    int unseenLines() {
        return unseenLines;
    }

    void seen() {
        unseenLines = 0;
        unread = 0;
        mentioned = false;
    }
}
