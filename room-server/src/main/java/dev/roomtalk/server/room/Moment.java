package dev.roomtalk.server.room;

/**
 * When a command is carried out.
 *
 * @param millis milliseconds since some beginning, which no setting of a clock changes: what every duration is measured
 *     by
 * @param unixMillis milliseconds since 1970, as people are shown it; it may jump either way
 */
public record Moment(long millis, long unixMillis) {}
