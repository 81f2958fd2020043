package dev.roomtalk.server.names;

import dev.roomtalk.wire.Name;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Says which names cannot be given to a new user or room, whoever else has one: what the programs themselves write into
 * a conversation is typed by nobody, nor what looks like it. Any thread.
 *
 * <pre>
 *  12:03 signals · root/4711 "init": text        a speaker, a label, a text
 *  12:03 · carol joined                          what happened
 *  root (operator) kicked carol                  who did it
 * </pre>
 */
public final class NewNames {
    /** What stands in brackets behind names. */
    private static final List<String> ROLES = List.of(
            "operator", "host", "moderator", "member", "muted", "server", "system", "bridge", "you", "away", "bot");

    /** Whoever has such a name speaks as the program. */
    private static final List<String> PROGRAM = List.of("roomtalk", "operator", "server", "system");

    /** The dot between a name and a label, with a space on one side at least; it may be part of a word (l·l). */
    private static final Pattern SEPARATOR = Pattern.compile("(?:^|[^\\p{L}])[·•∙⋅●◦]|[·•∙⋅●◦](?:$|[^\\p{L}])");

    private static final Pattern COLON = Pattern.compile("^:|: |:$");
    private static final Pattern CLOCK = Pattern.compile("^\\p{Nd}{1,2}:\\p{Nd}{2}(?: |$)");
    private static final Pattern BRACKETS = Pattern.compile("[\\p{Ps}\\p{Pi}<](.*)[\\p{Pe}\\p{Pf}>]");
    private static final Pattern NEITHER_LETTER_NOR_DIGIT = Pattern.compile("[^\\p{L}\\p{N}]+");

    private NewNames() {}

    /** Why no new user may have this name, in a sentence for the person; null: it may. */
    public static @Nullable String refusalOfUser(Name name, NamePolicy policy) {
        String look = Looks.of(name.display());
        if (look.indexOf('/') >= 0) {
            return refusal(name, "the programs write '/' between a user and a process or a pipe");
        }
        if (COLON.matcher(look).find()) {
            return refusal(name, "the programs write ':' between a name and a text");
        }
        if (CLOCK.matcher(name.display()).find()) {
            return refusal(name, "it begins like the time of a message");
        }
        if (isOneOf(PROGRAM, look)) {
            return refusal(name, "it is how the programs call themselves");
        }
        var brackets = BRACKETS.matcher(look);
        if (brackets.find() && isOneOf(ROLES, brackets.group(1))) {
            return refusal(name, "the programs write in brackets what a user is");
        }
        return refusalOfRoom(name, policy);
    }

    /** The same of a room. */
    public static @Nullable String refusalOfRoom(Name name, NamePolicy policy) {
        if (SEPARATOR.matcher(Looks.of(name.display())).find()) {
            return refusal(name, "the programs write ' · ' between the parts of a line");
        }
        if (policy == NamePolicy.RESTRICTED && Looks.mixesScripts(name.display())) {
            return refusal(name, "its letters are of scripts that are not written together");
        }
        return null;
    }

    /**
     * What a name that looks like another one is refused with.
     *
     * @param of "user" or "room"
     */
    public static String looksTaken(String of, Name name) {
        return "the name '" + name.display() + "' looks like that of another " + of + ": choose another";
    }

    private static String refusal(Name name, String why) {
        return "the name '" + name.display() + "' can be taken for something else, because " + why + ": choose another";
    }

    private static boolean isOneOf(List<String> words, String text) {
        String look = lettersOf(text);
        return words.stream().anyMatch(word -> lettersOf(word).equals(look));
    }

    /** The look of a text's letters and digits, without regard to case. */
    private static String lettersOf(String text) {
        return NEITHER_LETTER_NOR_DIGIT
                .matcher(Looks.of(text.toLowerCase(Locale.ROOT)))
                .replaceAll("");
    }
}
