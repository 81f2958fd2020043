package dev.roomtalk.chat.tui;

import org.jspecify.annotations.Nullable;

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

    // Written out, here and in Style: what Java makes for a record is linked when it is first used, in the first frame.
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Cluster cluster
                && text.equals(cluster.text)
                && width == cluster.width
                && doubtful == cluster.doubtful;
    }

    @Override
    public int hashCode() {
        return 31 * text.hashCode() + width;
    }

    boolean space() {
        return text.equals(" ");
    }

    /** Whether it stands for a further cell of a wide cluster. */
    boolean continued() {
        return width == 0;
    }
}
