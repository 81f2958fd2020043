package dev.roomtalk.server.engine;

import java.util.List;

/**
 * A stretch of a room's log.
 *
 * @param entries in the order of their sequence
 * @param coversTo what lies above the sequence that was asked for, up to here, and is not in the page, is gone. Never above
 *     the last committed sequence
 * @param committed the last sequence that is committed: where {@code coversTo} is below it and below what was asked for, the
 *     page was full
 * @param oldest the lowest sequence that is kept; where nothing is, one more than the last that was committed
 */
public record LogPage(List<LogEntry> entries, long coversTo, long committed, long oldest) {}
