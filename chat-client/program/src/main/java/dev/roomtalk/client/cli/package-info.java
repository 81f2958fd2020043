/** The program {@code chat}: commands for people and for scripts. */
@NullMarked
package dev.roomtalk.client.cli;

import org.jspecify.annotations.NullMarked;
