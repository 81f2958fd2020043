package dev.roomtalk.server.room;

/**
 * When something ends that was to last for a while, by the clocks of a {@link Moment}: whichever comes first. A wall
 * clock that is set forth or back ends nothing and delays nothing.
 *
 * @param millis by the clock that no setting of a clock changes
 * @param agedMillis by the clock by which things end, which learns late for how long the server was away
 */
record Ending(long millis, long agedMillis) {
    static final Ending NEVER = new Ending(Long.MAX_VALUE, Long.MAX_VALUE);

    /** Of what begins now: it runs as long as this server does. */
    static Ending after(long millis, Moment now) {
        return new Ending(now.millis() + millis, Long.MAX_VALUE);
    }

    /**
     * Of what was made before this start of the server. It may have been made while the wall clock had jumped forward:
     * it lasts no longer from now than it was to last.
     *
     * @param since as it was written down, in milliseconds of Unix time
     * @param until the same
     */
    static Ending ofEarlier(long since, long until, Moment now) {
        long left = until - Math.max(since, now.agedMillis());
        return new Ending(now.millis() + left, now.agedMillis() + left);
    }

    /** Whether it is of something that began since this start of the server. */
    boolean isOfThisStart() {
        return agedMillis == Long.MAX_VALUE && millis != Long.MAX_VALUE;
    }

    /** Whether the end was so many milliseconds ago, or earlier. */
    boolean isOverFor(long ago, Moment now) {
        return now.millis() - ago >= millis || now.agedMillis() - ago >= agedMillis;
    }
}
