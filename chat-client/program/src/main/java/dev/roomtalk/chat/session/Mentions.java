package dev.roomtalk.chat.session;

import dev.roomtalk.client.ChatEvent;
import java.lang.Character.UnicodeScript;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** Recognises messages that name the person at this screen, or have a word that the person listens for. */
public final class Mentions {
    private final List<String> words;
    private final String self;

    /**
     * @param self the name of the person at this screen; {@code @name} is found with it
     * @param others words that count as the name does
     */
    public Mentions(String self, List<String> others) {
        this.self = self;
        this.words = Stream.concat(Stream.of(self), others.stream())
                .filter(word -> !word.isEmpty())
                .map(word -> word.toLowerCase(Locale.ROOT))
                .toList();
    }

    /** Whether that is the name of the person at this screen. */
    boolean isSelf(String name) {
        return name.equalsIgnoreCase(self);
    }

    /** The name of the person, and the words that count as it does, in small letters. */
    List<String> words() {
        return words;
    }

    /** Whether a message from someone else has the name, or one of the words, as a word of its own. */
    public boolean in(ChatEvent.Message message) {
        return !message.own() && in(message.text());
    }

    /** Whether a text has the name, or one of the words, as a word of its own. */
    boolean in(String said) {
        String text = said.toLowerCase(Locale.ROOT);
        return words.stream().anyMatch(word -> has(text, word));
    }

    private static boolean has(String text, String word) {
        for (int i = text.indexOf(word); i >= 0; i = text.indexOf(word, i + 1)) {
            int end = i + word.length();
            if ((i == 0 || !goOn(text.codePointBefore(i), word.codePointAt(0)))
                    && (end == text.length() || !goOn(word.codePointBefore(word.length()), text.codePointAt(end)))) {
                return true;
            }
        }
        return false;
    }

    /** Whether two characters side by side are of one word: letters of another script begin another one. */
    private static boolean goOn(int before, int after) {
        if (!Character.isLetterOrDigit(before) || !Character.isLetterOrDigit(after)) {
            return false;
        }
        UnicodeScript one = UnicodeScript.of(before);
        UnicodeScript other = UnicodeScript.of(after);
        return one == other || one == UnicodeScript.COMMON || other == UnicodeScript.COMMON;
    }
}
