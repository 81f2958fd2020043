/**
 * The way to the room: limits for each user, the queue of messages without an answer, and the ledger that survives a
 * restart. Begin with {@link dev.roomtalk.bridge.outlet.Intake}, through which every message comes.
 */
@NullMarked
package dev.roomtalk.bridge.outlet;

import org.jspecify.annotations.NullMarked;
