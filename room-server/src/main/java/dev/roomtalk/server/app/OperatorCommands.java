package dev.roomtalk.server.app;

import dev.roomtalk.server.console.Answer;
import dev.roomtalk.server.console.ConsoleClient;
import dev.roomtalk.server.console.ConsoleCommand;
import dev.roomtalk.server.console.LiveTop;
import dev.roomtalk.server.console.Request;
import java.io.Console;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/** The commands of {@code room-server} that ask the server that is running, by its console. */
final class OperatorCommands {
    private static final String ADMIN = "admin";

    /** Of {@code admin who}. */
    private static final String ALIAS = "users";

    private static final int CANNOT = 1;

    private OperatorCommands() {}

    static void addTo(CommandSpec program) {
        CommandSpec admin = CommandSpec.create().name(ADMIN).mixinStandardHelpOptions(true);
        admin.usageMessage()
                .description("Looks after rooms and users of the running server; every change is in its audit log.");
        for (ConsoleCommand command : ConsoleCommand.values()) {
            (command.place() == ConsoleCommand.Place.ADMIN ? admin : program)
                    .addSubcommand(command.word(), spec(command));
        }
        program.addSubcommand(ADMIN, admin);
    }

    private static CommandSpec spec(ConsoleCommand command) {
        CommandSpec spec = CommandSpec.create().name(command.word()).mixinStandardHelpOptions(true);
        if (command == ConsoleCommand.WHO) {
            spec.aliases(ALIAS);
        }
        spec.usageMessage().description(command.meaning());
        for (ConsoleCommand.Option option : command.options()) {
            if (!option.meaning().isEmpty()) {
                OptionSpec.Builder each =
                        OptionSpec.builder("--" + option.word()).description(option.meaning());
                spec.addOption(
                        option.parameter().isEmpty()
                                ? each.type(boolean.class).build()
                                : each.type(String.class)
                                        .arity("1")
                                        .paramLabel(option.parameter())
                                        .build());
            }
        }
        for (int i = 0; i < command.parameters().size(); i++) {
            spec.addPositional(PositionalParamSpec.builder()
                    .index(Integer.toString(i))
                    .paramLabel(command.parameters().get(i))
                    .type(String.class)
                    .arity("1")
                    .required(true)
                    .build());
        }
        return spec;
    }

    /** Null: it is none of them. */
    static @Nullable Integer run(ParseResult parsed, Path directory, PrintStream out, PrintStream err) {
        ParseResult typed = parsed;
        if (parsed.commandSpec().name().equals(ADMIN)) {
            if (!parsed.hasSubcommand()) {
                throw new ParameterException(parsed.commandSpec().commandLine(), "admin needs a command");
            }
            typed = parsed.subcommand();
        }
        ConsoleCommand command = ConsoleCommand.named(typed.commandSpec().name());
        return command == null ? null : run(command, typed, directory, out, err);
    }

    private static int run(
            ConsoleCommand command, ParseResult typed, Path directory, PrintStream out, PrintStream err) {
        try (ConsoleClient server = ConsoleClient.connect(directory)) {
            if (command == ConsoleCommand.TOP) {
                LiveTop top = new LiveTop(server, out, err);
                boolean terminal = onTerminal();
                return terminal && !typed.hasMatchedOption("--" + ConsoleCommand.Option.ONCE.word())
                        ? top.live(System.in)
                        : top.once();
            }
            Answer answer = server.ask(request(command, typed));
            if (answer.code() == 0) {
                out.print(answer.text());
                out.flush();
            } else {
                err.println("room-server: " + answer.text());
            }
            return answer.code();
        } catch (IOException e) {
            err.println("room-server: " + e.getMessage());
            return CANNOT;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return CANNOT;
        }
    }

    /** Whether there is a console depends on the JDK's choice of one, and so does what it says of itself. */
    @SuppressWarnings("SystemConsoleNull")
    private static boolean onTerminal() {
        Console console = System.console();
        return console != null && console.isTerminal();
    }

    private static Request request(ConsoleCommand command, ParseResult typed) {
        List<String> values = new ArrayList<>();
        for (int i = 0; i < command.parameters().size(); i++) {
            values.add(typed.matchedPositionalValue(i, ""));
        }
        Map<ConsoleCommand.Option, String> options = new EnumMap<>(ConsoleCommand.Option.class);
        for (ConsoleCommand.Option option : command.options()) {
            String name = "--" + option.word();
            if (typed.hasMatchedOption(name)) {
                options.put(option, String.valueOf(typed.matchedOption(name).<Object>getValue()));
            }
        }
        return new Request(command, values, options);
    }
}
