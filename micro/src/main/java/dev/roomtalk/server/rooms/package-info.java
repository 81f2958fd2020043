/** Benchmarks of what this package of the server keeps to itself. */
@NullMarked
package dev.roomtalk.server.rooms;

import org.jspecify.annotations.NullMarked;
