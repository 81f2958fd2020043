/** The engine that keeps everything in one SQLite file. */
@NullMarked
package dev.roomtalk.server.store.sqlite;

import org.jspecify.annotations.NullMarked;
