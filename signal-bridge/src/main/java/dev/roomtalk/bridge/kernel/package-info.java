/**
 * The side of the Linux kernel: system calls through the C library, signalfd(2), pidfds, {@code /proc}, the mask of
 * this process, and the names of users. Everything above works with the interface
 * {@link dev.roomtalk.bridge.kernel.Processes}, so that a test can play the kernel. Begin with
 * {@link dev.roomtalk.bridge.kernel.SignalMask} (why the signals must be blocked) and
 * {@link dev.roomtalk.bridge.kernel.SignalDescriptor} (how they are read).
 */
@NullMarked
package dev.roomtalk.bridge.kernel;

import org.jspecify.annotations.NullMarked;
