/**
 * The measurement {@code bench signals}: what a bit costs between signal-send and signal-bridge.
 */
@NullMarked
package dev.roomtalk.bench.signals;

import org.jspecify.annotations.NullMarked;
