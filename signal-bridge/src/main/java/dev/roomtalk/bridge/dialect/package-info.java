/**
 * The dialects of Minitalk and their recognition: bits in, texts out. Begin with
 * {@link dev.roomtalk.bridge.dialect.Dialect} (a dialect as data) and {@link dev.roomtalk.bridge.dialect.Recogniser}
 * (every dialect reads along, and the likeliest reading is the message). No class here knows a clock, a process or a
 * room.
 */
@NullMarked
package dev.roomtalk.bridge.dialect;

import org.jspecify.annotations.NullMarked;
