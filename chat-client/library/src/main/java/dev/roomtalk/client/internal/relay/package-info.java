/**
 * The relay path: encrypted datagrams to and from the server by UDP, and the pings that show whether they arrive. Begin
 * with {@link dev.roomtalk.client.internal.relay.RelayPath}. Not part of the API.
 */
@NullMarked
package dev.roomtalk.client.internal.relay;

import org.jspecify.annotations.NullMarked;
