package dev.roomtalk.bridge;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One way to say text with two signals: what it is, as data.
 *
 * @param name what people call it
 * @param order which bit of a byte travels first
 * @param one the signal that is a 1; the other is a 0
 * @param terminator the byte that ends a message and is not part of it
 * @param answer acknowledges a bit where the sender takes both signals
 * @param done acknowledges a whole message of a sender that does not wait, where it takes both signals
 */
record Dialect(String name, BitOrder order, Signal one, byte terminator, Signal answer, Signal done) {
    static final Dialect M2 =
            new Dialect("M2", BitOrder.MOST_SIGNIFICANT_FIRST, Signal.USR2, (byte) 0, Signal.USR1, Signal.USR2);
    static final Dialect M1 =
            new Dialect("M1", BitOrder.MOST_SIGNIFICANT_FIRST, Signal.USR1, (byte) 0, Signal.USR1, Signal.USR2);
    static final Dialect L1 =
            new Dialect("L1", BitOrder.LEAST_SIGNIFICANT_FIRST, Signal.USR1, (byte) 0, Signal.USR1, Signal.USR2);
    static final Dialect L2 =
            new Dialect("L2", BitOrder.LEAST_SIGNIFICANT_FIRST, Signal.USR2, (byte) 0, Signal.USR1, Signal.USR2);

    /** The commonest first. */
    static final List<Dialect> ALL = List.of(M2, M1, L1, L2);

    /** The dialect of that name, without regard to case; null: there is none. */
    static @Nullable Dialect named(String name) {
        for (Dialect dialect : ALL) {
            if (dialect.name.equalsIgnoreCase(name)) {
                return dialect;
            }
        }
        return null;
    }

    boolean isOne(Signal signal) {
        return signal == one;
    }

    /** The signals of a whole message: each byte of {@code text}, then the terminator. */
    List<Signal> signals(byte[] text) {
        List<Signal> signals = new ArrayList<>(8 * (text.length + 1));
        for (byte b : text) {
            addByte(signals, b);
        }
        addByte(signals, terminator);
        return signals;
    }

    private void addByte(List<Signal> signals, byte value) {
        for (int turn = 0; turn < 8; turn++) {
            boolean bit = (value >> order.place(turn) & 1) == 1;
            signals.add(bit ? one : one.other());
        }
    }
}
