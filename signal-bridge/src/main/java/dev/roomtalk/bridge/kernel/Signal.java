package dev.roomtalk.bridge.kernel;

import org.jspecify.annotations.Nullable;

/** The two signals that Minitalk speaks with, by their numbers on Linux (x86-64 and AArch64, signal(7)). */
public enum Signal {
    USR1(10),
    USR2(12);

    /** Both signals in the form of the kernel's masks: bit n - 1 is signal n. */
    public static final long MASK = USR1.mask() | USR2.mask();

    private final int number;

    Signal(int number) {
        this.number = number;
    }

    public int number() {
        return number;
    }

    public long mask() {
        return 1L << (number - 1);
    }

    public Signal other() {
        return this == USR1 ? USR2 : USR1;
    }

    public static @Nullable Signal of(int number) {
        return number == USR1.number ? USR1 : number == USR2.number ? USR2 : null;
    }
}
