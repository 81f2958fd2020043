package dev.roomtalk.chat.session;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A message that was not sent, or perhaps not, or not stored.
 *
 * @param why the end of a sentence: {@code not sent in ops, the room is closed}
 */
public record FailedMessage(TypedMessage message, Fate fate, String why) {
    public enum Fate {
        /** Refused: it will never appear. */
        NOT_SENT,
        /** It may or may not have appeared. */
        PERHAPS_SENT,
        /** Everybody got it, and the history of its room will not have it. */
        NOT_STORED
    }

    private record Group(String room, Fate fate, String why) {}

    /** Whether sending it again makes sense. */
    public boolean repeatable() {
        return fate != Fate.NOT_STORED;
    }

    /** One sentence for all that failed in one room for one reason: a pasted block must not bury the screen. */
    public static List<String> sentences(List<FailedMessage> all) {
        Map<Group, List<TypedMessage>> groups = new LinkedHashMap<>();
        for (FailedMessage one : all) {
            groups.computeIfAbsent(new Group(one.message.room(), one.fate, one.why), _ -> new ArrayList<>())
                    .add(one.message);
        }
        List<String> sentences = new ArrayList<>();
        groups.forEach((group, messages) -> sentences.add(sentence(group, messages)));
        return sentences;
    }

    private static String sentence(Group group, List<TypedMessage> messages) {
        boolean one = messages.size() == 1;
        String which = (one ? "" : messages.size() + " messages ") + words(group.fate) + " in " + group.room;
        String why = group.why.isEmpty() ? "" : ", " + group.why;
        String text = (one ? ": " : "; the first: ") + messages.getFirst().text();
        String remedy =
                switch (group.fate) {
                    case NOT_SENT ->
                        one
                                ? "; F5 sends it again, /drop forgets it"
                                : "; F5 sends them again in order, /drop forgets them, /failed lists them";
                    case PERHAPS_SENT ->
                        one
                                ? "; F5 sends it again, and it may then appear twice; /drop forgets it"
                                : "; F5 sends them again in order, and they may then appear twice; /drop forgets them,"
                                        + " /failed lists them";
                    case NOT_STORED -> ", the room's history will not have " + (one ? "it" : "them");
                };
        return which + why + remedy + text;
    }

    /** What became of it, for a list. */
    public String summary() {
        return words(fate) + " in " + message.room() + ": " + message.text();
    }

    private static String words(Fate fate) {
        return switch (fate) {
            case NOT_SENT -> "not sent";
            case PERHAPS_SENT -> "perhaps not sent";
            case NOT_STORED -> "relayed but not stored";
        };
    }
}
