package dev.roomtalk.chat.command;

import dev.roomtalk.chat.console.CommandFailure;
import dev.roomtalk.chat.console.Console;
import dev.roomtalk.chat.online.OnlineSession;
import dev.roomtalk.chat.settings.Configuration;
import dev.roomtalk.chat.settings.Setting;
import dev.roomtalk.client.ChatCommand;
import dev.roomtalk.client.ChatListener;
import dev.roomtalk.client.ExitCode;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;

/**
 * A command of {@code chat}: checks its options, and has another class do the work. Throws {@link CommandFailure} when
 * something keeps it from succeeding.
 */
abstract class Command implements Callable<Integer> {
    private final Console console;

    private final ConnectionOptions connection = new ConnectionOptions();
    private Configuration configuration = Configuration.NONE;
    private Set<String> problems = Set.of();
    private @Nullable CommandSpec spec;

    /** What a command does while it is connected. */
    interface Task {
        ExitCode run(OnlineSession online) throws InterruptedException;
    }

    Command(Console console) {
        this.console = console;
    }

    Console console() {
        return console;
    }

    ConnectionOptions connection() {
        return connection;
    }

    /** What picocli is told of this command, the same at each call. */
    final CommandSpec spec() {
        CommandSpec told = spec;
        if (told == null) {
            told = describe();
            addOptions(told);
            spec = told;
        }
        return told;
    }

    /** The command without what {@link #addOptions} adds: by its annotations, which picocli takes long to find. */
    CommandSpec describe() {
        return CommandSpec.forAnnotatedObject(this);
    }

    /** Adds the options that it shares with other commands. */
    void addOptions(CommandSpec described) {
        connection.addTo(described);
    }

    /**
     * What was configured for this command.
     *
     * @param wrong sentences about what is wrong in it
     */
    void configure(Configuration given, Set<String> wrong) {
        configuration = given;
        problems = wrong;
    }

    Configuration configuration() {
        return configuration;
    }

    /** What is wrong in the configuration and keeps the command from running. */
    Set<String> problems() {
        return problems;
    }

    /** Whether an option was typed, and is not the default, which may be configured. */
    boolean typed(String option) {
        return spec().commandLine().getParseResult().hasMatchedOption(option);
    }

    /** The rooms that were named, each perhaps with a profile: {@code ops@work}. */
    List<String> namedRooms() {
        return List.of();
    }

    @Override
    public Integer call() throws InterruptedException {
        if (!problems().isEmpty()) {
            problems().forEach(console::complain);
            return ExitCode.BAD_INPUT.number();
        }
        connection.configure(configuration, namedRooms());
        int code = run().number();
        console.out().flush();
        return code;
    }

    /** The server could not be reached: a person who has named none is told how to begin. */
    void sayHowToBegin() {
        if (console.terminal() && connection.given(Setting.SERVER) == null) {
            console.complain("no server was named: give --server HOST:PORT, or type '" + ChatCommand.NAME
                    + "' alone, to start one here or to be asked");
        }
    }

    abstract ExitCode run() throws InterruptedException;

    /** Connects, does the task, and disconnects. */
    ExitCode online(Task task) throws InterruptedException {
        return online(event -> {}, task);
    }

    ExitCode online(ChatListener listener, Task task) throws InterruptedException {
        try (OnlineSession online = OnlineSession.connect(console, connection.login(console), listener)) {
            return task.run(online);
        }
    }
}
