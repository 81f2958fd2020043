package dev.roomtalk.chat.command;

import dev.roomtalk.chat.console.CommandFailure;
import dev.roomtalk.chat.console.Console;
import dev.roomtalk.chat.online.OnlineSession;
import dev.roomtalk.client.ChatListener;
import dev.roomtalk.client.ExitCode;
import java.util.concurrent.Callable;
import picocli.CommandLine.Mixin;

/**
 * A command of {@code chat}: checks its options, and has another class do the work. Throws {@link CommandFailure} when
 * something keeps it from succeeding.
 */
abstract class Command implements Callable<Integer> {
    private final Console console;

    @Mixin
    private ConnectionOptions connection = new ConnectionOptions();

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

    @Override
    public Integer call() throws InterruptedException {
        int code = run().number();
        console.out().flush();
        return code;
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
