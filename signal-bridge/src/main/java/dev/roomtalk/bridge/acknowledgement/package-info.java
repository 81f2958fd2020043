/**
 * When one sender is sent a signal, and which. Begin with {@link dev.roomtalk.bridge.acknowledgement.Acknowledgement},
 * which has the rules in order. It knows no clock and no process: its owner tells it the time and what a look at the
 * process has found.
 */
@NullMarked
package dev.roomtalk.bridge.acknowledgement;

import org.jspecify.annotations.NullMarked;
