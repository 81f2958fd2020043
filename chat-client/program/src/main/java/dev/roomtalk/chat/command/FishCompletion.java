package dev.roomtalk.chat.command;

import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/** The script by which the shell fish completes the commands and options of a program. */
final class FishCompletion {
    private FishCompletion() {}

    static String of(CommandLine program) {
        String name = program.getCommandName();
        StringBuilder script = new StringBuilder("# Completions of " + name + ", made by '" + name
                + " completion fish'.\ncomplete -c " + name + " -f\n");
        options(script, name, "__fish_use_subcommand", program.getCommandSpec());
        program.getSubcommands().forEach((command, line) -> {
            CommandSpec spec = line.getCommandSpec();
            script.append("complete -c ").append(name).append(" -n __fish_use_subcommand -a ");
            script.append(command).append(description(spec.usageMessage().description()));
            String seen = quoted("__fish_seen_subcommand_from " + command);
            words(script, name, seen, spec);
            options(script, name, seen, spec);
        });
        return script.toString();
    }

    /** Arguments that are one of some words. */
    private static void words(StringBuilder script, String name, String condition, CommandSpec spec) {
        for (PositionalParamSpec parameter : spec.positionalParameters()) {
            if (parameter.type().isEnum()) {
                String words = String.join(" ", parameter.completionCandidates());
                script.append("complete -c ").append(name).append(" -n ").append(condition);
                script.append(" -a ").append(quoted(words)).append('\n');
            }
        }
    }

    private static void options(StringBuilder script, String name, String condition, CommandSpec spec) {
        for (OptionSpec option : spec.options()) {
            script.append("complete -c ").append(name).append(" -n ").append(condition);
            for (String each : option.names()) {
                script.append(each.startsWith("--") ? " -l " + each.substring(2) : " -s " + each.substring(1));
            }
            if (option.type() == Path.class) {
                script.append(" -r -F");
            } else if (option.arity().min() > 0) {
                script.append(" -x");
            }
            script.append(description(option.description()));
        }
    }

    /** The first sentence of a description, as the end of a line. */
    private static String description(String[] lines) {
        String text = Ansi.OFF.string(String.join(" ", List.of(lines)).replaceAll(" +", " "));
        int end = text.indexOf(". ");
        String sentence = end < 0 ? text.strip() : text.substring(0, end);
        return " -d " + quoted(sentence.endsWith(".") ? sentence.substring(0, sentence.length() - 1) : sentence) + "\n";
    }

    private static String quoted(String text) {
        return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'";
    }
}
