/**
 * The bridge's end of the framed dialect: the processes that speak it, by bits or on the fast lane, and their messages
 * until the room has answered. Begin with {@link dev.roomtalk.bridge.framed.FramedSenders}.
 */
@NullMarked
package dev.roomtalk.bridge.framed;

import org.jspecify.annotations.NullMarked;
