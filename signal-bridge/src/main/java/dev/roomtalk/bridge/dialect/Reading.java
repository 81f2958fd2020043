package dev.roomtalk.bridge.dialect;

import dev.roomtalk.bridge.kernel.Signal;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * What a run of signals says if it was said in one dialect, and how likely that is. Several messages may follow each other.
 * Confined to the thread that owns the sender.
 */
public final class Reading {
    /** A header that says more than this is none. */
    private static final int LENGTH_BITS = 20;

    /** What a length of so many bits costs: as much as any length up to 4,000 does. */
    private static final double LENGTH_COST = 12;

    /** Another message without a pause, and one without a byte. */
    private static final double ANOTHER = 6;

    private static final double WITHOUT_A_BYTE = 20;

    /**
     * One message as it was read.
     *
     * @param bytes each as a character, from U+0000 to U+00FF, as many as are kept
     * @param length in bytes, of which not all may be kept
     */
    record Said(String bytes, int length, boolean utf8, boolean controls) {}

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
    /** Signals of the greeting or header that were taken. */
    private int taken;

    private long announced;
    private int turn;
    private int value;
    private int lastByte = -1;
    private ByteArrayOutputStream bytes;
    private int length;
    private Utf8 text = new Utf8();
    private int foreseen;
    /** The end of a number in unary has begun. */
    private boolean counted;

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
        announced = other.announced;
        turn = other.turn;
        value = other.value;
        lastByte = other.lastByte;
        bytes = new ByteArrayOutputStream(Math.max(16, other.bytes.size()));
        bytes.writeBytes(other.bytes.toByteArray());
        length = other.length;
        text = new Utf8(other.text);
        foreseen = other.foreseen;
        counted = other.counted;
    }

    Reading copy() {
        return new Reading(this);
    }

    public Dialect dialect() {
        return dialect;
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

    /** The bit of the text that came last, 1 to 8; 0: what came last is not of the text. */
    public int bit() {
        return lastByte >= 0 ? 8 : place == Place.TEXT ? turn : 0;
    }

    /** The byte that the last signal completed; -1: none. */
    public int lastByte() {
        return lastByte;
    }

    void accept(Signal signal) {
        lastByte = -1;
        if (place == Place.END) {
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
        announced = 0;
        turn = 0;
        value = 0;
        length = 0;
        foreseen = 0;
        counted = false;
        bytes.reset();
        text = new Utf8();
        if (dialect.greeting() > 0) {
            place = Place.GREETING;
        } else {
            afterGreeting();
        }
    }

    private void afterGreeting() {
        taken = 0;
        place = dialect.header() == Header.NONE ? Place.TEXT : Place.HEADER;
    }

    private void header(Signal signal) {
        switch (dialect.header()) {
            case UNARY -> unary(signal);
            case NUL -> {
                possible &= !dialect.isOne(signal);
                if (++taken == dialect.header().bits()) {
                    place = Place.TEXT;
                }
            }
            case LENGTH32, TYPED_LENGTH32, LENGTH64, DOUBLED_LENGTH64, BYTES_LENGTH64 -> number(signal);
            case NONE -> {}
        }
    }

    private void number(Signal signal) {
        int bits = dialect.header().bits();
        int where = dialect.header().place(taken, dialect.order());
        score -= LENGTH_COST / bits;
        if (where >= 0 && dialect.isOne(signal)) {
            boolean doubled = dialect.header() == Header.DOUBLED_LENGTH64;
            possible &= (doubled ? where % 32 : where) < LENGTH_BITS;
            announced |= 1L << where;
        }
        if (++taken < bits) {
            return;
        }
        if (dialect.header() == Header.DOUBLED_LENGTH64) {
            possible &= announced >>> 32 == (announced & 0xFFFF_FFFFL);
            announced &= 0xFFFF_FFFFL;
        }
        startCounted((int) announced);
    }

    /** USR2, one USR1 more than there are bytes, USR2, USR2. */
    private void unary(Signal signal) {
        score -= taken < 12 ? 1 : 0.01;
        if (taken == 0) {
            possible &= signal == Signal.USR2;
        } else if (!counted) {
            if (signal == Signal.USR1) {
                announced++;
                possible &= announced <= 1 << LENGTH_BITS;
            } else {
                possible &= announced > 0;
                counted = true;
            }
        } else {
            possible &= signal == Signal.USR2;
            startCounted((int) announced - 1);
            return;
        }
        taken++;
    }

    private void startCounted(int bytesToCome) {
        foreseen = bytesToCome;
        place = Place.TEXT;
        if (foreseen == 0) {
            allCounted();
        }
    }

    private void bit(Signal signal) {
        if (dialect.isOne(signal)) {
            value |= 1 << dialect.order().place(turn);
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
