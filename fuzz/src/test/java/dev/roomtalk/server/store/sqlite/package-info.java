/** Fuzzing of search words. */
@NullMarked
package dev.roomtalk.server.store.sqlite;

import org.jspecify.annotations.NullMarked;
