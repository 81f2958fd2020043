package dev.roomtalk.chat.full;

import dev.roomtalk.chat.session.ChatDisplay;
import dev.roomtalk.chat.session.ChatLine;
import dev.roomtalk.chat.session.ChatRoom;
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
    private @Nullable ChatRoom shown;

    /** @param added takes lines that were added to the room that is shown */
    FullDisplay(Panel panel, RoomLogs logs, Composer composer, Consumer<ChatLine> added) {
        this.panel = panel;
        this.logs = logs;
        this.composer = composer;
        this.added = added;
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
    public void showNoRoom() {
        shown = null;
        composer.room(null);
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
