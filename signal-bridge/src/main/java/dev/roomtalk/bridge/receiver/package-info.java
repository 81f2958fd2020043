/**
 * The threads that read signals, the thread that owns the senders, and their warm-up.
 *
 * <p>What is sent while the bridge does not read merges, so it must read again within microseconds. A thread that also
 * answers, looks at {@code /proc} and keeps timers is away for too long; and on a busy machine it has used up its share
 * of the processor when it is needed. So three threads share the work:
 *
 * <pre>
 * kernel -- signalfd --+-- signal-reader-0 (a core) ----+-- SignalRing --&gt; signals: Senders, answers, timers, pidfds
 *                      +-- signal-reader-1 (another) ---+     an eventfd wakes it where it sleeps
 * </pre>
 *
 * <ul>
 *   <li>{@link dev.roomtalk.bridge.receiver.SignalReaders} read, and do nothing else. Whichever core schedules its
 *       reader first reads for both, under one lock that keeps the order of the kernel. They have a class above the
 *       ordinary one while somebody speaks, where they may ({@link dev.roomtalk.bridge.receiver.ReaderPriority}).
 *   <li>{@link dev.roomtalk.bridge.receiver.Receiver} is the owner's loop. While only paced senders speak, nobody waits
 *       for an answer: then signals do not wake it, it takes what has gathered every 2 ms.
 *   <li>When nobody speaks, all three sleep without a time limit.
 * </ul>
 *
 * <p>A Java VM that runs a path for the first time loads and interprets it for tens of milliseconds.
 * {@link dev.roomtalk.bridge.receiver.WarmUp} runs all of them before the PID is printed.
 */
@NullMarked
package dev.roomtalk.bridge.receiver;

import org.jspecify.annotations.NullMarked;
