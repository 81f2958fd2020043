package dev.roomtalk.client.cli;

import dev.roomtalk.client.ExitCode;
import java.util.concurrent.Callable;
import picocli.CommandLine.Mixin;

/** A command of {@code chat}. Throws {@link CommandFailure} for whatever keeps it from being done. */
abstract class Command implements Callable<Integer> {
    private final Console console;

    @Mixin
    private ConnectionOptions connection = new ConnectionOptions();

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
}
