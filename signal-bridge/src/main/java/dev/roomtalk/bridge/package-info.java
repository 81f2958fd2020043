/** The receiver of Minitalk signals, and a sender. */
@NullMarked
package dev.roomtalk.bridge;

import org.jspecify.annotations.NullMarked;
