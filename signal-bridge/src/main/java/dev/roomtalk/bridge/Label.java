package dev.roomtalk.bridge;

import dev.roomtalk.wire.Name;
import java.text.Normalizer;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Says on whose behalf the bridge speaks: {@code alice/4711 "backup.sh"}. */
final class Label {
    private static final Pattern INTERPRETER = Pattern.compile(
            "(a|ba|da|k|mk|z)?sh|busybox|python[0-9.]*|perl[0-9.]*|ruby[0-9.]*|node|lua[0-9.]*|php[0-9.]*");

    private static final Set<String> JAVA_OPTIONS_WITH_VALUE = Set.of(
            "-cp",
            "-classpath",
            "--class-path",
            "-p",
            "--module-path",
            "--add-modules",
            "--add-exports",
            "--add-opens",
            "--add-reads",
            "--upgrade-module-path",
            "--limit-modules");

    /** Of a user name (useradd(8)); with the longest pid there is still room for a program. */
    private static final int LONGEST_USER = 32;

    private static final String CUT = "...\"";

    private Label() {}

    /** The label of a process: it keeps the rules of labels whatever the process calls itself. */
    static String of(String user, int pid, Processes.@Nullable Identity identity) {
        String who = first(clean(user), LONGEST_USER) + "/" + pid;
        String full = identity == null ? who : who + " \"" + clean(program(identity)) + "\"";
        return switch (Name.label(shorten(full))) {
            case Name.Valid valid -> valid.name().display();
            case Name.Invalid _ -> "process " + pid;
        };
    }

    /** The label of whoever speaks through a door of this name, of whom nothing else is known. */
    static String ofDoor(String user, String door) {
        String full = first(clean(user), LONGEST_USER) + "/" + clean(door);
        return switch (Name.label(first(full, Name.MAX_LABEL))) {
            case Name.Valid valid -> valid.name().display();
            case Name.Invalid _ -> "local";
        };
    }

    /** The script it runs, or else the program. */
    static String program(Processes.Identity identity) {
        List<String> arguments = identity.arguments();
        if (arguments.isEmpty()) {
            return identity.command();
        }
        String program = base(arguments.getFirst());
        if (program.startsWith("-")) {
            program = program.substring(1);
        }
        if (program.equals("java")) {
            return javaProgram(arguments);
        }
        if (INTERPRETER.matcher(program).matches()
                && arguments.size() > 1
                && !arguments.get(1).startsWith("-")
                && !arguments.get(1).isEmpty()) {
            return base(arguments.get(1));
        }
        return program.isEmpty() ? identity.command() : program;
    }

    /** What it runs is in a file that many programs have in common: a shell, an interpreter, a Java VM. */
    static boolean isInterpreted(Processes.Identity identity) {
        if (identity.arguments().isEmpty()) {
            return false;
        }
        String program = base(identity.arguments().getFirst());
        String plain = program.startsWith("-") ? program.substring(1) : program;
        return plain.equals("java") || INTERPRETER.matcher(plain).matches();
    }

    /** The jar, or the main class without its package, that a Java VM runs. */
    private static String javaProgram(List<String> arguments) {
        for (int i = 1; i < arguments.size(); i++) {
            String argument = arguments.get(i);
            if (JAVA_OPTIONS_WITH_VALUE.contains(argument)) {
                i++;
            } else if (!argument.startsWith("-") && !argument.startsWith("@")) {
                String program = base(argument);
                return program.endsWith(".jar") ? program : program.substring(program.lastIndexOf('.') + 1);
            }
        }
        return "java";
    }

    private static String base(String path) {
        return path.substring(path.lastIndexOf('/') + 1);
    }

    /** Replaces what a label may not contain. The quotation mark closes the program's name, so it cannot be part of it. */
    private static String clean(String text) {
        String bounded = text.length() > 4 * Name.MAX_LABEL ? text.substring(0, 4 * Name.MAX_LABEL) : text;
        StringBuilder clean = new StringBuilder();
        Normalizer.normalize(bounded, Normalizer.Form.NFKC).codePoints().forEach(c -> {
            String one = Character.toString(c);
            boolean allowed = c == ' ' || Name.label(one) instanceof Name.Valid;
            clean.append(allowed && c != '"' ? one : "?");
        });
        return clean.toString();
    }

    private static String shorten(String label) {
        boolean fits = label.codePointCount(0, label.length()) <= Name.MAX_LABEL;
        return fits ? label : first(label, Name.MAX_LABEL - CUT.length()) + CUT;
    }

    private static String first(String text, int characters) {
        boolean fits = text.codePointCount(0, text.length()) <= characters;
        return fits ? text : text.substring(0, text.offsetByCodePoints(0, characters));
    }
}
