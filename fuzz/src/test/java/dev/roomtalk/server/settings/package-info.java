/** Fuzzing of the server's configuration. */
@NullMarked
package dev.roomtalk.server.settings;

import org.jspecify.annotations.NullMarked;
