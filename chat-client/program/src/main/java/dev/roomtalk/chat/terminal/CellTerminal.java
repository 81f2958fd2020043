package dev.roomtalk.chat.terminal;

import dev.roomtalk.chat.full.CellScreen;
import dev.roomtalk.chat.notify.Alert;
import dev.roomtalk.chat.session.ChatRoom;
import dev.roomtalk.chat.tui.FullTerminal;
import dev.roomtalk.chat.tui.Grid;
import dev.roomtalk.chat.tui.TerminalEvent;
import java.util.function.Consumer;

/** The terminal of this process, for the chat on the whole screen. */
record CellTerminal(FullTerminal terminal, boolean mouse) implements CellScreen {
    @Override
    public void start(Consumer<TerminalEvent> events) {
        terminal.start(events, mouse);
    }

    /** How many colours it has. */
    int colours() {
        return terminal.traits().colours();
    }

    @Override
    public int rows() {
        return terminal.rows();
    }

    @Override
    public int columns() {
        return terminal.columns();
    }

    @Override
    public void paint(Grid grid) {
        terminal.paint(grid);
    }

    @Override
    public void mouse(boolean on) {
        if (mouse) {
            terminal.mouse(on);
        }
    }

    @Override
    public void forget() {
        terminal.repaint();
    }

    @Override
    public void suspend() {
        terminal.suspend();
    }

    @Override
    public void alert(Alert alert) {
        if (alert.bell()) {
            terminal.bell();
        }
        if (alert.notification()) {
            terminal.notification(
                    alert.message().author() + " in "
                            + ChatRoom.titled(alert.message().room()),
                    alert.message().text());
        }
    }

    @Override
    public void askBackground() {
        terminal.askBackground();
    }

    @Override
    public void title(String title) {
        terminal.title(title);
    }

    @Override
    public void close() {
        terminal.close();
    }
}
