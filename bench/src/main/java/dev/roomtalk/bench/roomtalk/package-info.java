/**
 * A room-server as a target of the load: a client of its own for many sessions on one loop, which makes no object for a
 * message. Begin at {@link dev.roomtalk.bench.roomtalk.RoomtalkTarget}.
 */
@NullMarked
package dev.roomtalk.bench.roomtalk;

import org.jspecify.annotations.NullMarked;
