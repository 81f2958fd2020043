package dev.roomtalk.server.app;

import dev.roomtalk.server.console.ConsoleRequest;
import dev.roomtalk.server.settings.Configuration;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** What a command line asks this program to do. */
sealed interface Invocation {
    /** To print help or the version, which is done. */
    record Help() implements Invocation {}

    /** @param again reads the configuration once more, as the command line gives it */
    record Serve(Configuration configuration, Reload.Source again) implements Invocation {}

    /** To check or show the configuration. */
    record Configure(ConfigCommand command, Configuration configuration) implements Invocation {}

    /** @param value the command's parameter; empty if it has none */
    record Manage(DataCommand command, Path directory, String value) implements Invocation {}

    /**
     * To carry everything from one engine to another.
     *
     * @param from with the engine that has it
     * @param to with the engine that gets it
     */
    record Move(Configuration from, Configuration to) implements Invocation {}

    /**
     * To put another key in the place of the server's.
     *
     * @param certificate whose key it is; null: a new one is made
     */
    record RotateKey(Configuration configuration, @Nullable Path certificate) implements Invocation {}

    /** To make a key and its certificate in a directory. */
    record MakeKey(Path directory) implements Invocation {}

    /** To ask the server that runs on a data directory. */
    record Operate(ConsoleRequest request, Path directory) implements Invocation {}
}
