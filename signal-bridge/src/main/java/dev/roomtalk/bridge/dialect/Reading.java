package dev.roomtalk.bridge.dialect;

import dev.roomtalk.bridge.kernel.Signal;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * What a run of signals says if it was said in one dialect, and how likely that is. Several messages may follow each
 * other. Confined to the thread that owns the sender. Over 300 lines, because every part of a message moves the same
 * likelihood, place and bytes.
 */
public final class Reading {
    /** Another message without a pause, and one without a byte. */
    private static final double ANOTHER = 6;

    private static final double WITHOUT_A_BYTE = 20;

    /**
     * One message as it was read.
     *
     * @param bytes each as a character, from U+0000 to U+00FF, as many as are kept
     * @param length in bytes, of which not all may be kept
     */
    record Said(String bytes, int length, boolean utf8, boolean controls) {
        String withoutLineEnd() {
            return bytes.endsWith("\n") ? bytes.substring(0, bytes.length() - 1) : bytes;
        }
    }

    private enum Place {
        GREETING,
        HEADER,
        TEXT,
        /** Where the zero byte after a text of a known length is. */
        AFTER,
        /** At the end of a message. */
        END
    }

    private final Dialect dialect;
    private final int longest;
    private final List<Said> said = new ArrayList<>(1);

    private double score;
    private boolean possible = true;
    private Place place;
    /** Signals of the greeting that were taken. */
    private int taken;

    private HeaderReading header;
    private int turn;
    private int value;
    private int lastByte = -1;
    private ByteArrayOutputStream bytes;
    private int length;
    private Utf8 text = new Utf8();
    private int foreseen;

    /** Makes one at the start of a message, of which it keeps at most {@code longest} bytes. */
    Reading(Dialect dialect, int longest, double likelihood) {
        this.dialect = dialect;
        this.longest = longest;
        this.score = likelihood;
        this.bytes = new ByteArrayOutputStream(16);
        this.place = Place.END;
        begin();
    }

    private Reading(Reading other) {
        dialect = other.dialect;
        longest = other.longest;
        said.addAll(other.said);
        score = other.score;
        possible = other.possible;
        place = other.place;
        taken = other.taken;
        header = new HeaderReading(other.header);
        turn = other.turn;
        value = other.value;
        lastByte = other.lastByte;
        bytes = new ByteArrayOutputStream(Math.max(16, other.bytes.size()));
        bytes.writeBytes(other.bytes.toByteArray());
        length = other.length;
        text = new Utf8(other.text);
        foreseen = other.foreseen;
    }

    Reading copy() {
        return new Reading(this);
    }

    public Dialect dialect() {
        return dialect;
    }

    /** Two dialects have read the same, whether or not the line end is a part of the text. */
    static boolean saySame(List<Said> some, List<Said> others) {
        if (some.size() != others.size()) {
            return false;
        }
        for (int i = 0; i < some.size(); i++) {
            if (!some.get(i).withoutLineEnd().equals(others.get(i).withoutLineEnd())) {
                return false;
            }
        }
        return true;
    }

    /** How likely it is, in bits: only the difference of two means something. */
    double score() {
        return score;
    }

    /** Makes it likelier by so many bits. */
    void favour(double likelihood) {
        score += likelihood;
    }

    /** Nobody who speaks this dialect would have said this. */
    boolean impossible() {
        return !possible;
    }

    /** A message has just been completed by what ends a message in this dialect. */
    boolean ended() {
        return possible && place == Place.END;
    }

    /** The message that has ended is without a byte, which few are. */
    boolean sayingNothing() {
        return ended() && said.getLast().length() == 0;
    }

    /** It knows that more comes: it was told a length, and what it reads is text so far. */
    boolean holdsOn() {
        return readsText() && dialect.header().saysLength();
    }

    /** It has met a greeting, which others take for the first bit of their text, and what it reads is text so far. */
    boolean wasGreeted() {
        return readsText() && dialect.greeting() > 0;
    }

    private boolean readsText() {
        return possible && place != Place.END && said.isEmpty() && text.valid();
    }

    /** Its first message contains control characters that no person writes. */
    boolean hasControls() {
        return said.getFirst().controls();
    }

    /** Its first message is that of another reading. */
    boolean startsWith(Reading ended) {
        return said.getFirst().equals(ended.said.getFirst());
    }

    /** Forgets the first message, which was told. */
    void dropFirst() {
        said.removeFirst();
        if (said.isEmpty() && place == Place.END) {
            begin();
        }
    }

    /** It has read the same text as one that has ended, whether or not more comes. */
    boolean agrees(Reading ended) {
        Said first = ended.said.getFirst();
        if (!said.isEmpty()) {
            return said.getFirst().equals(first);
        }
        byte[] all = bytes.toByteArray();
        // The newline of one is text for the other.
        boolean line = all.length > 0 && all[all.length - 1] == '\n' && first.length() == all.length - 1;
        int end = line ? all.length - 1 : all.length;
        return (place == Place.AFTER || place == Place.TEXT)
                && end == first.length()
                && new String(all, 0, end, StandardCharsets.ISO_8859_1).equals(first.bytes());
    }

    /** If nothing more comes, everything that was said is complete. */
    boolean complete() {
        return ended() || (possible && betweenCharacters());
    }

    /** In a text that says nothing of its end, which may be here. */
    private boolean betweenCharacters() {
        return dialect.ending() == Ending.NOTHING && place == Place.TEXT && turn == 0 && length > 0 && text.whole();
    }

    /** The messages so far, as they are if nothing more comes. */
    List<Said> said() {
        if (ended() || !complete()) {
            return List.copyOf(said);
        }
        List<Said> all = new ArrayList<>(said);
        all.add(take(bytes.toByteArray()));
        return all;
    }

    /** Messages that are complete. */
    int messages() {
        return said.size();
    }

    /** Whole bytes of the message that is being said. */
    public int length() {
        return length;
    }

    /** It can no longer be a message that is shown. */
    boolean hopeless() {
        return !possible || !text.valid() || length > longest;
    }

    /** The bit of the text that came last, 1 to 8; 0 if what came last is not of the text. */
    public int bit() {
        return lastByte >= 0 ? 8 : place == Place.TEXT ? turn : 0;
    }

    /** The byte that the last signal completed; -1 if it completed none. */
    public int lastByte() {
        return lastByte;
    }

    void accept(Signal signal) {
        lastByte = -1;
        if (place == Place.END && dialect.header() == Header.NUL && sayingNothing()) {
            // The first byte was sent again, because its answer was late; or an empty message came before this one.
            score -= ANOTHER + WITHOUT_A_BYTE;
            said.removeLast();
            begin();
            place = Place.TEXT;
        } else if (place == Place.END) {
            score -= ANOTHER + (said.getLast().length() == 0 ? WITHOUT_A_BYTE : 0);
            begin();
        }
        switch (place) {
            case GREETING -> {
                score -= 1;
                if (++taken == dialect.greeting()) {
                    afterGreeting();
                }
            }
            case HEADER -> header(signal);
            case TEXT, AFTER, END -> bit(signal);
        }
    }

    private void begin() {
        taken = 0;
        header = new HeaderReading(dialect);
        turn = 0;
        value = 0;
        length = 0;
        foreseen = 0;
        bytes.reset();
        text = new Utf8();
        if (dialect.greeting() > 0) {
            place = Place.GREETING;
        } else {
            afterGreeting();
        }
    }

    private void afterGreeting() {
        place = dialect.header() == Header.NONE ? Place.TEXT : Place.HEADER;
    }

    private void header(Signal signal) {
        score += header.accept(signal);
        possible &= !header.impossible();
        if (header.complete()) {
            place = Place.TEXT;
            foreseen = header.length();
            if (foreseen == 0 && dialect.header().saysLength()) {
                allCounted();
            }
        }
    }

    private void bit(Signal signal) {
        if (dialect.isOne(signal)) {
            value |= 1 << dialect.order().place(turn);
            possible &= place != Place.AFTER;
        }
        if (++turn < 8) {
            return;
        }
        int complete = value;
        turn = 0;
        value = 0;
        lastByte = complete;
        if (place == Place.AFTER) {
            possible &= complete == 0;
            end(bytes.toByteArray());
        } else {
            textByte(complete);
        }
    }

    private void textByte(int complete) {
        switch (dialect.ending()) {
            case NUL -> {
                if (complete == 0) {
                    end(bytes.toByteArray());
                    return;
                }
            }
            case NEWLINE -> {
                if (complete == '\n') {
                    end(bytes.toByteArray());
                    return;
                }
            }
            case NEWLINE_NUL -> {
                if (complete == 0) {
                    byte[] all = bytes.toByteArray();
                    possible &= length > 0 && (length > longest || all[all.length - 1] == '\n');
                    length--;
                    score -= Utf8.NEWLINE;
                    end(Arrays.copyOf(all, Math.max(0, Math.min(length, all.length))));
                    return;
                }
            }
            case LENGTH -> {
                if (complete == 0 && length + 1 == foreseen) {
                    // The zero byte was counted.
                    end(bytes.toByteArray());
                    return;
                }
            }
            case LENGTH_NUL, NOTHING -> {}
        }
        possible &= complete != 0;
        score += text.accept(complete);
        if (length < longest) {
            bytes.write(complete);
        }
        if (length < Integer.MAX_VALUE) {
            length++;
        }
        if (dialect.header().saysLength() && length == foreseen) {
            allCounted();
        }
    }

    private void allCounted() {
        if (dialect.ending() == Ending.LENGTH_NUL) {
            place = Place.AFTER;
        } else {
            end(bytes.toByteArray());
        }
    }

    private void end(byte[] all) {
        score += text.whole() ? 0 : Utf8.BROKEN;
        said.add(take(all));
        place = Place.END;
    }

    private Said take(byte[] all) {
        return new Said(
                new String(all, StandardCharsets.ISO_8859_1), length, text.valid() && text.whole(), text.controls());
    }
}
