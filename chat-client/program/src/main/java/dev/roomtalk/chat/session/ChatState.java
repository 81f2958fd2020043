package dev.roomtalk.chat.session;

import dev.roomtalk.chat.notify.Alert;
import dev.roomtalk.chat.notify.Notifier;
import dev.roomtalk.chat.notify.NotifyLevel;
import dev.roomtalk.client.ChatEvent;
import dev.roomtalk.client.ChatException;
import dev.roomtalk.client.Conversation;
import dev.roomtalk.client.JoinedRoom;
import dev.roomtalk.client.Search;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The rooms of an interactive chat and what happens in them: turns the events of a session into lines, which a
 * {@link ChatDisplay} shows. Confined to the UI thread. Over 300 lines, because almost every event does both: it
 * changes a room and prints a line.
 */
public final class ChatState {
    /** How long new lines of a room wait for the earlier messages that are shown above them. */
    private static final Duration MAX_WAIT = Duration.ofSeconds(3);

    private final ChatDisplay display;
    private final Mentions mentions;
    private final Notifier notifier;
    private final ZoneId zone;
    private final InstantSource clock;
    private final ChatRooms rooms = new ChatRooms();
    private final Transfers transfers = new Transfers();
    private final Set<String> left = new HashSet<>();
    private final MessageLines messages;
    private List<String> serverRooms = List.of();
    private boolean namesChanged;
    private volatile CompletionNames names = CompletionNames.NONE;
    private @Nullable Instant retryAt;
    private boolean disconnected;
    private String away = "";
    private ChatException.@Nullable Reason ended;

    public ChatState(ChatDisplay display, Mentions mentions, ZoneId zone, InstantSource clock, Notifier notifier) {
        this.display = display;
        this.mentions = mentions;
        this.zone = zone;
        this.clock = clock;
        this.notifier = notifier;
        this.messages = new MessageLines(display, notifier::hides, this::print, (room, line) -> put(room, line, true));
    }

    /** What the person says of being away; empty: the person is not. */
    public String away() {
        return away;
    }

    public void away(String text) {
        away = text;
    }

    /** Decides what the person is notified of. */
    public Notifier notifier() {
        return notifier;
    }

    /** Recognises messages that name the person. */
    public Mentions mentions() {
        return mentions;
    }

    public ChatRooms rooms() {
        return rooms;
    }

    /** The files that are being sent and saved. */
    public Transfers transfers() {
        return transfers;
    }

    /** Why the session has ended for good; null while it has not. */
    public ChatException.@Nullable Reason ended() {
        return ended;
    }

    /** What can be completed. May be called from any thread. */
    public CompletionNames names() {
        return names;
    }

    public void serverRooms(List<String> rooms) {
        serverRooms = rooms;
        namesChanged = true;
    }

    public Instant now() {
        return clock.instant();
    }

    public ZoneId zone() {
        return zone;
    }

    /** How long until the next attempt to connect; null if there is none to wait for. */
    public @Nullable Duration retryIn() {
        Duration left = retryAt == null ? null : Duration.between(now(), retryAt);
        return left == null || left.isNegative() ? null : left;
    }

    public void on(ChatEvent event) {
        switch (event) {
            case ChatEvent.Connected e -> connected(e);
            case ChatEvent.Disconnected e -> disconnected(e);
            case ChatEvent.Ended e -> {
                ended = e.reason();
                failed(e.why());
            }
            case ChatEvent.TransportChanged _ -> {}
            case ChatEvent.Rejoined e -> room(e.room().name()).rejoined(e.room(), now());
            case ChatEvent.RejoinFailed e -> {
                room(e.room()).lost();
                failed("you are no longer in " + e.room() + ": " + e.why());
            }
            case ChatEvent.Message e -> message(e);
            case ChatEvent.Missed e ->
                notice(e.room(), e.count() == 1 ? "1 message is lost" : e.count() + " messages are lost");
            case ChatEvent.NotKept e ->
                notice(
                        e.room(),
                        e.count() == 1
                                ? "1 message above was not stored by the server"
                                : e.count() + " messages above were not stored by the server");
            case ChatEvent.MemberJoined e -> {
                room(e.room()).memberJoined(e.name());
                namesChanged = true;
                came(e.room(), e.name(), ChatLine.Presence.Change.JOINED);
            }
            case ChatEvent.MemberLeft e -> {
                room(e.room()).memberLeft(e.name());
                namesChanged = true;
                came(e.room(), e.name(), ChatLine.Presence.Change.LEFT);
            }
            case ChatEvent.Removed e -> removed(e);
            case ChatEvent.RoleChanged e -> notice(e.room(), e.sentence(zone, now()));
            case ChatEvent.PresenceChanged e -> {
                room(e.room()).present(e.name(), e.present());
                if (!e.present() || !room(e.room()).everybodyReturns(now())) {
                    came(
                            e.room(),
                            e.name(),
                            e.present() ? ChatLine.Presence.Change.BACK : ChatLine.Presence.Change.DISCONNECTED);
                }
            }
            case ChatEvent.AwayChanged e -> awayChanged(e);
            case ChatEvent.Typing e -> {
                if (!notifier.ignores(e.name())) {
                    room(e.room()).types(e.name(), now());
                }
            }
            case ChatEvent.ConversationActive _ -> {}
            case ChatEvent.ReadElsewhere e -> {
                ChatRoom read = room(e.room());
                if (read != rooms.shown() && read.lastSequence() <= e.sequence()) {
                    read.seen();
                }
            }
            case ChatEvent.MemberCount e -> room(e.room()).memberCount(e.members());
            case ChatEvent.HostChanged e -> notice(e.room(), e.name() + " is now the host");
            case ChatEvent.TopicChanged e -> topicChanged(e);
            case ChatEvent.RoomChanged e -> {
                room(e.room()).settings(e.settings());
                notice(
                        e.room(),
                        e.settings().lines().stream()
                                .map(setting -> setting.replaceFirst(" ", " to "))
                                .collect(Collectors.joining(", ", e.name() + " changed ", "")));
            }
            case ChatEvent.RoomClosed e -> {
                room(e.room()).lost();
                notice(e.room(), "the room was closed" + (e.why().isBlank() ? "" : ": " + e.why()));
            }
        }
    }

    private void awayChanged(ChatEvent.AwayChanged event) {
        room(event.room()).away(event.name(), event.text());
        if (mentions.isSelf(event.name())) {
            // Perhaps by another session.
            away = event.text();
        } else {
            notice(event.room(), event.name() + (event.text().isEmpty() ? " is back" : " is away: " + event.text()));
        }
    }

    private void connected(ChatEvent.Connected event) {
        boolean again = disconnected;
        disconnected = false;
        retryAt = null;
        if (event.resumed() || again) {
            happened("connected again");
            notifier.connected();
        }
    }

    private void disconnected(ChatEvent.Disconnected event) {
        if (!disconnected) {
            happened("connection lost: " + event.why());
            notifier.disconnected(event.why());
        }
        disconnected = true;
        retryAt = now().plus(event.retryIn());
    }

    private void came(String room, String name, ChatLine.Presence.Change change) {
        print(room(room), new ChatLine.Presence(now(), name, change));
    }

    private void message(ChatEvent.Message event) {
        ChatRoom room = room(event.room());
        namesChanged |= room.spoke(event.author());
        room.received(event);
        if (messages.show(room, event)) {
            unread(room, event);
        }
    }

    /** A message that is to be read has come. */
    private void unread(ChatRoom room, ChatEvent.Message event) {
        // Whoever writes to the person alone means the person.
        boolean mention = mentions.in(event) || (!event.own() && Conversation.is(event.room()));
        if (room != rooms.shown() && !event.own()) {
            room.missed(mention && notifier.level(room.name()) != NotifyLevel.NOTHING);
        }
        Alert alert = notifier.message(event, mention, room == rooms.shown());
        if (alert != null) {
            display.alert(alert);
        }
    }

    private void removed(ChatEvent.Removed event) {
        ChatRoom room = room(event.room());
        if (event.own()) {
            room.lost();
        } else if (event.wasMember()) {
            room.memberLeft(event.name());
            namesChanged = true;
        }
        notice(
                event.room(),
                event.sentence(zone, now())
                        + (event.own() && event.ban() == null ? "; /join " + room.name() + " enters it again" : ""));
    }

    private void topicChanged(ChatEvent.TopicChanged event) {
        room(event.room()).topic(event.topic());
        notice(
                event.room(),
                event.topic().isEmpty()
                        ? event.name() + " removed the topic"
                        : event.name() + " set the topic: " + event.topic());
    }

    /** The room of an event; an event of a room that was left meanwhile gets a room that nobody sees. */
    private ChatRoom room(String name) {
        return left.contains(name.toLowerCase(Locale.ROOT)) ? new ChatRoom(name) : rooms.at(name);
    }

    /** Begins to follow a room that was joined. */
    public ChatRoom opened(JoinedRoom joined) {
        left.remove(joined.name().toLowerCase(Locale.ROOT));
        ChatRoom room = rooms.at(joined.name());
        room.joined(joined);
        namesChanged = true;
        return room;
    }

    /** Earlier messages of a room were asked for: new lines wait until these are there, or for a while. */
    public void await(ChatRoom room) {
        room.await(now().plus(MAX_WAIT));
    }

    /** The earlier messages of a room have arrived. */
    public void earlier(ChatRoom room, List<ChatEvent.Message> earlier) {
        ChatRoom.Awaited awaited = room.awaited();
        if (awaited == null) {
            return;
        }
        room.arrived();
        for (ChatEvent.Message message : earlier) {
            if (awaited.isNew(message)) {
                room.received(message);
                namesChanged |= room.spoke(message.author());
            }
            messages.showEarlier(room, message, awaited.isNew(message));
        }
        awaited.waiting().forEach(line -> print(room, line));
    }

    /** Answers with messages that were asked for, with a title above them. */
    public void messages(String title, List<ChatEvent.Message> asked) {
        answer(new ChatLine.Rule(title));
        MessageLines.of(asked, zone).forEach(this::answer);
        answer(new ChatLine.Rule("now"));
    }

    /** Forgets a room that was left, and shows another in its place. */
    public void forget(ChatRoom room) {
        left.add(room.name().toLowerCase(Locale.ROOT));
        boolean shown = rooms.shown() == room;
        rooms.drop(room);
        namesChanged = true;
        if (shown) {
            rooms.number(1).ifPresentOrElse(this::show, display::showNoRoom);
        }
    }

    /** Shows a room. */
    public void show(ChatRoom room) {
        ChatRoom before = rooms.shown();
        if (before != room) {
            rooms.show(room);
            display.show(room, before);
            room.seen();
            namesChanged = true;
        }
    }

    /** Something happened to the program or the connection: it is put into the room that is shown. */
    public void happened(String text) {
        printHere(new ChatLine.Notice(now(), text));
    }

    /** Something went wrong that nobody has just asked for: it is put into the room that is shown. */
    public void failed(String text) {
        printHere(new ChatLine.Problem(now(), text));
    }

    /** Answers to what the person has just done. */
    public void notice(String text) {
        answerOrPrint(new ChatLine.Notice(now(), text));
    }

    public void notice(String room, String text) {
        print(room(room), new ChatLine.Notice(now(), text));
    }

    /** Says what is wrong with what the person has just done. */
    public void problem(String text) {
        answerOrPrint(new ChatLine.Problem(now(), text));
    }

    /** Answers with a list or a help text, which is not part of any room. */
    public void items(List<String> texts) {
        texts.forEach(text -> answer(new ChatLine.Item(text)));
    }

    /** Answers with what a search found, which is not part of any room. */
    public void found(List<Search.Hit> hits) {
        hits.forEach(hit -> answer(new ChatLine.Found(hit)));
    }

    private void answer(ChatLine line) {
        if (!display.answer(line)) {
            display.print(line);
        }
    }

    private void answerOrPrint(ChatLine.Timed line) {
        if (!display.answer(line)) {
            printHere(line);
        }
    }

    public void clear() {
        display.clear();
    }

    /** Shows text alone, so that the mouse can select it. */
    public void copy() {
        if (!display.copy()) {
            problem("the full screen alone has a copy mode; here the mouse selects text as it stands");
        }
    }

    /** Messages came faster than the screen took them, and were not kept. */
    public void skipped(long messages) {
        failed(messages + " messages were not shown: they came faster than this terminal shows them");
    }

    private void printHere(ChatLine.Timed line) {
        ChatRoom shown = rooms.shown();
        if (shown == null) {
            display.print(line);
        } else {
            print(shown, line);
        }
    }

    private void print(ChatRoom room, ChatLine.Timed line) {
        ChatRoom.Awaited awaited = room.awaited();
        if (awaited == null) {
            put(room, line, room == rooms.shown());
        } else {
            awaited.waiting().add(line);
        }
    }

    /** @param seen it does not count as new, whether the room is shown or not */
    private void put(ChatRoom room, ChatLine.Timed line, boolean seen) {
        LocalDate day = LocalDate.ofInstant(line.at(), zone);
        if (room.beginsDay(day, LocalDate.ofInstant(now(), zone))) {
            keep(room, new ChatLine.Day(day), seen);
        }
        keep(room, line, seen);
    }

    private void keep(ChatRoom room, ChatLine line, boolean seen) {
        room.keep(line, seen);
        if (room == rooms.shown()) {
            display.print(line);
        }
    }

    /**
     * Time has passed: lines that have waited long enough are shown, and names for completion are brought up to date.
     */
    public void settle() {
        for (ChatRoom room : List.copyOf(rooms.all())) {
            ChatRoom.Awaited awaited = room.awaited();
            if (awaited != null && now().isAfter(awaited.until())) {
                earlier(room, List.of());
            }
        }
        if (namesChanged) {
            namesChanged = false;
            ChatRoom shown = rooms.shown();
            names = new CompletionNames(
                    serverRooms,
                    rooms.all().stream().map(ChatRoom::name).toList(),
                    shown == null ? List.of() : shown.people());
        }
    }
}
