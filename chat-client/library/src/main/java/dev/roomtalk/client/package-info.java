/**
 * The API of the client library: a session with a server ({@link dev.roomtalk.client.ChatClient}), its settings, what
 * it reports to its listener, and the values of both. {@code dev.roomtalk.client.sockets.SocketClient} starts a
 * session; a program that embeds the library needs these two packages. {@code dev.roomtalk.client.identity} keeps
 * tokens and servers' keys on disk, for programs of a person. All that is in {@code dev.roomtalk.client.internal} may
 * change at any time: of other modules only the simulation uses it, which runs sessions without a network.
 *
 * <p>Floors, from the bottom: this package; {@code internal.base} and {@code internal.wire}; {@code internal.control}
 * and {@code internal.relay}; {@code internal.rooms}; {@code internal.session}; {@code sockets}. Each uses only those
 * below it.
 */
@NullMarked
package dev.roomtalk.client;

import org.jspecify.annotations.NullMarked;
