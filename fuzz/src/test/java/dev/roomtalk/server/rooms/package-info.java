/** Interleavings of the threads that share what belongs to no loop. */
@NullMarked
package dev.roomtalk.server.rooms;

import org.jspecify.annotations.NullMarked;
