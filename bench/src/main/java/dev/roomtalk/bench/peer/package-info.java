/**
 * Servers of others that the load is run on beside ours, where they are installed. Begin at
 * {@link dev.roomtalk.bench.peer.Peer}; a further one is a {@link dev.roomtalk.bench.peer.Wire} and a command.
 */
@NullMarked
package dev.roomtalk.bench.peer;

import org.jspecify.annotations.NullMarked;
