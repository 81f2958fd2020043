package dev.roomtalk.chat.command;

import dev.roomtalk.chat.console.CommandFailure;
import dev.roomtalk.chat.console.Console;
import dev.roomtalk.client.ChatCommand;
import dev.roomtalk.client.ExitCode;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.Parameters;

@CommandLine.Command(
        name = "completion",
        description = "Prints a script by which a shell completes the commands and options of this program.")
final class CompletionCommand extends Command {
    /** A shell. */
    enum Shell {
        BASH,
        ZSH,
        FISH
    }

    @Parameters(
            index = "0",
            paramLabel = "bash|zsh|fish",
            description = "bash: put 'source <(${ROOT-COMMAND-NAME} completion bash)' into .bashrc. "
                    + "zsh: the same into .zshrc, with zsh for bash. "
                    + "fish: write it to ~/.config/fish/completions/${ROOT-COMMAND-NAME}.fish.")
    private @Nullable Shell shell;

    CompletionCommand(Console console) {
        super(console);
    }

    @Override
    ExitCode run() {
        CommandLine program = CommandLines.program("", console());
        program.getSubcommands().values().forEach(command -> nameWords(command.getCommandSpec()));
        console()
                .out()
                .print(
                        switch (shell) {
                            case BASH -> bash(program);
                            case ZSH -> zsh(program);
                            case FISH -> FishCompletion.of(program);
                            case null -> throw CommandFailure.badInput("one of bash, zsh and fish is missing");
                        });
        return ExitCode.DONE;
    }

    /** Arguments that are one of some words have them in small letters, as they are documented. */
    private static void nameWords(CommandSpec spec) {
        for (PositionalParamSpec parameter : List.copyOf(spec.positionalParameters())) {
            if (parameter.type().isEnum()) {
                List<String> words = Stream.of(parameter.type().getEnumConstants())
                        .map(word -> word.toString().toLowerCase(Locale.ROOT))
                        .toList();
                spec.remove(parameter);
                spec.addPositional(PositionalParamSpec.builder(parameter)
                        .completionCandidates(words)
                        .build());
            }
        }
    }

    private static String bash(CommandLine program) {
        return AutoComplete.bash(ChatCommand.NAME, program);
    }

    /**
     * The script for bash, which zsh understands too. It works when it is sourced, and as a file {@code _NAME} of the
     * search path, where it is the body of a function that has to complete at once.
     */
    private static String zsh(CommandLine program) {
        return "#compdef " + ChatCommand.NAME + "\n"
                + "autoload -U +X bashcompinit && bashcompinit\n"
                + bash(program)
                + "\n[ \"${funcstack[1]-}\" != \"_" + ChatCommand.NAME
                + "\" ] || _bash_complete -o default -F _complete_"
                + ChatCommand.NAME + "\n";
    }
}
