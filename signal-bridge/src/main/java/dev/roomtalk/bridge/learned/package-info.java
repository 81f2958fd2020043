/**
 * What was learned of each program from its earlier runs: its dialect and the signals it takes for answers; kept in a
 * file.
 */
@NullMarked
package dev.roomtalk.bridge.learned;

import org.jspecify.annotations.NullMarked;
