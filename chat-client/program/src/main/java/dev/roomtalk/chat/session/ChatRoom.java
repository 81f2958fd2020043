package dev.roomtalk.chat.session;

import dev.roomtalk.client.ChatEvent;
import dev.roomtalk.client.Conversation;
import dev.roomtalk.client.JoinedRoom;
import dev.roomtalk.client.MessageId;
import dev.roomtalk.client.RoomMember;
import dev.roomtalk.client.RoomSettings;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.ListIterator;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * A room of the chat: its members, its last lines, and what is new in it. Confined to the UI thread.
 *
 * <p>Over 300 lines, because each line that is shown changes what is new, who is there and what is the last.
 */
public final class ChatRoom {
    /** Whoever is back so soon after a restart of the server is not announced. */
    private static final Duration RETURN_TIME = Duration.ofSeconds(10);

    /** Whoever goes on writing says so every 3 s. */
    private static final Duration TYPING_TIME = Duration.ofSeconds(6);

    private static final int MAX_TYPING = 100;

    /** Lines kept of each room. */
    public static final int MAX_LINES = 500;

    private final String name;
    private final TreeSet<String> people = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
    /** The members that are known here, and whether each is connected. */
    private final TreeMap<String, Boolean> members = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);

    /** What members who are connected say of being away. */
    private final TreeMap<String, String> away = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);

    /** Until when those who are writing are shown to be. */
    private final TreeMap<String, Instant> typing = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);

    private final Deque<ChatLine> lines = new ArrayDeque<>();
    private final Reactions reactions = new Reactions();
    private String topic = "";
    private int memberCount;
    private boolean joined;
    private boolean history;
    private boolean keepsNothing;
    private RoomSettings settings = RoomSettings.UNSET;
    private long roomEpoch;
    private @Nullable Instant serverRestartedAt;
    private @Nullable LocalDate day;
    /** With {@link #sequence} the last message. */
    private long epoch;

    private long sequence;
    private @Nullable Awaited awaited;
    private int unseenLines;
    private int unread;
    private boolean mentioned;

    /**
     * Earlier messages were asked for and have not arrived.
     *
     * @param epoch with {@code sequence} the last message that this room had before
     * @param until the lines wait no longer than that
     * @param waiting lines that are shown after them
     */
    public record Awaited(long epoch, long sequence, Instant until, List<ChatLine.Timed> waiting) {
        /** Carries out what a message does to one that waits; false: that does not wait. */
        boolean change(ChatEvent.Message change) {
            boolean changed = false;
            for (ListIterator<ChatLine.Timed> each = waiting.listIterator(); each.hasNext(); ) {
                ChatLine.Timed line = each.next();
                if (line instanceof ChatLine.Message message && message.after(change) instanceof ChatLine.Timed after) {
                    each.set(after);
                    changed |= !after.equals(line);
                }
            }
            return changed;
        }

        /** Whether the room did not have it before. A sequence may come again in a higher epoch. */
        boolean isNew(ChatEvent.Message message) {
            return message.epoch() > epoch || (message.epoch() == epoch && message.sequence() > sequence);
        }
    }

    public ChatRoom(String name) {
        this.name = name;
    }

    public String name() {
        return name;
    }

    /** Its name with the sign that shows it as one: {@code #ops}, and a conversation {@code @bob}. */
    public static String titled(String room) {
        return Conversation.is(room) ? room : "#" + room;
    }

    public String topic() {
        return topic;
    }

    public int memberCount() {
        return memberCount;
    }

    /** Whether messages can be sent to it: not before it was joined, nor after it was closed or lost. */
    public boolean joined() {
        return joined;
    }

    /** Whether the server stores its messages. */
    public boolean history() {
        return history;
    }

    /** Whether its messages are kept nowhere. */
    public boolean keepsNothing() {
        return keepsNothing;
    }

    /** The settings in effect. */
    public RoomSettings settings() {
        return settings;
    }

    public void settings(RoomSettings changed) {
        settings = changed;
    }

    /** How many messages came while another room was shown. */
    public int unread() {
        return unread;
    }

    /** Whether one of those names the person at this screen. */
    public boolean mentioned() {
        return mentioned;
    }

    /** The members that are known here, and everybody who has written. */
    public List<String> people() {
        return new ArrayList<>(people);
    }

    /** The members that are known here and are connected; or that are not. */
    public List<String> members(boolean present) {
        return members.entrySet().stream()
                .filter(member -> member.getValue() == present)
                .map(Map.Entry::getKey)
                .toList();
    }

    /** A member has connected, or is no longer connected. */
    public void present(String member, boolean present) {
        members.replace(member, present);
        away.remove(member);
    }

    /** A member says that it is away; empty: that it is back. */
    public void away(String member, String text) {
        if (text.isEmpty()) {
            away.remove(member);
        } else if (members.containsKey(member)) {
            away.put(member, text);
        }
    }

    /** Whether a member who is connected says that it is away. */
    public boolean isAway(String member) {
        return away.containsKey(member);
    }

    public void joined(JoinedRoom room) {
        joined = true;
        roomEpoch = room.epoch();
        history = room.stored();
        keepsNothing = !room.history();
        settings = room.settings();
        topic = room.topic();
        memberCount = room.memberCount();
        people.clear();
        members.clear();
        away.clear();
        for (RoomMember member : room.members()) {
            people.add(member.name());
            members.put(member.name(), member.present());
            away(member.name(), member.away());
        }
    }

    /** The room was entered again after the connection was lost. */
    public void rejoined(JoinedRoom room, Instant now) {
        if (room.epoch() != roomEpoch) {
            serverRestartedAt = now;
        }
        joined(room);
    }

    /** Whether the server has just been restarted, so that everybody comes back. */
    public boolean everybodyReturns(Instant now) {
        Instant restarted = serverRestartedAt;
        return restarted != null && now.isBefore(restarted.plus(RETURN_TIME));
    }

    public void lost() {
        joined = false;
    }

    public void topic(String topic) {
        this.topic = topic;
    }

    public void memberCount(int members) {
        memberCount = members;
    }

    public void memberJoined(String member) {
        members.put(member, true);
        if (people.add(member)) {
            memberCount++;
        }
    }

    public void memberLeft(String member) {
        people.remove(member);
        members.remove(member);
        away.remove(member);
        memberCount = Math.max(memberCount - 1, 0);
    }

    /** Somebody is writing. */
    public void types(String member, Instant now) {
        if (typing.size() < MAX_TYPING) {
            typing.put(member, now.plus(TYPING_TIME));
        }
    }

    /** Who is writing. */
    public List<String> typing(Instant now) {
        typing.values().removeIf(now::isAfter);
        return List.copyOf(typing.keySet());
    }

    /** Someone wrote a message; true if that name was not known here. */
    public boolean spoke(String author) {
        typing.remove(author);
        return people.size() < MAX_LINES && people.add(author);
    }

    /**
     * Whether a line of that day is the first one of it here, which needs a line with the date; for today's only after
     * older ones.
     */
    public boolean beginsDay(LocalDate of, LocalDate today) {
        boolean begins = !of.equals(day == null ? today : day);
        day = of;
        return begins;
    }

    /**
     * New lines wait for earlier messages from now on.
     *
     * @param until they wait no longer than that
     */
    public void await(Instant until) {
        awaited = new Awaited(epoch, sequence, until, new ArrayList<>());
    }

    /** What new lines wait for; null if they do not wait. */
    @Nullable
    public Awaited awaited() {
        return awaited;
    }

    public void arrived() {
        awaited = null;
    }

    /** A message of this room has arrived. */
    public void received(ChatEvent.Message message) {
        if (message.epoch() > epoch || (message.epoch() == epoch && message.sequence() > sequence)) {
            epoch = message.epoch();
            sequence = message.sequence();
        }
    }

    /** Keeps a line; {@code seen} if it is not new to the person. */
    public void keep(ChatLine line, boolean seen) {
        lines.addLast(line);
        if (lines.size() > MAX_LINES) {
            lines.removeFirst();
        }
        if (!seen) {
            unseenLines = Math.min(unseenLines + 1, MAX_LINES);
        }
    }

    /** The last message that has arrived; 0: none has. */
    public long lastSequence() {
        return sequence;
    }

    /** So many messages were said here before, and not read; all of them concern the person. */
    public void unread(int messages) {
        unread += messages;
        mentioned = true;
    }

    /** The messages among its lines. */
    public List<ChatEvent.Message> messages() {
        List<ChatEvent.Message> messages = new ArrayList<>();
        for (ChatLine line : lines) {
            if (line instanceof ChatLine.Message(ChatEvent.Message message)) {
                messages.add(message);
            }
        }
        return messages;
    }

    /** The reactions to its messages. */
    public Reactions reactions() {
        return reactions;
    }

    /** The message of that id among its lines; null: it is not among them. */
    public ChatEvent.@Nullable Message find(@Nullable MessageId id) {
        return messages().stream()
                .filter(message -> message.id().equals(id))
                .findFirst()
                .orElse(null);
    }

    /** Carries out on its lines what a message does to another one; false: that is not among them. */
    public boolean change(ChatEvent.Message change) {
        List<ChatLine> before = List.copyOf(lines);
        lines.clear();
        boolean changed = false;
        for (ChatLine line : before) {
            ChatLine after = line.after(change);
            lines.addLast(after);
            changed |= !after.equals(line);
        }
        return changed;
    }

    public void missed(boolean mention) {
        unread++;
        mentioned |= mention;
    }

    /** The last lines: all that are new, and as many before them as make {@code atLeast} in all. */
    public List<ChatLine> last(int atLeast) {
        int wanted = Math.min(Math.max(atLeast, unseenLines), lines.size());
        return new ArrayList<>(lines).subList(lines.size() - wanted, lines.size());
    }

    /** How many of the last lines are new. */
    public int unseenLines() {
        return unseenLines;
    }

    public void seen() {
        unseenLines = 0;
        unread = 0;
        mentioned = false;
    }
}
