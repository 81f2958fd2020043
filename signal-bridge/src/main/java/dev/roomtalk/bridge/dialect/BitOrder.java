package dev.roomtalk.bridge.dialect;

/** Which bit of a byte travels first. */
public enum BitOrder {
    MOST_SIGNIFICANT_FIRST {
        @Override
        int place(int turn) {
            return 7 - turn;
        }
    },
    LEAST_SIGNIFICANT_FIRST {
        @Override
        int place(int turn) {
            return turn;
        }
    };

    /** The place in the byte, 0 the least significant, of the bit that travels at {@code turn}, 0 to 7. */
    abstract int place(int turn);
}
