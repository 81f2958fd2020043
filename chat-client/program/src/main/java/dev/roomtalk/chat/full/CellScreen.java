package dev.roomtalk.chat.full;

import dev.roomtalk.chat.notify.Alert;
import dev.roomtalk.chat.tui.Grid;
import dev.roomtalk.chat.tui.TerminalEvent;
import java.util.function.Consumer;

/** A terminal that shows cells. The UI thread calls it; {@link #close} may be called from any thread. */
public interface CellScreen {
    /** Takes the terminal; events are reported on the thread that reads it. */
    void start(Consumer<TerminalEvent> events);

    int rows();

    int columns();

    /** Shows these cells; what is shown already costs nothing. */
    void paint(Grid grid);

    /** Whether the mouse is reported, or left to the terminal. Without effect where it is never to be reported. */
    void mouse(boolean on);

    /** What is shown is not known any longer: the next {@link #paint} draws everything. */
    void forget();

    /** Gives the terminal to the shell until this process is continued. */
    void suspend();

    /** Gives the terminal back for good. */
    void close();

    /** Notifies the person of a message, by what the terminal has for it. */
    default void alert(Alert alert) {}

    /** Asks for the colour behind text; {@link TerminalEvent.Background} is the answer, late or never. */
    default void askBackground() {}

    /** Sets the title of the window; it has its old one again when the terminal is given back. */
    default void title(String title) {}
}
