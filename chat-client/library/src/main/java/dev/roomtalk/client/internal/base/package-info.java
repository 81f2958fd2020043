/**
 * What the rest of the library stands on: the session's loop with its clock and timers, measured round trips, and the
 * way by which frames leave. Not part of the API.
 */
@NullMarked
package dev.roomtalk.client.internal.base;

import org.jspecify.annotations.NullMarked;
