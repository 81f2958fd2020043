package dev.roomtalk.chat.terminal;

import dev.roomtalk.chat.screen.Input;
import dev.roomtalk.chat.screen.Screen;
import dev.roomtalk.chat.screen.StatusLine;
import dev.roomtalk.chat.screen.Suggestions;
import dev.roomtalk.text.NotUtf8Exception;
import dev.roomtalk.text.Utf8Lines;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.lang.ProcessBuilder.Redirect;
import java.util.List;
import java.util.function.Consumer;
import org.jline.utils.AttributedString;
import org.jspecify.annotations.Nullable;

/**
 * A screen on a dumb terminal: plain lines, which the terminal edits; no status line, no preview, nothing cleared or
 * folded.
 */
final class PlainScreen implements Screen {
    private final InputStream in;
    private final PrintStream out;
    private boolean secret;
    private volatile boolean left;

    PlainScreen(InputStream in, PrintStream out) {
        this.in = in;
        this.out = out;
    }

    @Override
    public synchronized void print(List<AttributedString> lines) {
        if (!left) {
            lines.forEach(line -> out.println(line.toString()));
            out.flush();
        }
    }

    @Override
    public void underway(List<AttributedString> lines) {}

    @Override
    public void status(StatusLine status) {}

    @Override
    public void prompt(AttributedString prompt) {}

    @Override
    public synchronized void ask(String question) {
        secret = true;
        out.print(question + (echo(false) ? "" : "(it will be visible) "));
        out.flush();
    }

    private synchronized Input typed(String line) {
        if (!secret) {
            return new Input.Line(line);
        }
        secret = false;
        if (echo(true)) {
            out.println();
            out.flush();
        }
        return line.isEmpty() ? new Input.Cancelled() : new Input.Secret(line);
    }

    @Override
    public void clear() {}

    @Override
    public boolean cover() {
        return false;
    }

    @Override
    public void page(List<AttributedString> lines) {}

    @Override
    public void uncover() {}

    @Override
    public int columns() {
        return Integer.MAX_VALUE;
    }

    @Override
    public int rows() {
        return 0;
    }

    @Override
    public void read(Suggestions suggestions, Consumer<Input> typed) {
        try {
            Utf8Lines lines = new Utf8Lines(in);
            for (String line = next(lines); line != null && !left; line = next(lines)) {
                typed.accept(typed(line));
            }
        } catch (IOException e) {
            // Like the end of the input.
        }
        typed.accept(new Input.Gone());
    }

    /** The next line; one that is not UTF-8 is said to be and passed over. */
    private @Nullable String next(Utf8Lines lines) throws IOException {
        while (true) {
            try {
                return lines.next();
            } catch (NotUtf8Exception e) {
                synchronized (this) {
                    out.println("! not sent: " + e.getMessage());
                    out.flush();
                }
            }
        }
    }

    @Override
    public synchronized void leave() {
        if (!left) {
            left = true;
            if (secret) {
                echo(true);
            }
            out.flush();
        }
    }

    /** Shows or hides typed characters; false if that failed. */
    private static boolean echo(boolean visible) {
        try {
            return new ProcessBuilder("stty", visible ? "echo" : "-echo")
                            .redirectInput(Redirect.INHERIT)
                            .redirectOutput(Redirect.DISCARD)
                            .redirectError(Redirect.DISCARD)
                            .start()
                            .waitFor()
                    == 0;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
