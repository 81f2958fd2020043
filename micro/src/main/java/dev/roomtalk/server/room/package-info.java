/** Benchmarks of what this package of the server keeps to itself. */
@NullMarked
package dev.roomtalk.server.room;

import org.jspecify.annotations.NullMarked;
