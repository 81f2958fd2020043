/**
 * The two threads that read signals, and their warm-up.
 *
 * <p>What is sent while the bridge does not read merges, so it must read again within microseconds. One thread that
 * also answers, looks at {@code /proc} and keeps timers is away for too long; and on a busy machine it has used up its
 * share of the processor when it is needed. So two threads poll one signalfd:
 * {@link dev.roomtalk.bridge.receiver.Receiver} reads and acts, {@link dev.roomtalk.bridge.receiver.SecondReader} reads
 * only. Both put what they read into one queue under one lock, which is held for a read(2) and no longer, so the order
 * of the kernel is kept. A lone sender that waits for its answers cannot lose a signal; for it the second thread
 * sleeps.
 *
 * <p>A Java VM that runs a path for the first time loads and interprets it for tens of milliseconds. So
 * {@link dev.roomtalk.bridge.receiver.WarmUp} plays clients before the PID is printed, and the receiver reads signals
 * that it sends to itself.
 */
@NullMarked
package dev.roomtalk.bridge.receiver;

import org.jspecify.annotations.NullMarked;
