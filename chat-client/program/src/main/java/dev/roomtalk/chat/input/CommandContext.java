package dev.roomtalk.chat.input;

import dev.roomtalk.chat.console.Times;
import dev.roomtalk.chat.session.Answers;
import dev.roomtalk.chat.session.ChatRoom;
import dev.roomtalk.chat.session.ChatState;
import dev.roomtalk.client.ChatClient;
import dev.roomtalk.client.Moderation;
import dev.roomtalk.client.TimeSpan;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** What the commands of a chat share: the client, its answers, and the rooms. Confined to the UI thread. */
record CommandContext(ChatClient client, Answers answers, ChatState state) {
    private static final int MAX_ITEMS = 200;

    Moderation moderation() {
        return client.moderation();
    }

    /** Runs something on the room that is shown; if there is none, the person is told. */
    void inRoom(Consumer<ChatRoom> action) {
        inRoom("", action);
    }

    /** Runs something on the person's room of that name, or on the one that is shown if the name is empty. */
    void inRoom(String name, Consumer<ChatRoom> action) {
        Optional<ChatRoom> room = name.isEmpty()
                ? Optional.ofNullable(state.rooms().shown())
                : state.rooms().find(name).or(() -> withoutSign(name));
        room.ifPresentOrElse(
                action,
                () -> state.problem(
                        name.isEmpty()
                                ? "you are in no room; /join ROOM enters one"
                                : "you are not in " + name + "; /room lists your rooms"));
    }

    /** A habit from other networks, where the sign is part of the name. */
    private Optional<ChatRoom> withoutSign(String name) {
        return name.startsWith("#") ? state.rooms().find(name.substring(1)) : Optional.empty();
    }

    /** Prints a list, the beginning of a long one. */
    void list(List<String> items) {
        state.items(items.stream().limit(MAX_ITEMS).toList());
        if (items.size() > MAX_ITEMS) {
            state.items(List.of("and " + (items.size() - MAX_ITEMS) + " more"));
        }
    }

    /** A time as the person reads it. */
    String time(Instant instant) {
        return Times.local(instant, state.zone());
    }

    /** When something ends, and how long it is until then. */
    String until(Instant end) {
        return TimeSpan.until(end, state.zone(), state.now());
    }

    /** Prints the server's warning, if there is one. */
    void warn(String warning) {
        if (!warning.isEmpty()) {
            state.problem(warning);
        }
    }
}
