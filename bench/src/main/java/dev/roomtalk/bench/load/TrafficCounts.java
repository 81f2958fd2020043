package dev.roomtalk.bench.load;

/**
 * What happened on a target since it was opened.
 *
 * @param published messages that left, each counted once
 * @param received deliveries, each counted once
 * @param outstanding deliveries under way or lost
 * @param duplicated deliveries that came again
 * @param outOfOrder deliveries that came after a later one
 * @param refused answers that were refusals
 * @param resent messages that left again for want of an answer
 * @param unreadable what could not be opened or read
 */
record TrafficCounts(
        long published,
        long received,
        long outstanding,
        long duplicated,
        long outOfOrder,
        long refused,
        long resent,
        long unreadable) {}
