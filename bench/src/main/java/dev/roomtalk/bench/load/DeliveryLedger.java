package dev.roomtalk.bench.load;

/**
 * What each member got of each stream of numbered messages: once, twice, late, or not at all. Confined to one thread.
 *
 * <p>A stream counts from 1. Roomtalk numbers a room's messages in one stream; the limit programs number nothing, so
 * each sender's own count is a stream.
 */
final class DeliveryLedger {
    /** Numbers below the highest that can be told apart; a message that comes even later counts as a duplicate. */
    static final int SPAN = 2048;

    private static final int WORDS = SPAN / Long.SIZE;

    private final int membersPerRoom;
    private final int streams;
    /** By room and stream: the highest number known to be on its way to every member. */
    private final long[] expected;
    /** By member and stream: the highest number that came. */
    private final long[] highest;
    /** By member and stream: which of the last {@value #SPAN} numbers came, a ring of bits. */
    private final long[] seen;

    private long outstanding;
    private long received;
    private long duplicated;
    private long outOfOrder;

    DeliveryLedger(Shape shape, int streams) {
        this.membersPerRoom = shape.members();
        this.streams = streams;
        this.expected = new long[shape.rooms() * streams];
        this.highest = new long[shape.sessions() * streams];
        this.seen = new long[highest.length * WORDS];
    }

    /** Every member of the room is to get the numbers up to this one. */
    void expect(int room, int stream, long number) {
        int index = room * streams + stream;
        if (number > expected[index]) {
            outstanding += (number - expected[index]) * membersPerRoom;
            expected[index] = number;
        }
    }

    /** Whether this is the first time that the member gets this number. */
    boolean arrived(int member, int stream, long number) {
        expect(member / membersPerRoom, stream, number);
        int index = member * streams + stream;
        long top = highest[index];
        int first = index * WORDS;
        if (number > top) {
            clear(first, top + 1, number);
            highest[index] = number;
        } else if (number <= top - SPAN || (seen[first + word(number)] & bit(number)) != 0) {
            duplicated++;
            return false;
        } else {
            outOfOrder++;
        }
        seen[first + word(number)] |= bit(number);
        received++;
        outstanding--;
        return true;
    }

    /** Forgets the bits of numbers that the ring takes in again. */
    private void clear(int first, long from, long to) {
        if (to - from >= SPAN) {
            for (int i = 0; i < WORDS; i++) {
                seen[first + i] = 0;
            }
            return;
        }
        for (long number = from; number <= to; number++) {
            seen[first + word(number)] &= ~bit(number);
        }
    }

    private static int word(long number) {
        return (int) (number % SPAN) / Long.SIZE;
    }

    private static long bit(long number) {
        return 1L << (number % Long.SIZE);
    }

    /** Messages that are expected and have not come: those under way, and those lost. */
    long outstanding() {
        return outstanding;
    }

    /** Messages that came for the first time. */
    long received() {
        return received;
    }

    long duplicated() {
        return duplicated;
    }

    /** Messages that came after a later one. */
    long outOfOrder() {
        return outOfOrder;
    }
}
