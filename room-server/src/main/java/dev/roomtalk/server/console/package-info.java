/**
 * The operator's way to a running server on the same machine: a socket in its data directory, and the commands that it
 * takes. It stands on the control plane; the program opens it with a {@code NodeView}, the parts of the node that it
 * shows and changes.
 *
 * <p>Begin with {@code ConsoleCommand}, the list of commands. On the server {@code ConsoleSocket} reads requests, and
 * {@code ConsoleHandler} answers them; {@code ConsoleClient} is the other end.
 */
@NullMarked
package dev.roomtalk.server.console;

import org.jspecify.annotations.NullMarked;
