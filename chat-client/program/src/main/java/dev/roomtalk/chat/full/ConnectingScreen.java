package dev.roomtalk.chat.full;

import dev.roomtalk.chat.settings.ScreenLayout;
import dev.roomtalk.chat.tui.KeyName;
import dev.roomtalk.chat.tui.TerminalEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The full screen before there is a connection: it says so, and keeps what is typed for the chat. Ctrl-C ends the
 * program. Thread-safe.
 */
public final class ConnectingScreen {
    private final CellScreen screen;
    private final Runnable interrupted;
    private final List<TerminalEvent> early = new ArrayList<>();
    private String server = "";
    private @Nullable Consumer<TerminalEvent> chat;

    /** @param interrupted called on the thread that reads the keyboard, when the terminal was given back */
    public ConnectingScreen(CellScreen screen, Runnable interrupted) {
        this.screen = screen;
        this.interrupted = interrupted;
    }

    /** Takes the terminal. */
    public void show(String address) {
        synchronized (this) {
            server = address;
        }
        screen.start(this::on);
        paint();
    }

    private synchronized void paint() {
        screen.paint(
                FrameLayout.connecting(Regions.of(screen.rows(), screen.columns(), 1, ScreenLayout.DEFAULT), server));
    }

    private void on(TerminalEvent event) {
        synchronized (this) {
            if (chat != null) {
                chat.accept(event);
                return;
            }
            if (event instanceof TerminalEvent.Resized) {
                paint();
                return;
            }
            if (!ends(event)) {
                early.add(event);
                return;
            }
        }
        screen.close();
        interrupted.run();
    }

    private static boolean ends(TerminalEvent event) {
        return event instanceof TerminalEvent.Ended
                || (event instanceof TerminalEvent.Key(KeyName name, int character, int modifiers)
                        && name == KeyName.CHARACTER
                        && character == 'c'
                        && modifiers == TerminalEvent.Key.CTRL);
    }

    /** Hands everything to the chat from now on, first what has come already. */
    synchronized void handOver(Consumer<TerminalEvent> events) {
        early.forEach(events);
        early.clear();
        chat = events;
    }
}
