/**
 * A session over as many connections as it needs: it connects, says who it is, chooses between UDP and TCP, and
 * reconnects. Begin with {@link dev.roomtalk.client.internal.session.ClientSession}. Not part of the API.
 */
@NullMarked
package dev.roomtalk.client.internal.session;

import org.jspecify.annotations.NullMarked;
