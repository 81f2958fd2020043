/** Fuzzing of a whole server on simulated loops. */
@NullMarked
package dev.roomtalk.simulation;

import org.jspecify.annotations.NullMarked;
