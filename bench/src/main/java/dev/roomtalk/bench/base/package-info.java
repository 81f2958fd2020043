/**
 * What every measurement uses: how a run fails, the time stamp in a message, tables and JSON. Uses no other package of
 * bench.
 */
@NullMarked
package dev.roomtalk.bench.base;

import org.jspecify.annotations.NullMarked;
