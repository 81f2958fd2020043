package dev.roomtalk.chat.command;

import dev.roomtalk.chat.console.CommandFailure;
import dev.roomtalk.chat.console.Console;
import dev.roomtalk.text.NotUtf8Exception;
import dev.roomtalk.text.Utf8;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** The options for a room's password, which is never an argument: every process on the machine could read that. */
public final class PasswordOptions {
    private final OptionSpec file = OptionSpec.builder("--password-file")
            .paramLabel("FILE")
            .type(Path.class)
            .description("The room's password is the first line of this file. Default: $ROOMTALK_PASSWORD; "
                    + "on a terminal it is asked for.")
            .build();

    void addTo(CommandSpec command) {
        command.addOption(file);
    }

    /**
     * The password; null if none was given.
     *
     * @throws CommandFailure if the file cannot be read
     */
    public @Nullable String password(Console console) {
        Path named = file.getValue();
        if (named != null) {
            return read(named);
        }
        String given = console.environment().getOrDefault("ROOMTALK_PASSWORD", "");
        return given.isEmpty() ? null : given;
    }

    private static String read(Path file) {
        try {
            List<String> lines = Utf8.lines(file);
            if (lines.isEmpty() || lines.getFirst().isEmpty()) {
                throw CommandFailure.badInput("the first line of " + file + " is empty: write the password there");
            }
            return lines.getFirst();
        } catch (NotUtf8Exception e) {
            throw CommandFailure.badInput("the password in " + file + ": " + e.getMessage());
        } catch (IOException e) {
            throw CommandFailure.badInput("cannot read the password from " + file);
        }
    }
}
