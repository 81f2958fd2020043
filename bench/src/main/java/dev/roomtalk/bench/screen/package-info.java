/** The program {@code chat} on the full screen of a pseudo-terminal, measured from outside while others talk. */
@NullMarked
package dev.roomtalk.bench.screen;

import org.jspecify.annotations.NullMarked;
