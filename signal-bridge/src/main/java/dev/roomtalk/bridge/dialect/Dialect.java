package dev.roomtalk.bridge.dialect;

import dev.roomtalk.bridge.kernel.Signal;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One way to say text with two signals: what it is, as data.
 *
 * @param order which bit of a byte travels first
 * @param one the signal that is a 1; the other is a 0
 * @param greeting signals that must be answered before the first bit: 0, 1 or 2
 * @param header what comes before the text
 * @param ending how the text ends
 */
public record Dialect(BitOrder order, Signal one, int greeting, Header header, Ending ending) {
    public static final Dialect M2 = plain(BitOrder.MOST_SIGNIFICANT_FIRST, Signal.USR2);
    public static final Dialect M1 = plain(BitOrder.MOST_SIGNIFICANT_FIRST, Signal.USR1);
    public static final Dialect L1 = plain(BitOrder.LEAST_SIGNIFICANT_FIRST, Signal.USR1);
    static final Dialect L2 = plain(BitOrder.LEAST_SIGNIFICANT_FIRST, Signal.USR2);

    /** The four that are told apart by order and polarity alone, the commonest first. */
    public static final List<Dialect> PLAIN = List.of(M2, M1, L1, L2);

    /** Every dialect that is known. */
    public static final List<Dialect> ALL = all();

    private static final double GREETED = 8 / 57.0;

    /** The dialect of that name, without regard to case; null if there is none. */
    public static @Nullable Dialect named(String name) {
        for (Dialect dialect : ALL) {
            if (dialect.name().equalsIgnoreCase(name)) {
                return dialect;
            }
        }
        return null;
    }

    /** What people call it: {@code M2}, {@code L1-length32}, {@code M1-greeting-bare}. */
    public String name() {
        StringBuilder name = new StringBuilder();
        name.append(order == BitOrder.MOST_SIGNIFICANT_FIRST ? 'M' : 'L').append(one == Signal.USR1 ? '1' : '2');
        if (greeting > 0) {
            name.append(greeting == 1 ? "-greeting" : "-greeting2");
        }
        for (String words : List.of(header.words(), ending.words())) {
            if (!words.isEmpty()) {
                name.append('-').append(words);
            }
        }
        return name.toString();
    }

    public boolean isOne(Signal signal) {
        return signal == one;
    }

    /** How common it is, in bits: the logarithm of its share, which is below zero. */
    public double commonness() {
        boolean most = order == BitOrder.MOST_SIGNIFICANT_FIRST;
        double bits =
                switch (one) {
                    case USR1 -> most ? 13 : 9;
                    case USR2 -> most ? 23 : 6;
                };
        double endings = header.saysLength() ? 16 : 39;
        double share = bits / 51 * header.weight() / 50 * ending.weight() / endings;
        return Math.log(share * (greeting == 0 ? 1 - GREETED : GREETED / 2)) / Math.log(2);
    }

    /** A text cannot contain this byte, because it would end there. */
    public boolean forbids(byte value) {
        return value == 0 || (value == '\n' && ending == Ending.NEWLINE);
    }

    /** The signals of a whole message; a greeting is said with SIGUSR1. */
    public List<Signal> signals(byte[] text) {
        List<Signal> signals = new ArrayList<>(8 * (text.length + 10));
        for (int i = 0; i < greeting; i++) {
            signals.add(Signal.USR1);
        }
        addHeader(signals, text.length);
        for (byte b : text) {
            addByte(signals, b);
        }
        if (ending == Ending.NEWLINE || ending == Ending.NEWLINE_NUL) {
            addByte(signals, (byte) '\n');
        }
        if (ending == Ending.NUL || ending == Ending.NEWLINE_NUL || ending == Ending.LENGTH_NUL) {
            addByte(signals, (byte) 0);
        }
        return signals;
    }

    private void addHeader(List<Signal> signals, long length) {
        if (header == Header.UNARY) {
            signals.add(Signal.USR2);
            for (long i = 0; i <= length; i++) {
                signals.add(Signal.USR1);
            }
            signals.add(Signal.USR2);
            signals.add(Signal.USR2);
            return;
        }
        long number = header == Header.NUL ? 0 : header == Header.DOUBLED_LENGTH64 ? length << 32 | length : length;
        for (int i = 0; i < header.bits(); i++) {
            int place = header.place(i, order);
            signals.add(bit(place >= 0 && (number >> place & 1) == 1));
        }
    }

    private void addByte(List<Signal> signals, byte value) {
        for (int turn = 0; turn < 8; turn++) {
            signals.add(bit((value >> order.place(turn) & 1) == 1));
        }
    }

    private Signal bit(boolean set) {
        return set ? one : one.other();
    }

    private static Dialect plain(BitOrder order, Signal one) {
        return new Dialect(order, one, 0, Header.NONE, Ending.NUL);
    }

    private static List<Dialect> all() {
        List<Dialect> all = new ArrayList<>(PLAIN);
        for (Dialect base : PLAIN) {
            for (int greeting = 0; greeting <= 2; greeting++) {
                for (Header header : Header.values()) {
                    for (Ending ending : Ending.values()) {
                        Dialect dialect = new Dialect(base.order, base.one, greeting, header, ending);
                        if (dialect.occurs() && !all.contains(dialect)) {
                            all.add(dialect);
                        }
                    }
                }
            }
        }
        return List.copyOf(all);
    }

    /** Some program may well do it; the rest of the combinations would only make the others harder to tell apart. */
    private boolean occurs() {
        if (header.saysLength() != ending.byLength()) {
            return false;
        }
        return switch (header) {
            case NONE -> greeting == 0 || ending == Ending.NUL || ending == Ending.NOTHING;
            case LENGTH32 -> true;
            case LENGTH64 -> greeting < 2;
            case BYTES_LENGTH64 -> greeting == 0 && order == BitOrder.MOST_SIGNIFICANT_FIRST;
            case TYPED_LENGTH32, DOUBLED_LENGTH64 -> greeting == 0;
            case UNARY -> greeting == 0 && ending == Ending.LENGTH;
            case NUL -> greeting == 0 && (ending == Ending.NUL || ending == Ending.NOTHING);
        };
    }
}
