/** The entry points of the two programs: {@code signal-bridge} and {@code signal-send}. */
@NullMarked
package dev.roomtalk.bridge;

import org.jspecify.annotations.NullMarked;
