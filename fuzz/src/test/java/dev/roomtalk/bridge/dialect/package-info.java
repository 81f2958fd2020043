/** Fuzzing of the recogniser of signals. */
@NullMarked
package dev.roomtalk.bridge.dialect;

import org.jspecify.annotations.NullMarked;
