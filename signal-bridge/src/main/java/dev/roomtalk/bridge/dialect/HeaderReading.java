package dev.roomtalk.bridge.dialect;

import dev.roomtalk.bridge.kernel.Signal;

/**
 * What comes before the text, as far as it was read: the length that it says, and whether it can be a header of its
 * dialect at all.
 */
final class HeaderReading {
    /** A header that says more than this is none. */
    private static final int LENGTH_BITS = 20;

    /** What a length of so many bits costs: as much as any length up to 4,000 does. */
    private static final double LENGTH_COST = 12;

    private final Dialect dialect;

    private boolean possible = true;
    private boolean complete;
    /** Signals that were taken. */
    private int taken;

    private long announced;
    /** The end of a number in unary has begun. */
    private boolean counted;

    HeaderReading(Dialect dialect) {
        this.dialect = dialect;
    }

    HeaderReading(HeaderReading other) {
        dialect = other.dialect;
        possible = other.possible;
        complete = other.complete;
        taken = other.taken;
        announced = other.announced;
        counted = other.counted;
    }

    /** Nobody who speaks this dialect would begin so. */
    boolean impossible() {
        return !possible;
    }

    boolean complete() {
        return complete;
    }

    /** Bytes of the text, where the header says that. */
    int length() {
        return (int) announced;
    }

    /** Takes a signal; how much likelier it makes the reading, in bits. */
    double accept(Signal signal) {
        return switch (dialect.header()) {
            case UNARY -> unary(signal);
            case NUL -> {
                possible &= !dialect.isOne(signal);
                complete = ++taken == dialect.header().bits();
                yield 0;
            }
            case LENGTH32, TYPED_LENGTH32, LENGTH64, DOUBLED_LENGTH64, BYTES_LENGTH64 -> number(signal);
            case NONE -> 0;
        };
    }

    private double number(Signal signal) {
        int bits = dialect.header().bits();
        int where = dialect.header().place(taken, dialect.order());
        boolean doubled = dialect.header() == Header.DOUBLED_LENGTH64;
        if (where >= 0 && dialect.isOne(signal)) {
            possible &= (doubled ? where % 32 : where) < LENGTH_BITS;
            announced |= 1L << where;
        }
        complete = ++taken == bits;
        if (complete && doubled) {
            possible &= announced >>> 32 == (announced & 0xFFFF_FFFFL);
            announced &= 0xFFFF_FFFFL;
        }
        return -LENGTH_COST / bits;
    }

    /** USR2, one USR1 more than there are bytes, USR2, USR2. */
    private double unary(Signal signal) {
        double cost = taken < 12 ? 1 : 0.01;
        if (taken == 0) {
            possible &= signal == Signal.USR2;
        } else if (counted) {
            possible &= signal == Signal.USR2;
            announced--;
            complete = true;
        } else if (signal == Signal.USR1) {
            announced++;
            possible &= announced <= 1 << LENGTH_BITS;
        } else {
            possible &= announced > 0;
            counted = true;
        }
        taken++;
        return -cost;
    }
}
