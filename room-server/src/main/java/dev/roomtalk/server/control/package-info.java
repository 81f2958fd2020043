/**
 * The control plane: TCP connections from the first byte to the last, who may connect, users and their sessions, and
 * the requests that clients send. It stands on the relay, which knows nothing of it; the console, the metrics and the
 * program use it.
 *
 * <p>Begin with {@code Acceptor}, which draws the pipeline of a connection, then {@code HelloPhase} and
 * {@code SessionPhase}. {@code RequestRouter} is the table of requests, with a handler for each concern.
 */
@NullMarked
package dev.roomtalk.server.control;

import org.jspecify.annotations.NullMarked;
