package dev.roomtalk.chat.tui;

import java.util.List;

/** Knows how a text may go on. */
@FunctionalInterface
public interface Completer {
    /**
     * How the text may go on.
     *
     * @param before the text before the cursor
     * @param asked whether the person has pressed Tab; otherwise these are shown while they type
     * @return in the order in which they are offered; all with the same {@link Candidate#from}
     */
    List<Candidate> complete(String before, boolean asked);
}
