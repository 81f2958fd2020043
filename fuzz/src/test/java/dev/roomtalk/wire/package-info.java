/** Fuzzing of datagrams, frames, names and statements about keys. */
@NullMarked
package dev.roomtalk.wire;

import org.jspecify.annotations.NullMarked;
