package dev.roomtalk.process;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;

/** What a person has typed on the terminal before a question was there, and so does not answer it. */
public final class TypedAhead {
    /** Takes what has been typed, whole lines and the beginning of one, and waits for no more (termios(3)). */
    private static final String TAKE =
            "before=$(stty -g) && stty -icanon -echo min 0 time 0 && { cat >/dev/null; stty \"$before\"; }";

    private TypedAhead() {}

    /** Drops it, if standard input is a terminal. */
    public static void drop() {
        try {
            new ProcessBuilder("sh", "-c", TAKE)
                    .redirectInput(Redirect.INHERIT)
                    .redirectOutput(Redirect.DISCARD)
                    .redirectError(Redirect.DISCARD)
                    .start()
                    .waitFor();
        } catch (IOException e) {
            // Without stty(1) what was typed stays.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
