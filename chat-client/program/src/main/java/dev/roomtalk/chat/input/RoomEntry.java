package dev.roomtalk.chat.input;

import dev.roomtalk.chat.session.Answers;
import dev.roomtalk.chat.session.ChatRoom;
import dev.roomtalk.chat.session.ChatState;
import dev.roomtalk.chat.session.Questions;
import dev.roomtalk.client.ChatClient;
import dev.roomtalk.client.ChatException;
import dev.roomtalk.client.Conversation;
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
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Enters rooms, and asks for a password where one is needed. Confined to the UI thread. Over 300 lines, because each
 * way in ends in the same steps.
 */
public final class RoomEntry {
    /** How many people are named who are in a room that is entered. */
    private static final int MAX_NAMES = 5;

    private final ChatClient client;
    private final ChatState state;
    private final Questions questions;
    private final Answers answers;
    private final Deque<Attempt> locked = new ArrayDeque<>();
    private @Nullable String password;
    private final int historyLines;
    private int entering;

    /** Whether the room that is shown first is neither entered nor refused yet. */
    private boolean awaitsFirst;

    /**
     * An attempt to enter one room.
     *
     * @param password a password or an invitation
     * @param show whether the room is shown once it is entered; the first room always is
     * @param create the room is made if there is none
     */
    private record Attempt(String room, @Nullable String password, boolean show, boolean create) {
        Attempt with(@Nullable String secret) {
            return new Attempt(room, secret, show, create);
        }
    }

    /**
     * @param password tried where a room needs one, before the person is asked
     * @param historyLines earlier messages that are shown on entering
     */
    public RoomEntry(
            ChatClient client,
            ChatState state,
            Questions questions,
            Answers answers,
            @Nullable String password,
            int historyLines) {
        this.client = client;
        this.state = state;
        this.questions = questions;
        this.answers = answers;
        this.password = password;
        this.historyLines = historyLines;
    }

    /** Requests the names of the server's rooms, for completion. */
    public void refreshRoomNames() {
        answers.of(
                client.rooms(),
                rooms -> state.serverRooms(rooms.stream().map(RoomSummary::name).toList()),
                _ -> {});
    }

    /** Whether an attempt to enter a room is not decided. */
    public boolean busy() {
        return entering > 0 || !locked.isEmpty();
    }

    /**
     * Enters the rooms that were named when the program began, and shows the first one. Whichever is entered earlier is
     * not shown before that: what is typed would go into another room than the person expects.
     *
     * @param create makes those that do not exist
     */
    public void begin(List<String> rooms, @Nullable String invitation, boolean create) {
        state.rooms().named(rooms);
        awaitsFirst = !rooms.isEmpty();
        for (int i = 0; i < rooms.size(); i++) {
            join(new Attempt(rooms.get(i), invitation, i == 0, create));
        }
    }

    /** The first room is not entered now: another one that was entered is shown. */
    private void instead(Attempt attempt) {
        if (attempt.show && awaitsFirst) {
            awaitsFirst = false;
            if (state.rooms().shown() == null) {
                state.rooms().number(1).ifPresent(state::show);
            }
        }
    }

    /** @param invitation null if there is none */
    public void join(String room, @Nullable String invitation) {
        Optional<ChatRoom> known = state.rooms().find(room).filter(ChatRoom::joined);
        known.ifPresentOrElse(state::show, () -> join(new Attempt(room, invitation, true, false)));
    }

    /**
     * Shows a private conversation, and begins it if there is none.
     *
     * @param then is given it, unless it was refused
     */
    void converse(String room, Consumer<ChatRoom> then) {
        Optional<ChatRoom> known = state.rooms().find(room).filter(ChatRoom::joined);
        known.ifPresentOrElse(
                view -> {
                    state.show(view);
                    then.accept(view);
                },
                () -> enterQuietly(
                        room,
                        joined -> then.accept(entered(joined, true)),
                        refusal -> state.problem(refusal.sentence())));
    }

    /** Enters a private conversation in which something was said that the person has not read. */
    void follow(String room, int unread) {
        enterQuietly(
                room,
                joined -> {
                    ChatRoom view = entered(joined, false);
                    if (view != state.rooms().shown()) {
                        view.unread(unread);
                    }
                },
                _ -> {});
    }

    private void enterQuietly(String room, Consumer<JoinedRoom> then, Consumer<Answers.Refusal> otherwise) {
        entering++;
        answers.of(
                client.join(room, null, true),
                joined -> {
                    entering--;
                    then.accept(joined);
                },
                refusal -> {
                    entering--;
                    otherwise.accept(refusal);
                });
    }

    public void create(String room, boolean history, boolean hidden) {
        answers.of(
                client.createRoom(
                        new RoomOptions(room, "", null, false, false, false, history, RoomSettings.UNSET, hidden)),
                joined -> entered(joined, true));
    }

    private void join(Attempt attempt) {
        entering++;
        answers.of(
                client.join(attempt.room, attempt.password, false),
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
            default -> {
                state.problem(refusal.sentence());
                instead(attempt);
            }
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
        state.problem(refusal.sentence());
        ask(attempt);
    }

    private void noSuchRoom(Attempt attempt, Answers.Refusal refusal) {
        if (attempt.room.length() > 1 && attempt.room.startsWith("#")) {
            // A habit from other networks, where the sign is part of the name.
            join(new Attempt(attempt.room.substring(1), attempt.password, attempt.show, attempt.create));
        } else if (attempt.create) {
            make(attempt);
        } else {
            state.problem(refusal.sentence());
            state.notice("/create " + attempt.room + " makes it, /rooms lists those that exist");
            instead(attempt);
        }
    }

    private void make(Attempt attempt) {
        entering++;
        answers.of(
                client.createRoom(new RoomOptions(attempt.room, "", password, false, false, false)),
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
                        state.problem(refusal.sentence());
                        instead(attempt);
                    }
                });
    }

    private void ask(Attempt attempt) {
        instead(attempt);
        locked.addLast(attempt);
        if (locked.size() == 1) {
            askNext();
        }
    }

    private void askNext() {
        Attempt next = locked.peekFirst();
        if (next != null) {
            questions.ask("password of " + VisibleText.line(next.room) + ": ");
        }
    }

    /** The person has typed the password that was asked for. */
    public void answered(String secret) {
        Attempt attempt = locked.pollFirst();
        askNext();
        if (attempt != null) {
            join(attempt.with(secret));
        }
    }

    /** The person did not give the password that was asked for. */
    public void declined() {
        Attempt attempt = locked.pollFirst();
        askNext();
        if (attempt != null) {
            state.notice("not entering " + attempt.room);
        }
    }

    private ChatRoom entered(JoinedRoom joined, boolean show) {
        ChatRoom view = state.opened(joined);
        // Later messages arrive as events; up to here they are history.
        int lines = Math.min(historyLines, joined.settings().historyLines());
        boolean before = lines > 0 && joined.sequence() > 0 && joined.history();
        if (before) {
            state.await(view);
        }
        awaitsFirst &= !show;
        if (show || (state.rooms().shown() == null && !awaitsFirst)) {
            state.show(view);
        }
        state.notice(
                joined.name(),
                Conversation.is(joined.name())
                        ? "between you and " + joined.name().substring(Conversation.MARK.length())
                                + ": no other user sees it; the operator of the server can"
                        : "you are in " + joined.name() + others(joined));
        if (!joined.history()) {
            state.notice(joined.name(), "this room keeps no history");
        }
        if (before) {
            answers.of(
                    client.history(joined.name(), new HistoryQuery(0, joined.sequence(), lines, null, null)),
                    history -> state.earlier(view, history.messages()),
                    refusal -> {
                        state.notice(joined.name(), "the earlier messages could not be read: " + refusal.sentence());
                        state.earlier(view, List.of());
                    });
        }
        return view;
    }

    /** Who else is there: those who are connected by name, the others by number. */
    private String others(JoinedRoom joined) {
        int others = joined.memberCount() - 1;
        if (others <= 0) {
            return " with nobody else yet";
        }
        String self = client.status().name();
        List<RoomMember> listed = joined.members().stream()
                .filter(member -> !member.name().equalsIgnoreCase(self))
                .toList();
        List<String> here = listed.stream()
                .filter(RoomMember::present)
                .map(RoomMember::name)
                .toList();
        if (listed.isEmpty()) {
            return " with " + others + (others == 1 ? " other" : " others");
        }
        // Those who are connected are listed first: behind one who is not, nobody is.
        int away = here.size() < listed.size() ? others - here.size() : 0;
        String notConnected = away + (away == 1 ? " other member is" : " other members are") + " not connected";
        if (here.isEmpty()) {
            return "; " + notConnected;
        }
        int more = others - away - Math.min(here.size(), MAX_NAMES);
        return " with " + String.join(", ", here.subList(0, Math.min(here.size(), MAX_NAMES)))
                + (more > 0 ? " and " + more + " more" : "")
                + (away > 0 ? "; " + notConnected : "");
    }
}
