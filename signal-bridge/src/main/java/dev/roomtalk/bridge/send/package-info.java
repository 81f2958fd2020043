/**
 * The sending side, which {@code signal-send} uses: to a bridge in the framed dialect
 * ({@link dev.roomtalk.bridge.send.Handover}, which tests run without a process), or bit by bit to any Minitalk server
 * ({@link dev.roomtalk.bridge.send.Delivery}).
 */
@NullMarked
package dev.roomtalk.bridge.send;

import org.jspecify.annotations.NullMarked;
