/** Where users, rooms and messages live. */
@NullMarked
package dev.roomtalk.server.engine;

import org.jspecify.annotations.NullMarked;
