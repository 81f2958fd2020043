/**
 * The program: its commands, and the one place where a node is put together from its parts. It stands on top and is
 * known by nobody. Begin with {@code RoomServer}, which reads the command line, and {@code Node}, which composes the
 * rest.
 */
@NullMarked
package dev.roomtalk.server.app;

import org.jspecify.annotations.NullMarked;
