/**
 * The C programs that a server is compared with, and the load's target that speaks to them.
 */
@NullMarked
package dev.roomtalk.bench.limit;

import org.jspecify.annotations.NullMarked;
