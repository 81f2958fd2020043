/** The operator's way to a running server on the same machine: a socket in its data directory, and what can be asked there. */
@org.jspecify.annotations.NullMarked
package dev.roomtalk.server.console;
