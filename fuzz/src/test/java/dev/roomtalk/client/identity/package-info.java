/** Fuzzing of the files that a person's client keeps. */
@NullMarked
package dev.roomtalk.client.identity;

import org.jspecify.annotations.NullMarked;
