package dev.roomtalk.server.relay;

import java.util.random.RandomGenerator;

/**
 * Makes connection ids that can be told from others without knowing which there are: 16 of their bits follow from the
 * rest and from numbers that are this node's alone. So a flood of made-up ids can be dropped where there is no table,
 * in the kernel. It proves nothing else: a datagram is authentic by its seal. Any thread.
 *
 * <pre>
 *  0          1               6        8
 *  | loop     | random        | mark   |
 * </pre>
 */
final class ConnectionIds {
    private static final int LOOP_SHIFT = 56;
    private static final long RANDOM_BITS = 0x00FF_FFFF_FFFF_0000L;
    private static final int MARK_MASK = 0xFFFF;

    /** Half of the bits above the mark that share a word with it. */
    static final int LOW_RANDOM = 0xFFFF_0000;

    static final int FIRST_SHIFT = 15;
    static final int SECOND_SHIFT = 13;
    static final int MARK_SHIFT = 16;

    /** What makes marks this node's own. The multipliers are odd. */
    final int added;

    final int firstFactor;
    final int secondFactor;

    private final RandomGenerator random;

    ConnectionIds(RandomGenerator random) {
        this.random = random;
        this.added = random.nextInt();
        this.firstFactor = random.nextInt() | 1;
        this.secondFactor = random.nextInt() | 1;
    }

    /** @param loop that owns it */
    long next(int loop) {
        long unmarked = ((long) loop << LOOP_SHIFT) | (random.nextLong() & RANDOM_BITS);
        return unmarked | mark(unmarked);
    }

    /** In 32 bits, as the kernel's filters count. */
    private int mark(long id) {
        int hash = ((int) (id >>> 32) + added) * firstFactor;
        hash ^= hash >>> FIRST_SHIFT;
        hash = (hash + ((int) id & LOW_RANDOM)) * secondFactor;
        hash ^= hash >>> SECOND_SHIFT;
        return hash >>> MARK_SHIFT;
    }

    /** Whether it may be of this node; of others one in 65,536 may, too. */
    boolean marked(long id) {
        return (id & MARK_MASK) == mark(id);
    }
}
