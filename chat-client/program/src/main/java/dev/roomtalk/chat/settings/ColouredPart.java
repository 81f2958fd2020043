package dev.roomtalk.chat.settings;

import dev.roomtalk.chat.tui.Ink;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A part of the full screen whose colour may be another one than the theme's. */
public enum ColouredPart implements ConfigurationKey {
    ALARM("what went wrong, and rooms in which you were mentioned"),
    CODE("`code` in a text"),
    MENTION("the text of a message that mentions you"),
    OWN("your name before your messages");

    private static final String WORDS = "a name such as red or bright-red, a number to 255, or #rrggbb";

    private final String of;

    ColouredPart(String of) {
        this.of = of;
    }

    @Override
    public String key() {
        return "colour." + name().toLowerCase(Locale.ROOT);
    }

    @Override
    public String form() {
        return "COLOUR";
    }

    @Override
    public String defaultValue() {
        return "";
    }

    @Override
    public String meaning() {
        return "on the full screen, the colour of " + of + ": " + WORDS;
    }

    @Override
    public @Nullable String wrong(String value) {
        return Ink.named(value) == null ? "'" + value + "' is not a colour; give " + WORDS : null;
    }

    @Override
    public boolean isText() {
        return true;
    }

    /** The colours that are configured. */
    static Map<ColouredPart, Ink> of(Configuration configuration) {
        Map<ColouredPart, Ink> colours = new EnumMap<>(ColouredPart.class);
        for (ColouredPart part : values()) {
            Ink ink = Ink.named(configuration.value(part));
            if (ink != null) {
                colours.put(part, ink);
            }
        }
        return colours;
    }
}
