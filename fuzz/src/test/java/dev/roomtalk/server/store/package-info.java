/** Interleavings of the threads that share an engine. */
@NullMarked
package dev.roomtalk.server.store;

import org.jspecify.annotations.NullMarked;
