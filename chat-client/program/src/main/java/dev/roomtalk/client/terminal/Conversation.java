package dev.roomtalk.client.terminal;

import dev.roomtalk.client.ChatEvent;
import dev.roomtalk.client.ChatException;
import dev.roomtalk.client.ConnectionStatus;
import dev.roomtalk.client.JoinedRoom;
import dev.roomtalk.client.Search;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.jline.utils.AttributedString;
import org.jspecify.annotations.Nullable;

/**
 * Owns what is on the screen: the rooms, which of them is shown, and the lines that wait to be printed. Confined to the UI
 * thread. It turns what a session tells into lines; what a person types goes to {@link Keyboard}.
 */
final class Conversation {
    /** Messages on their way that are shown at once; on a low screen it is one. */
    private static final int MOST_UNDERWAY = 3;

    private static final int ROOMY = 10;

    /** How long a room's lines wait for what was said before them. */
    private static final Duration PATIENCE = Duration.ofSeconds(3);

    private final Supplier<ConnectionStatus> connection;
    private final Screen screen;
    private final Lines lines;
    private final InstantSource clock;
    private final Rooms rooms = new Rooms();
    private final Set<String> left = new HashSet<>();
    private final Deque<AttributedString> unprinted = new ArrayDeque<>();
    private List<String> serverRooms = List.of();
    private boolean namesChanged;
    private volatile Names names = Names.NONE;
    private @Nullable Instant retryAt;
    private boolean disconnected;
    private boolean covered;
    /** Lines that were let go while the screen was covered. */
    private long crowded;

    private ChatException.@Nullable Reason ended;

    Conversation(Supplier<ConnectionStatus> connection, Screen screen, Lines lines, InstantSource clock) {
        this.connection = connection;
        this.screen = screen;
        this.lines = lines;
        this.clock = clock;
    }

    Rooms rooms() {
        return rooms;
    }

    /** Why the session has ended for good; null while it has not. */
    ChatException.@Nullable Reason ended() {
        return ended;
    }

    /** What can be completed. May be called from any thread. */
    Names names() {
        return names;
    }

    void serverRooms(List<String> rooms) {
        serverRooms = rooms;
        namesChanged = true;
    }

    void on(ChatEvent event) {
        switch (event) {
            case ChatEvent.Connected e -> connected(e);
            case ChatEvent.Disconnected e -> disconnected(e);
            case ChatEvent.Ended e -> {
                ended = e.reason();
                problem(e.why());
            }
            case ChatEvent.TransportChanged _ -> {}
            case ChatEvent.Rejoined e -> room(e.room().name()).rejoined(e.room(), clock.instant());
            case ChatEvent.RejoinFailed e -> {
                room(e.room()).lost();
                problem("you are no longer in " + e.room() + ": " + e.why());
            }
            case ChatEvent.Message e -> message(e);
            case ChatEvent.Missed e ->
                notice(e.room(), e.count() == 1 ? "1 message is gone" : e.count() + " messages are gone");
            case ChatEvent.NotKept e ->
                notice(
                        e.room(),
                        e.count() == 1
                                ? "1 message above was not stored by the server"
                                : e.count() + " messages above were not stored by the server");
            case ChatEvent.MemberJoined e -> {
                room(e.room()).memberJoined(e.name());
                namesChanged = true;
                notice(e.room(), e.name() + " joined");
            }
            case ChatEvent.MemberLeft e -> {
                room(e.room()).memberLeft(e.name());
                namesChanged = true;
                notice(e.room(), e.name() + " left");
            }
            case ChatEvent.Removed e -> removed(e);
            case ChatEvent.RoleChanged e -> notice(e.room(), e.sentence(lines.zone()));
            case ChatEvent.PresenceChanged e -> {
                if (!e.present() || !room(e.room()).everybodyReturns(clock.instant())) {
                    notice(e.room(), e.name() + (e.present() ? " is back" : " is away"));
                }
            }
            case ChatEvent.MemberCount e -> room(e.room()).memberCount(e.members());
            case ChatEvent.HostChanged e -> notice(e.room(), e.name() + " is now the host");
            case ChatEvent.TopicChanged e -> topicChanged(e);
            case ChatEvent.RoomChanged e -> {
                room(e.room()).settings(e.settings());
                notice(
                        e.room(),
                        e.name() + " set how this room is: "
                                + String.join(", ", e.settings().lines()));
            }
            case ChatEvent.RoomClosed e -> {
                room(e.room()).lost();
                notice(e.room(), "the room was closed" + (e.why().isBlank() ? "" : ": " + e.why()));
            }
        }
    }

    private void connected(ChatEvent.Connected event) {
        boolean again = disconnected;
        disconnected = false;
        retryAt = null;
        if (event.resumed() || again) {
            notice("connected again");
        }
    }

    private void disconnected(ChatEvent.Disconnected event) {
        if (!disconnected) {
            notice("connection lost: " + event.why());
        }
        disconnected = true;
        retryAt = clock.instant().plus(event.retryIn());
    }

    private void message(ChatEvent.Message event) {
        RoomView view = room(event.room());
        namesChanged |= view.spoke(event.author());
        view.told(event);
        print(view, lines.message(event), event.time());
        if (view != rooms.shown()) {
            view.missed(lines.mentions(event));
        }
    }

    private void removed(ChatEvent.Removed event) {
        RoomView view = room(event.room());
        if (event.own()) {
            view.lost();
        } else if (event.wasMember()) {
            view.memberLeft(event.name());
            namesChanged = true;
        }
        notice(
                event.room(),
                event.sentence(lines.zone())
                        + (event.own() && event.ban() == null ? "; /join " + view.name() + " comes in again" : ""));
    }

    private void topicChanged(ChatEvent.TopicChanged event) {
        room(event.room()).topic(event.topic());
        notice(
                event.room(),
                event.topic().isEmpty()
                        ? event.name() + " removed the topic"
                        : event.name() + " set the topic: " + event.topic());
    }

    /** The room of an event; one that was left meanwhile gets a view that nobody looks at. */
    private RoomView room(String name) {
        return left.contains(name.toLowerCase(Locale.ROOT)) ? new RoomView(name) : rooms.at(name);
    }

    /** Begins to follow a room that was joined. */
    RoomView opened(JoinedRoom joined) {
        left.remove(joined.name().toLowerCase(Locale.ROOT));
        RoomView view = rooms.at(joined.name());
        view.joined(joined);
        namesChanged = true;
        return view;
    }

    /** What was said before in a room is on its way: what happens there is shown behind it, or after a while without it. */
    void await(RoomView view) {
        view.await(clock.instant().plus(PATIENCE));
    }

    /** What was said before in a room is there. */
    void past(RoomView view, List<ChatEvent.Message> messages) {
        RoomView.Awaited awaited = view.awaited();
        if (awaited == null) {
            return;
        }
        view.arrived();
        for (ChatEvent.Message message : messages) {
            if (awaited.isNew(message)) {
                view.told(message);
                namesChanged |= view.spoke(message.author());
                putBefore(view, new RoomView.Line(lines.message(message), message.time()));
            }
        }
        awaited.waiting().forEach(line -> print(view, line.text(), line.at()));
    }

    private void putBefore(RoomView view, RoomView.Line line) {
        if (view.beginsDay(lines.day(line.at()), today())) {
            put(view, lines.date(lines.day(line.at())), true);
        }
        put(view, line.text(), true);
    }

    private LocalDate today() {
        return lines.day(clock.instant());
    }

    /** Something else is on the screen, or no longer: meanwhile lines wait. */
    void cover(boolean something) {
        covered = something;
        if (!covered && crowded > 0) {
            unprinted.addFirst(lines.rule(crowded + " lines more"));
            crowded = 0;
        }
    }

    /** Prints messages that were asked for. */
    void told(String title, List<ChatEvent.Message> messages) {
        unprinted.add(lines.rule(title));
        LocalDate day = null;
        for (ChatEvent.Message message : messages) {
            if (!lines.day(message.time()).equals(day)) {
                day = lines.day(message.time());
                unprinted.add(lines.date(day));
            }
            unprinted.add(lines.message(message));
        }
        unprinted.add(lines.rule("now"));
    }

    /** Forgets a room that was left, and shows another in its place. */
    void forget(RoomView view) {
        left.add(view.name().toLowerCase(Locale.ROOT));
        boolean shown = rooms.shown() == view;
        rooms.drop(view);
        namesChanged = true;
        if (shown) {
            Optional<RoomView> next = rooms.number(1);
            next.ifPresentOrElse(this::show, () -> screen.prompt(prompt()));
        }
    }

    /** Puts a room on the screen: its last lines, those that are new marked. */
    void show(RoomView view) {
        RoomView before = rooms.shown();
        if (before == view) {
            return;
        }
        flush();
        rooms.show(view);
        if (before != null) {
            screen.clear();
        }
        unprinted.add(lines.rule("#" + view.name() + (view.topic().isEmpty() ? "" : " · " + view.topic())));
        List<AttributedString> last = view.last(screen.rows() - 2);
        int seen = last.size() - view.unseenLines();
        unprinted.addAll(last.subList(0, seen));
        if (view.unread() > 0) {
            unprinted.add(lines.rule(view.unread() + " new"));
        }
        unprinted.addAll(last.subList(seen, last.size()));
        view.seen();
        namesChanged = true;
        screen.prompt(prompt());
    }

    /** Says something about the program or the connection, where the person looks now. */
    void notice(String text) {
        Instant now = clock.instant();
        printHere(lines.notice(now, text), now);
    }

    void notice(String room, String text) {
        Instant now = clock.instant();
        print(room(room), lines.notice(now, text), now);
    }

    void problem(String text) {
        Instant now = clock.instant();
        printHere(lines.problem(now, text), now);
    }

    /** Prints what was asked for and is not part of any room: a list, or help. */
    void items(List<String> texts) {
        texts.forEach(t -> unprinted.add(lines.item(t)));
    }

    /** Prints what was found, which is not part of a room. */
    void found(List<Search.Hit> hits) {
        hits.forEach(hit -> unprinted.add(lines.hit(hit)));
    }

    Instant now() {
        return clock.instant();
    }

    ZoneId zone() {
        return lines.zone();
    }

    void clear() {
        unprinted.clear();
        screen.clear();
    }

    /** Messages came faster than the screen took them, and were not kept. */
    void skipped(long messages) {
        problem(messages + " messages were not shown: they came faster than this terminal takes them");
    }

    private void printHere(AttributedString line, Instant at) {
        RoomView shown = rooms.shown();
        if (shown == null) {
            unprinted.add(line);
        } else {
            print(shown, line, at);
        }
    }

    private void print(RoomView view, AttributedString line, Instant at) {
        RoomView.Awaited awaited = view.awaited();
        if (awaited != null) {
            awaited.waiting().add(new RoomView.Line(line, at));
            return;
        }
        boolean shown = view == rooms.shown();
        if (view.beginsDay(lines.day(at), today())) {
            put(view, lines.date(lines.day(at)), shown);
        }
        put(view, line, shown);
    }

    /** @param seen it is no news, whether the room is shown or not */
    private void put(RoomView view, AttributedString line, boolean seen) {
        view.keep(line, seen);
        if (view == rooms.shown()) {
            unprinted.add(line);
        }
    }

    /** Prints what waits to be printed, and brings the preview and the status line up to date. */
    void settle(Outstanding outstanding) {
        rooms.all().stream()
                .filter(view -> view.awaited() != null
                        && clock.instant().isAfter(view.awaited().until()))
                .forEach(view -> past(view, List.of()));
        screen.underway(underway(outstanding.underway()));
        flush();
        if (namesChanged) {
            namesChanged = false;
            RoomView shown = rooms.shown();
            names = new Names(
                    serverRooms,
                    rooms.all().stream().map(RoomView::name).toList(),
                    shown == null ? List.of() : shown.people());
        }
        screen.status(statusLine(outstanding));
    }

    private void flush() {
        if (covered) {
            while (unprinted.size() > RoomView.KEPT) {
                unprinted.removeFirst();
                crowded++;
            }
        } else if (!unprinted.isEmpty()) {
            int columns = screen.columns();
            List<AttributedString> folded = new ArrayList<>();
            unprinted.forEach(line -> folded.addAll(Folding.fold(line, columns)));
            unprinted.clear();
            screen.print(folded);
        }
    }

    private List<AttributedString> underway(List<Outgoing> messages) {
        RoomView shown = rooms.shown();
        int limit = screen.rows() < ROOMY ? 1 : MOST_UNDERWAY;
        List<Outgoing> here = messages.stream()
                .filter(m -> shown != null && m.room().equals(shown.name()))
                .toList();
        List<AttributedString> preview = new ArrayList<>();
        // The last column stays free, as it does in the status line.
        here.stream().limit(limit).forEach(m -> preview.add(lines.underway(m, screen.columns() - 1)));
        if (here.size() > limit) {
            preview.add(lines.underway(here.size() - limit));
        }
        return preview;
    }

    private StatusLine statusLine(Outstanding outstanding) {
        RoomView shown = rooms.shown();
        Instant retry = retryAt;
        Duration retryIn = retry == null ? null : Duration.between(clock.instant(), retry);
        return new StatusLine(
                shown,
                shown == null ? 0 : rooms.numberOf(shown),
                connection.get(),
                retryIn == null || retryIn.isNegative() ? null : retryIn,
                outstanding,
                rooms.all().stream()
                        .filter(v -> v != shown && v.unread() > 0)
                        .map(v -> new StatusLine.Activity(rooms.numberOf(v), v.name(), v.unread(), v.mentioned()))
                        .toList());
    }

    private AttributedString prompt() {
        RoomView shown = rooms.shown();
        return Lines.prompt(shown == null ? "" : shown.name());
    }
}
