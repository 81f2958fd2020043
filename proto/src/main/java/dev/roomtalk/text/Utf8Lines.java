package dev.roomtalk.text;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/** Reads a stream line by line as {@link Utf8} does. Confined to its caller. */
public final class Utf8Lines {
    private final InputStream in;
    private long number;

    /** @param in is not closed */
    public Utf8Lines(InputStream in) {
        this.in = new BufferedInputStream(in);
    }

    /**
     * The next line, without its end; null at the end of the stream. The end of the stream ends the last line.
     *
     * @throws NotUtf8Exception the next call reads the line behind it
     */
    public @Nullable String next() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        int read = in.read();
        if (read < 0) {
            return null;
        }
        for (; read >= 0 && read != '\n'; read = in.read()) {
            line.write(read);
        }
        return Utf8.line(line.toByteArray(), 0, line.size(), ++number);
    }
}
