/** Fuzzing of the client's session. */
@NullMarked
package dev.roomtalk.client.internal.session;

import org.jspecify.annotations.NullMarked;
