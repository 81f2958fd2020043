package dev.roomtalk.client.cli;

import dev.roomtalk.client.VisibleText;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a command reads from and writes to. Text is UTF-8, whatever the locale says.
 *
 * @param terminal a person sits at standard input and output, and can be asked
 * @param coloured standard output shows colours
 */
public record Console(
        InputStream in,
        PrintStream out,
        PrintStream err,
        Map<String, String> environment,
        boolean terminal,
        boolean coloured) {

    /** Of this process. */
    public static Console ofProcess() {
        Map<String, String> environment = System.getenv();
        boolean screen = isTerminal(1);
        boolean plain = !environment.getOrDefault("NO_COLOR", "").isEmpty()
                || environment.getOrDefault("TERM", "dumb").equals("dumb");
        return new Console(
                System.in,
                new PrintStream(new FileOutputStream(FileDescriptor.out), false, StandardCharsets.UTF_8),
                new PrintStream(new FileOutputStream(FileDescriptor.err), true, StandardCharsets.UTF_8),
                environment,
                screen && isTerminal(0),
                screen && !plain);
    }

    private static boolean isTerminal(int descriptor) {
        Path link = Path.of("/proc/self/fd/" + descriptor);
        try {
            String target = Files.readSymbolicLink(link).toString();
            return target.startsWith("/dev/pts/") || target.startsWith("/dev/tty") || target.equals("/dev/console");
        } catch (IOException | UnsupportedOperationException e) {
            // Not Linux: all or nothing.
            java.io.Console person = person();
            return person != null && person.isTerminal();
        }
    }

    @SuppressWarnings("SystemConsoleNull") // From JDK 25 on it is null again where there is no terminal.
    private static java.io.@Nullable Console person() {
        return System.console();
    }

    /** One line on standard error. */
    void complain(String sentence) {
        err.println("chat: " + VisibleText.line(sentence));
    }

    /** Asks the person; null: there is none, or no answer. */
    @Nullable
    String ask(String question) {
        java.io.Console person = person();
        return terminal && person != null ? person.readLine("%s", question) : null;
    }

    /** Asks for what nobody else may see; null: there is no person, or no answer. */
    public @Nullable String askSecretly(String question) {
        java.io.Console person = person();
        char[] answer = terminal && person != null ? person.readPassword("%s", question) : null;
        return answer == null ? null : new String(answer);
    }
}
