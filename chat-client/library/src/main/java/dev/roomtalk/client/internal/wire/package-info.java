/**
 * Translates between the server's messages and the values of the API, in both directions: the only place that knows
 * both. Begin with {@link dev.roomtalk.client.internal.wire.FromServer}. Not part of the API.
 */
@NullMarked
package dev.roomtalk.client.internal.wire;

import org.jspecify.annotations.NullMarked;
