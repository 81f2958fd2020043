package dev.roomtalk.client.terminal;

import java.util.List;
import java.util.function.Consumer;
import org.jline.utils.AttributedString;

/**
 * Where the person sits: lines that scroll, below them the line being typed, and a status line at the bottom. One thread reads
 * the keyboard ({@link #read}), the UI thread does all the rest.
 */
interface Screen {
    /** Prints lines above the one being typed. */
    void print(List<AttributedString> lines);

    /**
     * Sets what stands above the line being typed and goes away again: messages on their way. It is shown with the next
     * {@link #print} or {@link #status}, so that a message's line takes the place of its preview in one step.
     */
    void underway(List<AttributedString> lines);

    /** Shows a status line; the same one again costs nothing. */
    void status(StatusLine status);

    /** Sets what stands before the line being typed. */
    void prompt(AttributedString prompt);

    /** Asks a question whose answer is not shown: the next {@link Input} from the line is a Secret or Cancelled. */
    void ask(AttributedString question);

    /** Clears what was printed, where the terminal can. */
    void clear();

    /** Covers the screen, for pages; keys become {@link Input.History}. False: this screen cannot be covered. */
    boolean cover();

    /** Draws a page on the covered screen: as many lines as it has. */
    void page(List<AttributedString> lines);

    /** Shows again what was there before it was covered, and the line being typed as it was. */
    void uncover();

    /** Columns that a line may take. */
    int columns();

    /** Lines that the screen has. */
    int rows();

    /**
     * Reads the keyboard on the calling thread until it is interrupted, or {@link #leave} was called.
     *
     * @param typed takes what the person does, on this thread
     */
    void read(Completion completion, Consumer<Input> typed);

    /** Gives the terminal back for good, as it was. From any thread; nothing is shown afterwards. */
    void leave();
}
