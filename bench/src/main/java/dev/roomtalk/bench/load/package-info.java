/**
 * The load: who sends when ({@link dev.roomtalk.bench.load.Traffic}), what arrived, and the report. Begin at
 * {@link dev.roomtalk.bench.load.Round}. It knows a server only as a {@link dev.roomtalk.bench.load.Target}.
 */
@NullMarked
package dev.roomtalk.bench.load;

import org.jspecify.annotations.NullMarked;
