package dev.roomtalk.chat.console;

import dev.roomtalk.client.ChatCommand;
import dev.roomtalk.client.VisibleText;
import dev.roomtalk.process.TypedAhead;
import dev.roomtalk.text.ProgramOutput;
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
 * Where a command reads from and writes to. Text is UTF-8 in every locale.
 *
 * @param keyboard standard input is a terminal
 * @param terminal standard input and output are a terminal, so that a person can be asked
 * @param coloured standard output shows colours
 */
public record Console(
        InputStream in,
        ProgramOutput out,
        PrintStream err,
        Map<String, String> environment,
        boolean keyboard,
        boolean terminal,
        boolean coloured) {

    /** The console of this process. */
    public static Console ofProcess(Map<String, String> environment) {
        boolean screen = isTerminal(1);
        boolean keyboard = isTerminal(0);
        boolean plain = !environment.getOrDefault("NO_COLOR", "").isEmpty()
                || environment.getOrDefault("TERM", "dumb").equals("dumb");
        return new Console(
                System.in,
                ProgramOutput.ofProcess(),
                new PrintStream(new FileOutputStream(FileDescriptor.err), true, StandardCharsets.UTF_8),
                environment,
                keyboard,
                keyboard && screen,
                screen && !plain);
    }

    private static boolean isTerminal(int descriptor) {
        Path link = Path.of("/proc/self/fd/" + descriptor);
        try {
            String target = Files.readSymbolicLink(link).toString();
            return target.startsWith("/dev/pts/") || target.startsWith("/dev/tty") || target.equals("/dev/console");
        } catch (IOException | UnsupportedOperationException e) {
            // Not Linux: Java knows only whether both are a terminal.
            java.io.Console person = person();
            return person != null && person.isTerminal();
        }
    }

    @SuppressWarnings("SystemConsoleNull") // From JDK 25 on it is null again where there is no terminal.
    private static java.io.@Nullable Console person() {
        return System.console();
    }

    /** Prints one line on standard error. */
    public void complain(String sentence) {
        err.println(ChatCommand.NAME + ": " + VisibleText.line(sentence));
    }

    /** Asks the person; what was typed before is no answer. Null if there is no terminal, or no answer. */
    public @Nullable String ask(String question) {
        java.io.Console person = person();
        if (!terminal || person == null) {
            return null;
        }
        TypedAhead.drop();
        return person.readLine("%s", question);
    }

    /** Asks without showing what is typed; null if there is no terminal, or no answer. */
    public @Nullable String askSecretly(String question) {
        java.io.Console person = person();
        char[] answer = terminal && person != null ? person.readPassword("%s", question) : null;
        return answer == null ? null : new String(answer);
    }

    public String faint(String text) {
        return styled("2", text);
    }

    /** The text in a style, which is the number of an ANSI escape sequence; as it is where there are no colours. */
    public String styled(String style, String text) {
        return coloured ? "\u001B[" + style + "m" + text + "\u001B[0m" : text;
    }
}
