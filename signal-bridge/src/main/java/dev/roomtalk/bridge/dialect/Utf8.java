package dev.roomtalk.bridge.dialect;

/** Follows a text byte by byte and says how likely each byte is, in bits: the logarithm of its probability. */
final class Utf8 {
    /** What is not UTF-8. */
    static final double BROKEN = -24;

    /** A new line. */
    static final double NEWLINE = -8;

    /** The same character again. */
    private static final double REPEATED = -2;

    /** The commonest in the languages that are written with Latin letters, and the space. */
    private static final String FREQUENT = " etaoinsrhldcump";

    /** Characters of one kind tend to follow each other. */
    private enum Kind {
        NONE,
        LETTER,
        CAPITAL,
        DIGIT,
        SIGN,
        LINE,
        CONTROL;

        static Kind of(int value) {
            if ((value >= 'a' && value <= 'z') || value == ' ') {
                return LETTER;
            }
            if (value >= 'A' && value <= 'Z') {
                return CAPITAL;
            }
            if (value >= '0' && value <= '9') {
                return DIGIT;
            }
            if (value == '\n' || value == '\t' || value == '\r') {
                return LINE;
            }
            return value >= ' ' && value < 0x7F ? SIGN : CONTROL;
        }
    }

    /** Continuation bytes still to come, and the range of the next one. */
    private int expected;

    private int least;
    private int most;
    private boolean valid = true;
    private boolean controls;
    private Kind kind = Kind.NONE;
    private int before = -1;

    Utf8() {}

    Utf8(Utf8 other) {
        expected = other.expected;
        least = other.least;
        most = other.most;
        valid = other.valid;
        controls = other.controls;
        kind = other.kind;
        before = other.before;
    }

    /** So far it is UTF-8 (RFC 3629). */
    boolean valid() {
        return valid;
    }

    /** It has ended between two characters. */
    boolean whole() {
        return expected == 0;
    }

    /** It contains control characters that no person writes. */
    boolean controls() {
        return controls;
    }

    double accept(int value) {
        if (expected > 0) {
            boolean right = value >= least && value <= most;
            expected = right ? expected - 1 : 0;
            least = 0x80;
            most = 0xBF;
            valid &= right;
            return right ? -5 : BROKEN;
        }
        double likelihood = value < 0x80 ? ascii(value) : lead(value);
        before = value;
        return likelihood;
    }

    private double ascii(int value) {
        if (value == before && kind != Kind.CONTROL) {
            return REPEATED;
        }
        Kind last = kind;
        kind = Kind.of(value);
        double change = last == kind || last == Kind.NONE || (kind == Kind.LETTER && last == Kind.CAPITAL) ? 0 : -1;
        return change
                + switch (kind) {
                    case LETTER -> FREQUENT.indexOf(value) >= 0 ? -4.2 : -6;
                    case DIGIT -> last == Kind.DIGIT ? -3.8 : -6;
                    case CAPITAL -> last == Kind.CAPITAL ? -5 : -6;
                    case SIGN, NONE -> -6;
                    case LINE -> NEWLINE + 1;
                    case CONTROL -> {
                        controls = true;
                        yield -13;
                    }
                };
    }

    private double lead(int value) {
        kind = Kind.NONE;
        least = 0x80;
        most = 0xBF;
        if (value >= 0xC2 && value <= 0xDF) {
            expected = 1;
        } else if (value >= 0xE0 && value <= 0xEF) {
            expected = 2;
            least = value == 0xE0 ? 0xA0 : 0x80;
            most = value == 0xED ? 0x9F : 0xBF;
        } else if (value >= 0xF0 && value <= 0xF4) {
            expected = 3;
            least = value == 0xF0 ? 0x90 : 0x80;
            most = value == 0xF4 ? 0x8F : 0xBF;
        } else {
            valid = false;
            return BROKEN;
        }
        return -8;
    }
}
