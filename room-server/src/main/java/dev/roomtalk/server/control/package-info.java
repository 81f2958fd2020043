/** The control plane: TCP connections, users, the lobby. */
@NullMarked
package dev.roomtalk.server.control;

import org.jspecify.annotations.NullMarked;
