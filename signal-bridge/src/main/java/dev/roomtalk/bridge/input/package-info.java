/**
 * The inputs besides signals: a named pipe, a local socket and standard input, of which each line is a message. Each
 * has a thread or loop of its own and hands its lines to {@link dev.roomtalk.bridge.outlet.Intake}.
 */
@NullMarked
package dev.roomtalk.bridge.input;

import org.jspecify.annotations.NullMarked;
