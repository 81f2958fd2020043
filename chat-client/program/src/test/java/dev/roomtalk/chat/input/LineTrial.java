package dev.roomtalk.chat.input;

import dev.roomtalk.chat.notify.SilentNotifier;
import dev.roomtalk.chat.screen.ChatView;
import dev.roomtalk.chat.screen.HistoryView;
import dev.roomtalk.chat.screen.Input;
import dev.roomtalk.chat.screen.LineRenderer;
import dev.roomtalk.chat.screen.Palette;
import dev.roomtalk.chat.screen.RecordedScreen;
import dev.roomtalk.chat.session.Answers;
import dev.roomtalk.chat.session.ChatOutbox;
import dev.roomtalk.chat.session.ChatRoom;
import dev.roomtalk.chat.session.ChatState;
import dev.roomtalk.chat.session.FakeSession;
import dev.roomtalk.chat.session.Mentions;
import dev.roomtalk.chat.settings.Preferences;
import dev.roomtalk.client.ChatEvent;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;

/** A test of the chat in lines, from the keyboard to the lines: all parts but the terminal, in one thread. */
abstract class LineTrial {
    Instant now = Instant.parse("2026-11-21T12:03:00Z");
    boolean quit;
    final RecordedScreen screen = new RecordedScreen();
    final FakeSession session = new FakeSession("bob", () -> now, this::event);
    final LineRenderer lines = new LineRenderer(Palette.of(0), ZoneOffset.UTC, new Mentions("bob", List.of()));
    final ChatView view = new ChatView(screen, lines, session::status);
    final ChatState state = new ChatState(view, lines.mentions(), ZoneOffset.UTC, () -> now, SilentNotifier.get());
    final Answers answers = new Answers(Runnable::run, r -> state.problem(r.sentence()));
    final RoomEntry entry = new RoomEntry(session, state, screen, answers, "given", 50);
    final ConversationEntry conversations = new ConversationEntry(session, state, entry, answers);
    final ChatOutbox outbox = new ChatOutbox(session, () -> now, Runnable::run, state::problem);
    final HistoryView history = new HistoryView(session, screen, view, state, lines, answers);
    final Keyboard keyboard =
            new Keyboard(session, answers, state, entry, outbox, history, Preferences.NONE, () -> quit = true);

    final void event(ChatEvent event) {
        state.on(event);
        conversations.on(event);
    }

    final void type(String... texts) {
        for (String text : texts) {
            keyboard.on(new Input.Line(text));
        }
    }

    /** The lines that were printed since the last call. */
    final List<String> printed() {
        keyboard.settle();
        outbox.settle();
        state.settle();
        conversations.settle();
        view.draw(state, outbox.state());
        List<String> printed = List.copyOf(screen.lines);
        screen.lines.clear();
        return printed;
    }

    final ChatRoom room(String name) {
        return state.rooms().find(name).orElseThrow();
    }
}
