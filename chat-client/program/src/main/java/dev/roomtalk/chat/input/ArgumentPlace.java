package dev.roomtalk.chat.input;

import dev.roomtalk.chat.input.SlashCommand.Argument;
import java.util.ArrayList;
import java.util.List;

/**
 * Which argument of a command is being typed.
 *
 * @param parameter its place among the command's parameters; their number if it is none of them
 * @param from where it begins in the text behind the command
 * @param used the parameters that stand before it
 */
record ArgumentPlace(int parameter, int from, List<Integer> used) {
    private static final String OPTION = "--";
    private static final String INVITATION = "inv-";

    ArgumentPlace {
        used = List.copyOf(used);
    }

    /**
     * Finds the argument at the end of a text.
     *
     * @param text what stands behind the command, without space before it
     * @param people known names, which may have spaces
     */
    static ArgumentPlace of(SlashCommand command, String text, List<String> people) {
        List<String> parameters = command.parameters();
        List<Integer> used = new ArrayList<>();
        if (parameters.isEmpty()) {
            return new ArgumentPlace(0, 0, used);
        }
        int at = 0;
        if (command.argument() == Argument.PERSON || command.argument() == Argument.PERSON_ANYWHERE) {
            at = nameEnd(text, people);
            if (at == text.length() || beginsName(text, people)) {
                return new ArgumentPlace(0, 0, used);
            }
            used.add(0);
        } else if (parameters.getFirst().contains("ROOM")) {
            // A room's name may have spaces: what follows it is recognised by its beginning.
            int last = text.lastIndexOf(' ') + 1;
            String token = text.substring(last);
            int parameter = token.startsWith(INVITATION)
                    ? parameters.indexOf("[INVITE]")
                    : token.startsWith(OPTION) ? option(parameters, token) : 0;
            return parameter > 0 ? new ArgumentPlace(parameter, last, List.of(0)) : new ArgumentPlace(0, 0, used);
        }
        while (true) {
            while (at < text.length() && text.charAt(at) == ' ') {
                at++;
            }
            int end = text.indexOf(' ', at);
            String token = text.substring(at, end < 0 ? text.length() : end);
            int parameter = next(parameters, used, token);
            if (end < 0 || parameter == parameters.size() || takesRest(parameters.get(parameter))) {
                return new ArgumentPlace(parameter, at, used);
            }
            used.add(parameter);
            at = end;
        }
    }

    /** The first parameter that takes the word, of those that were not used. */
    private static int next(List<String> parameters, List<Integer> used, String token) {
        for (int i = 0; i < parameters.size(); i++) {
            if (!used.contains(i) && takes(parameters.get(i), token)) {
                return i;
            }
        }
        return parameters.size();
    }

    private static boolean takes(String parameter, String token) {
        if (token.startsWith(OPTION)) {
            return parameter.contains(token);
        }
        if (parameter.contains(OPTION)) {
            return false;
        }
        boolean digits = token.chars().allMatch(Character::isDigit);
        return switch (parameter) {
            case "[DURATION]" -> token.isEmpty() || Character.isDigit(token.charAt(0));
            case "[USES]", "[N]" -> digits;
            // Of a command that takes a number too.
            case "[NAME]" -> token.isEmpty() || !digits;
            default -> true;
        };
    }

    private static boolean takesRest(String parameter) {
        return switch (parameter) {
            case "[REASON]", "[TEXT]", "[WORDS]", "[VALUE]", "FILE", "[PATH]" -> true;
            default -> false;
        };
    }

    private static int option(List<String> parameters, String token) {
        for (int i = 0; i < parameters.size(); i++) {
            if (parameters.get(i).startsWith("[" + token)) {
                return i;
            }
        }
        return -1;
    }

    /** Where a name in quotes, the longest of the known names, or one word ends. */
    private static int nameEnd(String text, List<String> people) {
        int quote = text.startsWith("\"") ? text.indexOf('"', 1) : -1;
        if (quote > 1) {
            return quote + 1;
        }
        if (text.startsWith("\"")) {
            return text.length();
        }
        Person person = Person.in(text, people);
        return person == null ? text.length() : person.name().length();
    }

    /** Whether a known name begins so, and goes on behind the space. */
    private static boolean beginsName(String text, List<String> people) {
        return people.stream()
                .anyMatch(name -> name.length() > text.length() && name.regionMatches(true, 0, text, 0, text.length()));
    }
}
