package dev.roomtalk.chat.screen;

/** What a person does at the keyboard. */
public sealed interface Input {
    /** Enter; the text has several lines if it was pasted. */
    record Line(String text) implements Input {}

    /** A text of several lines, to be sent as one message, whatever its lines begin with. */
    record Block(String text) implements Input {}

    /** Enter after a question for a password. */
    record Secret(String text) implements Input {}

    /** Ctrl-C or Ctrl-D at a question. */
    record Cancelled() implements Input {}

    /** Ctrl-C; {@code empty} if there was no text to clear. */
    record Interrupted(boolean empty) implements Input {}

    /** A block was pasted into the line, which waits for Enter; it has {@code lines} lines that are not blank. */
    record Pasted(int lines) implements Input {}

    /** Alt and a digit. */
    record RoomKey(int number) implements Input {}

    /** Alt-A: the next room in which something happened. */
    record ActivityKey() implements Input {}

    /** F5: send again the failed messages of the room that is shown. */
    record AgainKey() implements Input {}

    /** PageUp, or a key while the history of a room covers the screen. */
    record History(HistoryView.Move move) implements Input {}

    /** A key has written something into the line, which is to become a message. */
    record Typing() implements Input {}

    /** Ctrl-D on an empty line. */
    record End() implements Input {}

    /** The keyboard is gone: nothing can be typed any longer. */
    record Gone() implements Input {}
}
