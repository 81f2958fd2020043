package dev.roomtalk.client.terminal;

import dev.roomtalk.client.ChatException;
import dev.roomtalk.client.HistoryQuery;
import dev.roomtalk.client.JoinedRoom;
import dev.roomtalk.client.RoomMember;
import dev.roomtalk.client.RoomOptions;
import dev.roomtalk.client.RoomSettings;
import dev.roomtalk.client.RoomSummary;
import dev.roomtalk.client.VisibleText;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jline.utils.AttributedString;
import org.jspecify.annotations.Nullable;

/** Gets the person into rooms, and asks for a password where one is needed. Confined to the UI thread. */
final class Entrance {
    private final Session session;
    private final Conversation conversation;
    private final Screen screen;
    private final Answers answers;
    private final Deque<Attempt> locked = new ArrayDeque<>();
    private @Nullable String password;
    private final int historyLines;
    private int entering;

    /**
     * To get into one room.
     *
     * @param password or an invitation
     * @param show whether the room is to be shown once it is joined; the first room is in any case
     * @param create the room is made if there is none
     */
    private record Attempt(String room, @Nullable String password, boolean show, boolean create) {
        Attempt with(@Nullable String secret) {
            return new Attempt(room, secret, show, create);
        }
    }

    /**
     * @param password tried where a room needs one, before the person is asked
     * @param historyLines messages from before that are shown on entering
     */
    Entrance(
            Session session,
            Conversation conversation,
            Screen screen,
            Answers answers,
            @Nullable String password,
            int historyLines) {
        this.session = session;
        this.conversation = conversation;
        this.screen = screen;
        this.answers = answers;
        this.password = password;
        this.historyLines = historyLines;
    }

    /** Learns the names of the server's rooms, for completion. */
    void refreshRoomNames() {
        answers.of(
                session.rooms(),
                rooms -> conversation.serverRooms(
                        rooms.stream().map(RoomSummary::name).toList()),
                _ -> {});
    }

    /** Whether it is still to be seen if the person gets into a room. */
    boolean busy() {
        return entering > 0 || !locked.isEmpty();
    }

    /** Joins a room without leaving the one that is shown; {@code create}: makes it if there is none. */
    void joinBehind(String room, @Nullable String invitation, boolean create) {
        join(new Attempt(room, invitation, false, create));
    }

    /** @param invitation null: none */
    void join(String room, @Nullable String invitation) {
        Optional<RoomView> known = conversation.rooms().find(room).filter(RoomView::joined);
        known.ifPresentOrElse(conversation::show, () -> join(new Attempt(room, invitation, true, false)));
    }

    void create(String room, boolean history, boolean hidden) {
        answers.of(
                session.createRoom(
                        new RoomOptions(room, "", null, false, false, false, history, RoomSettings.UNSET, hidden)),
                joined -> entered(joined, true));
    }

    private void join(Attempt attempt) {
        entering++;
        answers.of(
                session.join(attempt.room, attempt.password),
                joined -> {
                    entering--;
                    entered(joined, attempt.show);
                },
                refusal -> {
                    entering--;
                    refused(attempt, refusal);
                });
    }

    private void refused(Attempt attempt, Answers.Refusal refusal) {
        switch (refusal.reason()) {
            case PASSWORD_NEEDED -> locked(attempt);
            case WRONG_PASSWORD -> wrongPassword(attempt, refusal);
            case NO_SUCH_ROOM -> noSuchRoom(attempt, refusal);
            default -> conversation.problem(refusal.sentence());
        }
    }

    private void locked(Attempt attempt) {
        if (attempt.password == null && password != null) {
            join(attempt.with(password));
        } else {
            ask(attempt);
        }
    }

    private void wrongPassword(Attempt attempt, Answers.Refusal refusal) {
        if (Objects.equals(attempt.password, password)) {
            password = null;
        }
        conversation.problem(refusal.sentence());
        ask(attempt);
    }

    private void noSuchRoom(Attempt attempt, Answers.Refusal refusal) {
        if (attempt.room.length() > 1 && attempt.room.startsWith("#")) {
            // A habit from other networks, where the sign is part of the name.
            join(new Attempt(attempt.room.substring(1), attempt.password, attempt.show, attempt.create));
        } else if (attempt.create) {
            make(attempt);
        } else {
            conversation.problem(refusal.sentence());
            conversation.notice("/create " + attempt.room + " makes it, /rooms lists those that exist");
        }
    }

    private void make(Attempt attempt) {
        entering++;
        answers.of(
                session.createRoom(new RoomOptions(attempt.room, "", password, false, false, false)),
                joined -> {
                    entering--;
                    entered(joined, attempt.show);
                },
                refusal -> {
                    entering--;
                    if (refusal.reason() == ChatException.Reason.ROOM_EXISTS) {
                        // Somebody else was faster.
                        join(new Attempt(attempt.room, attempt.password, attempt.show, false));
                    } else {
                        conversation.problem(refusal.sentence());
                    }
                });
    }

    private void ask(Attempt attempt) {
        locked.addLast(attempt);
        if (locked.size() == 1) {
            askNext();
        }
    }

    private void askNext() {
        Attempt next = locked.peekFirst();
        if (next != null) {
            screen.ask(new AttributedString("password of " + VisibleText.line(next.room) + ": "));
        }
    }

    /** The person has typed the password that was asked for. */
    void answered(String secret) {
        Attempt attempt = locked.pollFirst();
        askNext();
        if (attempt != null) {
            join(attempt.with(secret));
        }
    }

    /** The person does not want to give the password that was asked for. */
    void declined() {
        Attempt attempt = locked.pollFirst();
        askNext();
        if (attempt != null) {
            conversation.notice("not entering " + attempt.room);
        }
    }

    private void entered(JoinedRoom joined, boolean show) {
        RoomView view = conversation.opened(joined);
        // What comes after this is told: up to here it is history.
        int lines = Math.min(historyLines, joined.settings().historyLines());
        boolean before = lines > 0 && joined.sequence() > 0 && joined.history();
        if (before) {
            conversation.await(view);
        }
        if (show || conversation.rooms().shown() == null) {
            conversation.show(view);
        }
        conversation.notice(joined.name(), "you are in " + joined.name() + " with " + others(joined));
        if (!joined.history()) {
            conversation.notice(joined.name(), "this room keeps no history");
        }
        if (before) {
            answers.of(
                    session.history(joined.name(), new HistoryQuery(0, joined.sequence(), lines, null, null)),
                    history -> conversation.past(view, history.messages()),
                    refusal -> {
                        conversation.notice(
                                joined.name(), "what was said before could not be read: " + refusal.sentence());
                        conversation.past(view, List.of());
                    });
        }
    }

    private String others(JoinedRoom joined) {
        int others = joined.memberCount() - 1;
        if (others <= 0) {
            return "nobody else yet";
        }
        String self = session.status().name();
        List<String> names = joined.members().stream()
                .map(RoomMember::name)
                .filter(n -> !n.equalsIgnoreCase(self))
                .limit(5)
                .toList();
        if (names.isEmpty()) {
            return others + (others == 1 ? " other" : " others");
        }
        int more = others - names.size();
        return String.join(", ", names) + (more > 0 ? " and " + more + " more" : "");
    }
}
