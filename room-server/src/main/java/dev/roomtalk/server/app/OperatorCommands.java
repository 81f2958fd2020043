package dev.roomtalk.server.app;

import dev.roomtalk.files.PrivateFiles;
import dev.roomtalk.server.console.ConsoleAnswer;
import dev.roomtalk.server.console.ConsoleClient;
import dev.roomtalk.server.console.ConsoleCommand;
import dev.roomtalk.server.console.ConsoleRequest;
import dev.roomtalk.server.console.LiveTop;
import dev.roomtalk.text.ProgramOutput;
import java.io.Console;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** Asks the server that is running, by its console, and prints what it answers. */
final class OperatorCommands {
    private static final int BAD_USAGE = 2;

    private OperatorCommands() {}

    /**
     * Runs one command.
     *
     * @return the exit code
     * @throws IOException in a sentence for the person: no server is running there
     */
    static int run(ConsoleRequest request, Path directory, PrintStream out, PrintStream err)
            throws IOException, InterruptedException {
        ConsoleCommand command = request.command();
        boolean asks = command.options().contains(ConsoleCommand.Option.YES);
        if (asks && !request.has(ConsoleCommand.Option.YES) && !confirmed(request, err)) {
            err.println("room-server: nothing was changed; --yes says that you mean it");
            return BAD_USAGE;
        }
        try (ConsoleClient server = asks ? ConsoleClient.connectForLong(directory) : ConsoleClient.connect(directory)) {
            if (command == ConsoleCommand.TOP) {
                LiveTop top = new LiveTop(server, out, err);
                boolean live = onTerminal() && !request.has(ConsoleCommand.Option.ONCE);
                return live ? top.live(System.in) : top.once();
            }
            ConsoleRequest asked = asks ? request.with(ConsoleCommand.Option.YES, "true") : request;
            ProcessHandle ending = command == ConsoleCommand.DRAIN ? RunningServer.process(directory) : null;
            ConsoleAnswer answer = server.ask(asked);
            if (command == ConsoleCommand.USER_EXPORT) {
                answer = inParts(asked, server, answer, out);
            }
            if (answer.code() != 0) {
                err.println("room-server: " + answer.text());
                return answer.code();
            }
            out.print(answer.text());
            out.flush();
            if (ending != null) {
                // A script goes on when another server can start.
                ending.onExit().join();
            }
            if (command == ConsoleCommand.USER_RESET_TOKEN) {
                keepIfNotShown(request.values().getFirst(), answer.text(), directory, out, err);
            }
            return 0;
        }
    }

    /** Whether the person at the terminal types the name of what the command changes. */
    @SuppressWarnings("SystemConsoleNull")
    private static boolean confirmed(ConsoleRequest request, PrintStream err) {
        Console console = System.console();
        if (!onTerminal() || console == null) {
            return false;
        }
        String name = request.values().getFirst();
        err.print("This cannot be undone. Type " + name + " to do it: ");
        err.flush();
        return name.equals(console.readLine());
    }

    /**
     * Prints the parts of an answer: the first line of each says where the next begins.
     *
     * @return the last one, of which nothing is to be printed, or why there was none
     */
    private static ConsoleAnswer inParts(
            ConsoleRequest request, ConsoleClient server, ConsoleAnswer first, PrintStream out) throws IOException {
        ConsoleAnswer answer = first;
        while (answer.code() == 0) {
            int end = answer.text().indexOf('\n');
            String next = answer.text().substring(0, end);
            out.print(answer.text().substring(end + 1));
            if (next.isEmpty() || out.checkError()) {
                return new ConsoleAnswer(0, "");
            }
            answer = server.ask(request.with(ConsoleCommand.Option.CURSOR, next));
        }
        return answer;
    }

    /** A token is shown once: where it could not be printed it is kept in a file. */
    private static void keepIfNotShown(String user, String text, Path directory, PrintStream out, PrintStream err) {
        if (!(out instanceof ProgramOutput output) || output.failure() == null) {
            return;
        }
        Path file = directory.resolve("token-not-shown");
        try {
            PrivateFiles.replace(file, text.getBytes(StandardCharsets.UTF_8), PrivateFiles.OWNER_ONLY);
            err.println("room-server: the token could not be printed; it is in " + file
                    + ", remove that when you have read it");
        } catch (IOException e) {
            err.println("room-server: the token could not be printed: run 'admin user reset-token " + user + "' again");
        }
    }

    /** Whether there is a console depends on the JDK's choice of one, and so does what it says of itself. */
    @SuppressWarnings("SystemConsoleNull")
    private static boolean onTerminal() {
        Console console = System.console();
        return console != null && console.isTerminal();
    }
}
