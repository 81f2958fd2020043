package dev.roomtalk.chat.screen;

import dev.roomtalk.chat.notify.Alert;
import dev.roomtalk.chat.session.ChatDisplay;
import dev.roomtalk.chat.session.ChatLine;
import dev.roomtalk.chat.session.ChatRoom;
import dev.roomtalk.chat.session.ChatState;
import dev.roomtalk.chat.session.OutboxState;
import dev.roomtalk.chat.session.TypedMessage;
import dev.roomtalk.client.ConnectionStatus;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.Supplier;
import org.jline.utils.AttributedString;
import org.jspecify.annotations.Nullable;

/**
 * Draws an interactive chat on a screen of lines that scroll: the lines of the room that is shown, the messages on
 * their way, and the status line. Confined to the UI thread.
 */
public final class ChatView implements ChatDisplay {
    /** Messages on their way that are shown at once; on a low screen it is one. */
    private static final int MAX_UNDERWAY = 3;

    private static final int LOW_SCREEN_ROWS = 10;

    private final Screen screen;
    private final LineRenderer lines;
    private final Supplier<ConnectionStatus> connection;
    private final Deque<ChatLine> unprinted = new ArrayDeque<>();
    private boolean covered;
    /** Lines that were dropped while the screen was covered. */
    private long dropped;

    public ChatView(Screen screen, LineRenderer lines, Supplier<ConnectionStatus> connection) {
        this.screen = screen;
        this.lines = lines;
        this.connection = connection;
    }

    @Override
    public void print(ChatLine line) {
        unprinted.add(line);
    }

    @Override
    public void show(ChatRoom room, @Nullable ChatRoom before) {
        flush();
        if (before != null) {
            screen.clear();
        }
        unprinted.add(
                new ChatLine.Rule(ChatRoom.titled(room.name()) + (room.topic().isEmpty() ? "" : " · " + room.topic())));
        List<ChatLine> last = room.last(screen.rows() - 2);
        int seen = last.size() - room.unseenLines();
        unprinted.addAll(last.subList(0, seen));
        if (room.unread() > 0) {
            unprinted.add(new ChatLine.Rule(room.unread() + " new"));
        }
        unprinted.addAll(last.subList(seen, last.size()));
        screen.prompt(LineRenderer.prompt(room.name()));
    }

    @Override
    public void showNoRoom() {
        screen.prompt(LineRenderer.prompt(""));
    }

    @Override
    public void alert(Alert alert) {
        if (alert.bell()) {
            screen.bell();
        }
    }

    @Override
    public void clear() {
        unprinted.clear();
        screen.clear();
    }

    /** Something else covers the screen, or no longer does: meanwhile lines wait. */
    void cover(boolean something) {
        covered = something;
        if (!covered && dropped > 0) {
            unprinted.addFirst(new ChatLine.Rule(dropped + " more lines"));
            dropped = 0;
        }
    }

    /** Prints the lines that wait, and brings the messages on their way and the status line up to date. */
    public void draw(ChatState state, OutboxState outbox) {
        ChatRoom shown = state.rooms().shown();
        screen.underway(underway(outbox.underway(), shown));
        flush();
        screen.status(StatusLine.of(state, connection.get(), outbox, true));
    }

    private void flush() {
        if (covered) {
            while (unprinted.size() > ChatRoom.MAX_LINES) {
                unprinted.removeFirst();
                dropped++;
            }
        } else if (!unprinted.isEmpty()) {
            int columns = screen.columns();
            List<AttributedString> folded = new ArrayList<>();
            unprinted.forEach(line -> folded.addAll(Folding.fold(lines.draw(line), columns)));
            unprinted.clear();
            screen.print(folded);
        }
    }

    private List<AttributedString> underway(List<TypedMessage> messages, @Nullable ChatRoom shown) {
        int limit = screen.rows() < LOW_SCREEN_ROWS ? 1 : MAX_UNDERWAY;
        List<TypedMessage> here = messages.stream()
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
}
