package dev.roomtalk.client.cli;

import dev.roomtalk.client.ExitCode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Where a room's password comes from: never an argument, which every process on the machine could read. */
public final class PasswordOptions {
    @Option(
            names = "--password-file",
            paramLabel = "FILE",
            description = "The room's password is the first line of this file. Default: $ROOMTALK_PASSWORD; "
                    + "on a terminal it is asked for.")
    private @Nullable Path file;

    /**
     * Null: none was given.
     *
     * @throws CommandFailure if the file cannot be read
     */
    public @Nullable String password(Console console) {
        if (file != null) {
            return read(file);
        }
        String given = console.environment().getOrDefault("ROOMTALK_PASSWORD", "");
        return given.isEmpty() ? null : given;
    }

    private static String read(Path file) {
        try {
            List<String> lines = Files.readAllLines(file, StandardCharsets.UTF_8);
            if (lines.isEmpty() || lines.getFirst().isEmpty()) {
                throw new CommandFailure(
                        ExitCode.BAD_INPUT, "the first line of " + file + " is empty: the password stands there");
            }
            return lines.getFirst();
        } catch (IOException e) {
            throw new CommandFailure(ExitCode.BAD_INPUT, "cannot read the password from " + file);
        }
    }
}
