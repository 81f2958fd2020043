package dev.roomtalk.chat.tui;

import java.util.function.Consumer;

/**
 * Makes events of the bytes that a terminal sends, however they are cut. It reads no clock: times are passed in, in
 * milliseconds. Not thread-safe.
 *
 * <p>Esc is a key and the beginning of others. It is the key when nothing follows for {@link #ESCAPE_MILLIS}. A
 * sequence that has begun is awaited for longer, and is dropped when its end does not come; what nobody knows, and what
 * a terminal answers although nobody waits any more, is dropped as well: none of it becomes keys.
 *
 * <p>Over 300 lines, because the states of one automaton stand together.
 */
public final class Decoder {
    /** The longest pasted block that is taken. */
    public static final int MAX_PASTE_BYTES = 1 << 20;

    /** For this long an Esc may be the beginning of another key. */
    static final long ESCAPE_MILLIS = 100;

    /** For this long the rest of a sequence may be on its way, and for this long after an Esc its second part. */
    static final long SEQUENCE_MILLIS = 1000;

    /** A pasted block that is silent for this long is taken for complete. */
    static final long PASTE_MILLIS = 1000;

    /** What is pasted after such a silence still belongs to the block. */
    static final long PASTE_RESUMED_MILLIS = 10_000;

    /** So many bytes at once may come from keys. */
    private static final int MAX_KEY_BYTES = 8;

    private static final int MAX_SEQUENCE = 64;
    private static final int ESC = 0x1B;
    private static final int DEL = 0x7F;
    private static final int BEL = 0x07;
    private static final long NEVER = Long.MAX_VALUE;

    private final Sequences sequences;
    private final TypedText text;
    private final PasteBuffer paste;
    private final StringBuilder sequence = new StringBuilder();
    private State state = State.TEXT;

    /** What came between Esc and the sequence. */
    private char introducer;

    /** Two Esc came before the sequence. */
    private boolean alt;

    /** The sequence began with an Esc that has become a key already: if it is none, it was typed. */
    private boolean afterEscape;

    private int skip;
    private long deadline = NEVER;
    private long escapeUntil = Long.MIN_VALUE;
    private long pasteUntil = Long.MIN_VALUE;

    private enum State {
        TEXT,
        /** After an Esc. */
        ESCAPE,
        /** After Esc and a bracket. */
        CONTROL,
        /** After Esc and an O. */
        SINGLE_SHIFT,
        /** In a text from the terminal, which ends with BEL or with Esc and a backslash. */
        STRING,
        STRING_ESCAPE,
        /** After Esc and two brackets: a function key of the Linux console. */
        CONSOLE,
        /** In the three bytes of an old mouse event. */
        SKIP,
        PASTE
    }

    /** @param events takes what was decoded, on the thread that calls {@link #feed} or {@link #expire} */
    public Decoder(Consumer<TerminalEvent> events) {
        this.sequences = new Sequences(events);
        this.text = new TypedText(events);
        this.paste = new PasteBuffer(events);
    }

    /** Takes the first bytes of an array, which arrived together. */
    public void feed(byte[] bytes, int length, long now) {
        if (length == 0) {
            return;
        }
        if (state == State.TEXT && now < pasteUntil && length > MAX_KEY_BYTES && bytes[0] != ESC) {
            state = State.PASTE;
        } else if (state == State.TEXT && now < escapeUntil && (bytes[0] == '[' || bytes[0] == ']')) {
            state = State.ESCAPE;
            afterEscape = true;
        }
        escapeUntil = Long.MIN_VALUE;
        State before = state;
        long last = deadline;
        for (int i = 0; i < length; i++) {
            take(bytes[i] & 0xFF);
        }
        text.flush();
        deadline = switch (state) {
            case TEXT -> text.incomplete() ? now + SEQUENCE_MILLIS : NEVER;
            case ESCAPE -> now + ESCAPE_MILLIS;
            // Keys do not make a block longer that has no end, nor a text of the terminal.
            case PASTE -> before == state && length <= MAX_KEY_BYTES ? last : now + PASTE_MILLIS;
            case STRING, STRING_ESCAPE -> before == State.STRING ? last : now + SEQUENCE_MILLIS;
            case CONTROL, SINGLE_SHIFT, CONSOLE, SKIP -> now + SEQUENCE_MILLIS;
        };
        if (afterEscape && sequence.isEmpty() && state != State.TEXT) {
            deadline = now + ESCAPE_MILLIS;
        }
    }

    /** When {@link #expire} is to be called unless something arrives before; {@link Long#MAX_VALUE}: never. */
    public long deadline() {
        return deadline;
    }

    /** Ends what has waited for too long. */
    public void expire(long now) {
        if (now < deadline) {
            return;
        }
        deadline = NEVER;
        switch (state) {
            case ESCAPE -> {
                sequences.escape(alt);
                escapeUntil = now + SEQUENCE_MILLIS;
            }
            case PASTE -> {
                paste.end();
                pasteUntil = now + PASTE_RESUMED_MILLIS;
            }
            case CONTROL, SINGLE_SHIFT, STRING -> {
                if (sequence.isEmpty() && afterEscape) {
                    typed();
                } else if (sequence.isEmpty()) {
                    sequences.alt(introducer);
                }
            }
            case TEXT, STRING_ESCAPE, CONSOLE, SKIP -> text.end();
        }
        end();
    }

    private void take(int b) {
        switch (state) {
            case TEXT -> takeText(b);
            case ESCAPE -> takeAfterEscape(b);
            case CONTROL -> takeControl(b);
            case SINGLE_SHIFT -> {
                boolean known = sequences.singleShift(b, alt);
                end();
                if (!known && b < ' ') {
                    takeText(b);
                }
            }
            case STRING -> takeString(b);
            case STRING_ESCAPE -> {
                if (b == '\\') {
                    endString();
                } else {
                    end();
                    state = State.ESCAPE;
                    takeAfterEscape(b);
                }
            }
            case CONSOLE -> {
                sequences.console(b);
                end();
            }
            case SKIP -> {
                if (--skip == 0) {
                    end();
                }
            }
            case PASTE -> {
                if (paste.add(b)) {
                    pasteUntil = Long.MIN_VALUE;
                    end();
                }
            }
        }
    }

    private void end() {
        state = State.TEXT;
        sequence.setLength(0);
        alt = false;
        afterEscape = false;
    }

    private void takeText(int b) {
        if (b == ESC) {
            text.end();
            state = State.ESCAPE;
        } else if (b < ' ' || b == DEL) {
            text.end();
            sequences.control(b, 0);
        } else {
            text.add(b);
        }
    }

    private void takeAfterEscape(int b) {
        switch (b) {
            case '[' -> begin(State.CONTROL, b);
            case 'O' -> begin(State.SINGLE_SHIFT, b);
            case ']', 'P', '_' -> begin(State.STRING, b);
            case ESC -> {
                if (alt) {
                    sequences.escape(false);
                }
                alt = true;
            }
            default -> {
                end();
                if (b < ' ' || b == DEL) {
                    sequences.control(b, TerminalEvent.Key.ALT);
                } else {
                    text.addWithAlt(b);
                }
            }
        }
    }

    private void begin(State next, int b) {
        state = next;
        introducer = (char) b;
    }

    private void takeControl(int b) {
        if (b == ESC) {
            end();
            state = State.ESCAPE;
        } else if (b < ' ' || b >= DEL) {
            end();
            takeText(b);
        } else if (b < '@') {
            collect(b);
        } else if (b == '[' && sequence.isEmpty() && !afterEscape) {
            state = State.CONSOLE;
        } else {
            endControl((char) b);
        }
    }

    private void collect(int b) {
        if (sequence.length() < MAX_SEQUENCE) {
            sequence.append((char) b);
        }
    }

    private void endControl(char last) {
        String parameters = sequence.toString();
        if (last == '~' && parameters.equals("200")) {
            end();
            state = State.PASTE;
        } else if (last == 'M' && parameters.isEmpty()) {
            end();
            state = State.SKIP;
            skip = 3;
        } else {
            if (!sequences.control(parameters, last, alt) && afterEscape) {
                sequence.append(last);
                typed();
            }
            end();
        }
    }

    private void takeString(int b) {
        if (b == ESC) {
            state = State.STRING_ESCAPE;
        } else if (b == BEL) {
            endString();
        } else if (b < ' ' || (sequence.isEmpty() && !beginsString(b))) {
            // No terminal sends this: it was a key.
            if (afterEscape) {
                typed();
            } else if (sequence.isEmpty()) {
                sequences.alt(introducer);
            }
            end();
            takeText(b);
        } else {
            collect(b);
        }
    }

    private boolean beginsString(int b) {
        boolean digit = b >= '0' && b <= '9';
        return switch (introducer) {
            case ']' -> digit;
            case '_' -> b == 'G';
            default -> digit || b == '>' || b == '|' || b == '!' || b == '$' || b == '+';
        };
    }

    private void endString() {
        if (introducer == ']') {
            sequences.command(sequence.toString());
        }
        end();
    }

    /** What came after an Esc is text. */
    private void typed() {
        text.add(introducer);
        for (int i = 0; i < sequence.length(); i++) {
            text.add(sequence.charAt(i));
        }
        text.flush();
    }
}
