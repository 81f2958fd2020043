package dev.roomtalk.chat.input;

import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The person that a command is about, and the text after the name. */
record Person(String name, String rest) {
    /**
     * Reads a name in quotes, the longest of the known names, or one word.
     *
     * @return null if there is no name
     */
    static @Nullable Person in(String argument, List<String> known) {
        int quote = argument.startsWith("\"") ? argument.indexOf('"', 1) : -1;
        if (quote > 1) {
            return new Person(
                    argument.substring(1, quote), argument.substring(quote + 1).strip());
        }
        String name = known.stream()
                .filter(one -> argument.regionMatches(true, 0, one, 0, one.length()))
                .filter(one -> argument.length() == one.length() || argument.charAt(one.length()) == ' ')
                .max(Comparator.comparingInt(String::length))
                .map(one -> argument.substring(0, one.length()))
                .orElseGet(() -> argument.split("\\s", 2)[0]);
        return name.isEmpty()
                ? null
                : new Person(name, argument.substring(name.length()).strip());
    }

    /** Reads a text that is nothing but a name, perhaps in quotes. */
    static String only(String name) {
        return name.length() > 2 && name.startsWith("\"") && name.endsWith("\"")
                ? name.substring(1, name.length() - 1)
                : name;
    }
}
