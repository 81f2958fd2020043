package dev.roomtalk.bridge.app;

import dev.roomtalk.process.TypedAhead;
import java.io.Console;
import org.jspecify.annotations.Nullable;

/** The person at the terminal, if standard input and output are one. */
final class Person {
    private Person() {}

    /** Null if there is no person to be asked. */
    @SuppressWarnings("SystemConsoleNull") // From JDK 25 on it is null again where there is no terminal.
    private static @Nullable Console console() {
        Console console = System.console();
        return console != null && console.isTerminal() ? console : null;
    }

    /** Asks; what was typed before is no answer. Null if there is no person, or no answer. */
    static @Nullable String ask(String question) {
        Console console = console();
        if (console == null) {
            return null;
        }
        TypedAhead.drop();
        return console.readLine("%s", question);
    }

    /** Asks for what no other person may see; null if there is no person, or no answer. */
    static @Nullable String askSecretly(String question) {
        Console console = console();
        char[] answer = console == null ? null : console.readPassword("%s", question);
        return answer == null ? null : new String(answer);
    }
}
