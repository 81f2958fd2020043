/** Interleavings of the threads that share what belongs to no connection. */
@NullMarked
package dev.roomtalk.server.control;

import org.jspecify.annotations.NullMarked;
