package dev.roomtalk.chat.screen;

/** Scrolls in the earlier messages of the room that is shown. Confined to the UI thread. */
public interface HistoryScroll {
    /** Whether earlier messages are shown. */
    boolean isOpen();

    /** Shows earlier messages; {@code up}: goes a page up at once. False if this screen cannot, or no room is shown. */
    boolean open(boolean up);

    void on(HistoryView.Move move);

    /** Shows the newest messages again. */
    void close();

    /** Time has passed: the screen may have another size. */
    void settle();
}
