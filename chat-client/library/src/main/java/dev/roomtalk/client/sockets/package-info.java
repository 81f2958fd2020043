/**
 * Starts clients over real sockets: {@link dev.roomtalk.client.sockets.SocketClient} is the library's entry, and part
 * of its API.
 */
@NullMarked
package dev.roomtalk.client.sockets;

import org.jspecify.annotations.NullMarked;
