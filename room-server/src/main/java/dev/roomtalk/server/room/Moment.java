package dev.roomtalk.server.room;

/**
 * When a command is carried out.
 *
 * @param millis milliseconds since some beginning, which no setting of a clock changes: what every duration is measured
 *     by
 * @param unixMillis milliseconds since 1970, as people are shown it; it may jump either way
 * @param agedMillis milliseconds since 1970, by the clock by which things end: behind the other where that has jumped,
 *     and set forth only by the time that the server was away
 */
public record Moment(long millis, long unixMillis, long agedMillis) {
    /** Of two clocks that agree. */
    public Moment(long millis, long unixMillis) {
        this(millis, unixMillis, unixMillis);
    }
}
