package dev.roomtalk.chat.screen;

import dev.roomtalk.chat.session.Questions;
import java.util.List;
import java.util.function.Consumer;
import org.jline.utils.AttributedString;

/**
 * A screen and its keyboard: lines that scroll, below them the line being typed, and a status line at the bottom. One
 * thread reads the keyboard ({@link #read}), the UI thread calls everything else.
 */
public interface Screen extends Questions {
    /** Prints lines above the one being typed. */
    void print(List<AttributedString> lines);

    /**
     * Sets the preview above the line being typed: messages on their way. It is shown with the next
     * {@link #print} or {@link #status}, so that a message's line takes the place of its preview in one step.
     */
    void underway(List<AttributedString> lines);

    /** Shows a status line; the same one again costs nothing. */
    void status(StatusLine status);

    /** Sets the prompt before the line being typed. */
    void prompt(AttributedString prompt);

    /** Asks a question whose answer is not shown: the next {@link Input} from the line is a Secret or Cancelled. */
    @Override
    void ask(String question);

    /** Clears what was printed, where the terminal can. */
    void clear();

    /** Covers the screen, for pages; keys become {@link Input.History}. False if this screen cannot be covered. */
    boolean cover();

    /** Draws a page on the covered screen: as many lines as it has. */
    void page(List<AttributedString> lines);

    /** Shows again the lines from before the screen was covered, and the line being typed. */
    void uncover();

    /** Columns that a line may take. */
    int columns();

    /** Lines that the screen has. */
    int rows();

    /**
     * Reads the keyboard on the calling thread until it is interrupted, or {@link #leave} was called.
     *
     * @param typed receives what the person does, on this thread
     */
    void read(Suggestions suggestions, Consumer<Input> typed);

    /** Restores the terminal for good. From any thread; nothing is shown afterwards. */
    void leave();
}
