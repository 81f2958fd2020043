package dev.roomtalk.server.app;

import dev.roomtalk.server.console.ConsoleAnswer;
import dev.roomtalk.server.console.ConsoleClient;
import dev.roomtalk.server.console.ConsoleCommand;
import dev.roomtalk.server.console.ConsoleRequest;
import dev.roomtalk.server.console.LiveTop;
import java.io.Console;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;

/** Asks the server that is running, by its console, and prints what it answers. */
final class OperatorCommands {
    private OperatorCommands() {}

    /**
     * Runs one command.
     *
     * @return the exit code
     * @throws IOException in a sentence for the person: no server is running there
     */
    static int run(ConsoleRequest request, Path directory, PrintStream out, PrintStream err)
            throws IOException, InterruptedException {
        try (ConsoleClient server = ConsoleClient.connect(directory)) {
            if (request.command() == ConsoleCommand.TOP) {
                LiveTop top = new LiveTop(server, out, err);
                boolean live = onTerminal() && !request.has(ConsoleCommand.Option.ONCE);
                return live ? top.live(System.in) : top.once();
            }
            ConsoleAnswer answer = server.ask(request);
            if (answer.code() == 0) {
                out.print(answer.text());
                out.flush();
            } else {
                err.println("room-server: " + answer.text());
            }
            return answer.code();
        }
    }

    /** Whether there is a console depends on the JDK's choice of one, and so does what it says of itself. */
    @SuppressWarnings("SystemConsoleNull")
    private static boolean onTerminal() {
        Console console = System.console();
        return console != null && console.isTerminal();
    }
}
