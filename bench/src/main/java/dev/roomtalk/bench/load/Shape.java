package dev.roomtalk.bench.load;

import dev.roomtalk.bench.base.Failure;
import java.util.Locale;

/**
 * Who talks to whom.
 *
 * @param rooms rooms that do not know of each other
 * @param members members of each room; all are sessions that receive
 * @param senders members of each room that also send, the first ones
 */
public record Shape(int rooms, int members, int senders) {
    /** Rooms that one run may have; the limit programs have no place for more. */
    static final int MAX_ROOMS = 16_384;

    /** Sessions that one run may have. */
    public static final int MAX_SESSIONS = 100_000;

    public Shape {
        atLeastOne("--rooms", rooms);
        atLeastOne("--members", members);
        atLeastOne("--senders", senders);
        if (senders > members) {
            throw Failure.usage(
                    "--senders %d is more than --members %d: senders are members".formatted(senders, members));
        }
        if (rooms > MAX_ROOMS) {
            throw Failure.usage("--rooms %d is too many: at most %d".formatted(rooms, MAX_ROOMS));
        }
        if ((long) rooms * members > MAX_SESSIONS) {
            throw Failure.usage("%d rooms of %d members are more than the %d sessions that bench opens"
                    .formatted(rooms, members, MAX_SESSIONS));
        }
    }

    private static void atLeastOne(String option, int value) {
        if (value < 1) {
            throw Failure.usage("%s %d makes no sense: at least 1".formatted(option, value));
        }
    }

    /** The shapes that all figures are given for. */
    public static Shape named(String name) {
        return switch (name.toUpperCase(Locale.ROOT)) {
            case "A" -> new Shape(1, 100, 1);
            case "B" -> new Shape(100, 10, 1);
            case "C" -> new Shape(10, 100, 1);
            default ->
                throw Failure.usage(
                        "--shape is A (1 room of 100 members), B (100 of 10) or C (10 of 100), not '" + name + "'");
        };
    }

    public int sessions() {
        return rooms * members;
    }

    public int allSenders() {
        return rooms * senders;
    }

    public int roomOfMember(int member) {
        return member / members;
    }

    public int roomOfSender(int sender) {
        return sender / senders;
    }

    /** The member, of all rooms, that is this sender, of all rooms. */
    public int memberOfSender(int sender) {
        return roomOfSender(sender) * members + sender % senders;
    }

    @Override
    public String toString() {
        return "%d room%s × %d member%s, %d sender%s each"
                .formatted(
                        rooms,
                        rooms == 1 ? "" : "s",
                        members,
                        members == 1 ? "" : "s",
                        senders,
                        senders == 1 ? "" : "s");
    }
}
