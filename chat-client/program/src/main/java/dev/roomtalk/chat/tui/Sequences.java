package dev.roomtalk.chat.tui;

import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What the sequences mean that terminals send for keys and the mouse (xterm's control sequences, and what rxvt, the
 * Linux console and kitty send instead). What is not listed here is an answer to a question that nobody asked, or
 * asked long ago: it means nothing.
 */
final class Sequences {
    private static final int DEL = 0x7F;

    /** As OSC 11 is answered: two to four digits a part. */
    private static final Pattern BACKGROUND =
            Pattern.compile("11;rgba?:(\\p{XDigit}{1,4})/(\\p{XDigit}{1,4})/(\\p{XDigit}{1,4}).*");

    private static final int PRESSED = 0x43;
    private static final int LEFT_BUTTON = 0;
    private static final int WHEEL_UP = 0x40;
    private static final int WHEEL_DOWN = 0x41;
    private static final int MOTION = 0x20;

    private final Consumer<TerminalEvent> events;

    Sequences(Consumer<TerminalEvent> events) {
        this.events = events;
    }

    /** Esc was pressed, once or twice. */
    void escape(boolean twice) {
        for (int i = twice ? 0 : 1; i < 2; i++) {
            events.accept(TerminalEvent.Key.of(KeyName.ESCAPE));
        }
    }

    /** A character was typed with Alt. */
    void alt(char character) {
        events.accept(TerminalEvent.Key.alt(character));
    }

    /** A control character. */
    void control(int b, int modifiers) {
        events.accept(
                switch (b) {
                    case '\r' -> TerminalEvent.Key.of(KeyName.ENTER, modifiers);
                    case '\t' -> TerminalEvent.Key.of(KeyName.TAB, modifiers);
                    case DEL -> TerminalEvent.Key.of(KeyName.BACKSPACE, modifiers);
                    case 0 -> new TerminalEvent.Key(KeyName.CHARACTER, ' ', TerminalEvent.Key.CTRL | modifiers);
                    default ->
                        new TerminalEvent.Key(
                                KeyName.CHARACTER, Character.toLowerCase(b + '@'), TerminalEvent.Key.CTRL | modifiers);
                });
    }

    /**
     * What comes after Esc and O.
     *
     * @return whether it is known
     */
    boolean singleShift(int b, boolean alt) {
        int modifiers = alt ? TerminalEvent.Key.ALT : 0;
        if (b == 'M') {
            events.accept(TerminalEvent.Key.of(KeyName.ENTER, modifiers));
            return true;
        }
        KeyName name = b == 'R' ? KeyName.F3 : letter((char) b);
        if (name != null) {
            events.accept(TerminalEvent.Key.of(name, modifiers));
        }
        return name != null;
    }

    /** What the Linux console sends after two brackets. */
    void console(int b) {
        switch (b) {
            case 'A' -> events.accept(TerminalEvent.Key.of(KeyName.F1));
            case 'B' -> events.accept(TerminalEvent.Key.of(KeyName.F2));
            case 'C' -> events.accept(TerminalEvent.Key.of(KeyName.F3));
            case 'D' -> events.accept(TerminalEvent.Key.of(KeyName.F4));
            case 'E' -> events.accept(TerminalEvent.Key.of(KeyName.F5));
            default -> {}
        }
    }

    /** A text of the terminal that begins with a number. */
    void command(String text) {
        Matcher answer = BACKGROUND.matcher(text);
        if (answer.matches()) {
            events.accept(new TerminalEvent.Background(part(answer, 1), part(answer, 2), part(answer, 3)));
        }
    }

    private static int part(Matcher answer, int group) {
        String digits = answer.group(group);
        return Integer.parseInt(digits, 16) * 255 / ((1 << (4 * digits.length())) - 1);
    }

    /**
     * A control sequence.
     *
     * @param parameters what stands before the last character
     * @return whether it can come from a terminal
     */
    boolean control(String parameters, char last, boolean alt) {
        if (!parameters.isEmpty() && parameters.charAt(0) >= '<') {
            if (parameters.charAt(0) == '<' && (last == 'M' || last == 'm')) {
                mouse(numbers(parameters.substring(1)), last);
            }
            return true;
        }
        if (parameters.chars().anyMatch(c -> c < '0')) {
            return true;
        }
        int[] numbers = numbers(parameters);
        int modifiers = modifiers(numbers) | (alt ? TerminalEvent.Key.ALT : 0);
        switch (last) {
            case '~' -> tilde(numbers, modifiers);
            case 'u' -> character(numbers[0], modifiers);
            case 'Z' -> events.accept(TerminalEvent.Key.of(KeyName.TAB, TerminalEvent.Key.SHIFT));
            case 'I' -> focus(parameters, true);
            case 'O' -> focus(parameters, false);
            default -> {
                KeyName name = letter(last);
                if (name != null) {
                    events.accept(TerminalEvent.Key.of(name, modifiers));
                }
                return name != null || !parameters.isEmpty();
            }
        }
        return true;
    }

    private void focus(String parameters, boolean here) {
        if (parameters.isEmpty()) {
            events.accept(new TerminalEvent.Focus(here));
        }
    }

    /** At least two; 0 where none is given. */
    private static int[] numbers(String parameters) {
        String[] parts = parameters.split(";", -1);
        int[] numbers = new int[Math.max(3, parts.length)];
        for (int i = 0; i < parts.length; i++) {
            String part = parts[i];
            int colon = part.indexOf(':');
            String digits = colon < 0 ? part : part.substring(0, colon);
            numbers[i] = digits.isEmpty() || digits.length() > 7 ? 0 : Integer.parseInt(digits);
        }
        return numbers;
    }

    /** The second parameter is one more than what is held: Shift 1, Alt 2, Ctrl 4, Meta 8. */
    private static int modifiers(int[] numbers) {
        int held = Math.max(numbers[1] - 1, 0);
        return (held & 7) | ((held & 8) != 0 ? TerminalEvent.Key.ALT : 0);
    }

    private void tilde(int[] numbers, int modifiers) {
        KeyName name = number(numbers[0]);
        if (name != null) {
            events.accept(TerminalEvent.Key.of(name, modifiers));
        } else if (numbers[0] == 27) {
            character(numbers[2], modifiers);
        }
    }

    /** A key by its character, as a terminal sends it that tells all keys apart. */
    private void character(int c, int modifiers) {
        switch (c) {
            case '\r' -> events.accept(TerminalEvent.Key.of(KeyName.ENTER, modifiers));
            case '\t' -> events.accept(TerminalEvent.Key.of(KeyName.TAB, modifiers));
            case 0x1B -> events.accept(TerminalEvent.Key.of(KeyName.ESCAPE, modifiers));
            case '\b', DEL -> events.accept(TerminalEvent.Key.of(KeyName.BACKSPACE, modifiers));
            default -> {
                boolean printable = c > ' ' - 1 && Character.isDefined(c) && !Character.isISOControl(c);
                boolean keypad = c >= 0xE000 && c <= 0xF8FF;
                if (!printable || keypad) {
                    return;
                }
                if ((modifiers & TerminalEvent.Key.CTRL) != 0) {
                    events.accept(new TerminalEvent.Key(
                            KeyName.CHARACTER, Character.toLowerCase(c), modifiers & ~TerminalEvent.Key.SHIFT));
                } else if ((modifiers & TerminalEvent.Key.ALT) != 0) {
                    events.accept(new TerminalEvent.Key(KeyName.CHARACTER, c, TerminalEvent.Key.ALT));
                } else {
                    events.accept(new TerminalEvent.Typed(Character.toString(c)));
                }
            }
        }
    }

    private static @Nullable KeyName letter(char c) {
        return switch (c) {
            case 'A' -> KeyName.UP;
            case 'B' -> KeyName.DOWN;
            case 'C' -> KeyName.RIGHT;
            case 'D' -> KeyName.LEFT;
            case 'H' -> KeyName.HOME;
            case 'F' -> KeyName.END;
            case 'P' -> KeyName.F1;
            case 'Q' -> KeyName.F2;
            case 'S' -> KeyName.F4;
            default -> null;
        };
    }

    private static @Nullable KeyName number(int n) {
        return switch (n) {
            case 1, 7 -> KeyName.HOME;
            case 2 -> KeyName.INSERT;
            case 3 -> KeyName.DELETE;
            case 4, 8 -> KeyName.END;
            case 5 -> KeyName.PAGE_UP;
            case 6 -> KeyName.PAGE_DOWN;
            case 11 -> KeyName.F1;
            case 12 -> KeyName.F2;
            case 13 -> KeyName.F3;
            case 14 -> KeyName.F4;
            case 15 -> KeyName.F5;
            case 17 -> KeyName.F6;
            case 18 -> KeyName.F7;
            case 19 -> KeyName.F8;
            case 20 -> KeyName.F9;
            case 21 -> KeyName.F10;
            case 23 -> KeyName.F11;
            case 24 -> KeyName.F12;
            default -> null;
        };
    }

    private void mouse(int[] numbers, char last) {
        int button = numbers[0];
        if (last != 'M' || (button & MOTION) != 0 || numbers[1] < 1 || numbers[2] < 1) {
            return;
        }
        TerminalEvent.Mouse.@Nullable Kind kind =
                switch (button & PRESSED) {
                    case LEFT_BUTTON -> TerminalEvent.Mouse.Kind.CLICK;
                    case WHEEL_UP -> TerminalEvent.Mouse.Kind.WHEEL_UP;
                    case WHEEL_DOWN -> TerminalEvent.Mouse.Kind.WHEEL_DOWN;
                    default -> null;
                };
        if (kind != null) {
            events.accept(new TerminalEvent.Mouse(kind, numbers[2] - 1, numbers[1] - 1));
        }
    }
}
