package dev.roomtalk.bridge.message;

import dev.roomtalk.bridge.kernel.Processes;
import dev.roomtalk.bridge.kernel.ProgramName;
import dev.roomtalk.wire.Name;
import java.text.Normalizer;
import org.jspecify.annotations.Nullable;

/** Says on whose behalf the bridge speaks: {@code alice/4711 "backup.sh"}. */
public final class Label {
    /** Of a user name (useradd(8)); with the longest pid there is still room for a program. */
    private static final int MAX_USER = 32;

    private static final String CUT = "...\"";

    private Label() {}

    /** The label of a process: it keeps the rules of labels whatever the process calls itself. */
    public static String of(String user, int pid, Processes.@Nullable Identity identity) {
        String who = first(clean(user), MAX_USER) + "/" + pid;
        String full = identity == null ? who : who + " \"" + clean(ProgramName.of(identity)) + "\"";
        return switch (Name.label(shorten(full))) {
            case Name.Valid valid -> valid.name().display();
            case Name.Invalid _ -> "process " + pid;
        };
    }

    /** The label of a speaker at an input of this name, of whom nothing else is known. */
    public static String ofInput(String user, String input) {
        String full = first(clean(user), MAX_USER) + "/" + clean(input);
        return switch (Name.label(first(full, Name.MAX_LABEL))) {
            case Name.Valid valid -> valid.name().display();
            case Name.Invalid _ -> "local";
        };
    }

    /**
     * Replaces what a label may not contain. The quotation mark closes the program's name, so it cannot be part of it.
     */
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
