package dev.roomtalk.chat.full;

import dev.roomtalk.chat.notify.Alert;
import dev.roomtalk.chat.session.ChatDisplay;
import dev.roomtalk.chat.session.ChatLine;
import dev.roomtalk.chat.session.ChatRoom;
import dev.roomtalk.client.ChatEvent;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Takes the lines of the chat for the full screen: those of rooms are drawn from the rooms, those that a command
 * answers go to the panel. Confined to the UI thread.
 */
final class FullDisplay implements ChatDisplay {
    private final Panel panel;
    private final RoomLogs logs;
    private final Composer composer;
    private final Consumer<ChatLine> added;
    private final Consumer<ChatEvent.Message> changed;
    private final Consumer<Alert> alerts;
    private final Runnable copying;
    private @Nullable ChatRoom shown;

    /**
     * @param added takes lines that were added to the room that is shown
     * @param changed takes messages that edit or remove others of that room
     * @param alerts notifies the person of a message
     * @param copying shows text alone
     */
    FullDisplay(
            Panel panel,
            RoomLogs logs,
            Composer composer,
            Consumer<ChatLine> added,
            Consumer<ChatEvent.Message> changed,
            Consumer<Alert> alerts,
            Runnable copying) {
        this.panel = panel;
        this.logs = logs;
        this.composer = composer;
        this.added = added;
        this.changed = changed;
        this.alerts = alerts;
        this.copying = copying;
    }

    @Nullable
    ChatRoom shown() {
        return shown;
    }

    @Override
    public void print(ChatLine line) {
        if (shown == null) {
            panel.add(line);
        } else {
            added.accept(line);
        }
    }

    @Override
    public boolean change(ChatRoom room, ChatEvent.Message change) {
        if (room.equals(shown)) {
            changed.accept(change);
        }
        return true;
    }

    @Override
    public boolean answer(ChatLine line) {
        panel.add(line);
        return true;
    }

    @Override
    public void show(ChatRoom room, @Nullable ChatRoom before) {
        if (before != null) {
            panel.clear();
        }
        logs.shown(room);
        shown = room;
        composer.room(room);
    }

    @Override
    public void alert(Alert alert) {
        alerts.accept(alert);
    }

    @Override
    public void showNoRoom() {
        shown = null;
        composer.room(null);
    }

    @Override
    public boolean copy() {
        copying.run();
        return true;
    }

    @Override
    public void clear() {
        panel.clear();
        ChatRoom room = shown;
        if (room != null) {
            logs.clear(room);
        }
    }
}
