/**
 * The framed dialect, which this project's own programs speak, on the wire: frames, replies, the words of the fast
 * lane, and how its speakers recognise each other. Both ends use it; {@code docs/BRIDGE.md} has the tables.
 */
@NullMarked
package dev.roomtalk.bridge.frame;

import org.jspecify.annotations.NullMarked;
