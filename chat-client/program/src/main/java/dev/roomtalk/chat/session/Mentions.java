package dev.roomtalk.chat.session;

import dev.roomtalk.client.ChatEvent;
import java.util.Locale;

/** Recognises messages that name the person at this screen. */
public final class Mentions {
    private final String self;

    /** @param self the name of the person at this screen */
    public Mentions(String self) {
        this.self = self.toLowerCase(Locale.ROOT);
    }

    /** Whether a message from someone else has the name, as a word of its own. */
    public boolean in(ChatEvent.Message message) {
        if (message.own() || self.isEmpty()) {
            return false;
        }
        String text = message.text().toLowerCase(Locale.ROOT);
        for (int i = text.indexOf(self); i >= 0; i = text.indexOf(self, i + 1)) {
            int end = i + self.length();
            if ((i == 0 || !Character.isLetterOrDigit(text.codePointBefore(i)))
                    && (end == text.length() || !Character.isLetterOrDigit(text.codePointAt(end)))) {
                return true;
            }
        }
        return false;
    }
}
