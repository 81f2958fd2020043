package dev.roomtalk.chat.tui;

/**
 * What a person takes for one character (UAX #29: an extended grapheme cluster), safe to send to a terminal.
 *
 * @param text at least one code point; no control character, nothing that reorders text
 * @param width the columns reserved for it, 1 to {@link Text#MAX_CLUSTER_WIDTH}: the most that a known terminal gives
 *     it
 * @param doubtful whether terminals disagree about the width
 */
public record Cluster(String text, int width, boolean doubtful) {
    /** An empty cell. */
    static final Cluster SPACE = new Cluster(" ", 1, false);

    boolean space() {
        return text.equals(" ");
    }

    /** Whether it stands for a further cell of a wide cluster. */
    boolean continued() {
        return width == 0;
    }
}
