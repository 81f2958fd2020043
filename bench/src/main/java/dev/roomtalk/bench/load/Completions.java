package dev.roomtalk.bench.load;

/**
 * Finds out which delivery of a message is the last one that its room waits for. Confined to one thread.
 *
 * <p>Of each stream it knows the latest messages alone: a message that is more behind than that is left out.
 */
final class Completions {
    private static final int FEWEST = 64;
    private static final int MOST = 2048;
    private static final int IN_ALL = 1 << 20;

    private final int members;
    private final int streams;
    private final int span;
    /** By room, stream and number modulo the span: which message is meant. */
    private final int[] numbers;

    private final int[] arrived;

    Completions(Shape shape, int streams) {
        this.members = shape.members();
        this.streams = streams;
        int all = shape.rooms() * streams;
        this.span = Math.clamp(Integer.highestOneBit(IN_ALL / all + 1), FEWEST, MOST);
        this.numbers = new int[all * span];
        this.arrived = new int[numbers.length];
    }

    /** A member has got the message for the first time; whether all have it now. */
    boolean last(int member, int stream, long number) {
        int slot = (member / members * streams + stream) * span + (int) (number & (span - 1));
        int behind = numbers[slot] - (int) number;
        if (behind > 0) {
            return false;
        }
        if (behind < 0) {
            numbers[slot] = (int) number;
            arrived[slot] = 0;
        }
        return ++arrived[slot] == members;
    }
}
