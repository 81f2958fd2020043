/** Benchmarks of what this package of the server keeps to itself. */
@NullMarked
package dev.roomtalk.server.store;

import org.jspecify.annotations.NullMarked;
