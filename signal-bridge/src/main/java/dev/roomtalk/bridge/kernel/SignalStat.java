package dev.roomtalk.bridge.kernel;

import org.jspecify.annotations.Nullable;

/**
 * What {@code /proc/PID/stat} (proc(5)) says of SIGUSR1 and SIGUSR2: less than {@code status}, and a quarter of its
 * price.
 *
 * @param startTime in clock ticks since the machine started
 * @param blocked signals its main thread blocks, of the first 31
 * @param caught signals it has a handler for, of the first 31
 */
record SignalStat(long startTime, long blocked, long caught) {
    private static final int STATE = 3;
    private static final int START_TIME = 22;
    private static final int BLOCKED = 32;
    private static final int CAUGHT = 34;

    boolean takes(Signal signal) {
        return ((caught | blocked) & signal.mask()) != 0;
    }

    /** Reads the file's content; null if it is not complete. */
    static @Nullable SignalStat parse(byte[] stat) {
        int place = stat.length - 1;
        // The name is in parentheses and may contain some itself.
        while (place >= 0 && stat[place] != ')') {
            place--;
        }
        place += 2;
        long startTime = -1;
        long blocked = -1;
        long caught = -1;
        for (int field = STATE; field <= CAUGHT; field++) {
            long number = 0;
            while (place < stat.length && stat[place] != ' ') {
                number = 10 * number + stat[place++] - '0';
            }
            if (place >= stat.length) {
                return null;
            }
            place++;
            switch (field) {
                case START_TIME -> startTime = number;
                case BLOCKED -> blocked = number;
                case CAUGHT -> caught = number;
                default -> {}
            }
        }
        return new SignalStat(startTime, blocked, caught);
    }
}
