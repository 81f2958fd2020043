package dev.roomtalk.text;

import java.util.Locale;

/** Writes numbers of bytes for people: "812 B", "2.1 MB" (of 1,000,000 bytes). */
public final class ByteSize {
    private static final String UNITS = "kMGTPE";

    private ByteSize() {}

    /** At most four characters, a space and the unit. */
    public static String text(long bytes) {
        if (bytes < 1000) {
            return bytes + " B";
        }
        double value = bytes;
        int unit = -1;
        // From 999.5 on it would be printed as 1000.
        while (value >= 999.5 && unit < UNITS.length() - 1) {
            value /= 1000;
            unit++;
        }
        return String.format(
                Locale.ROOT, value < 9.95 ? "%.1f %sB" : "%.0f %sB", value, UNITS.charAt(Math.max(0, unit)));
    }
}
