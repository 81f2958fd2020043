/** The interactive client: rooms on a terminal, with a line to type in below them. */
@NullMarked
package dev.roomtalk.client.terminal;

import org.jspecify.annotations.NullMarked;
