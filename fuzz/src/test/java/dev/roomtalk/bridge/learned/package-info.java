/** Fuzzing of the file of learned programs. */
@NullMarked
package dev.roomtalk.bridge.learned;

import org.jspecify.annotations.NullMarked;
