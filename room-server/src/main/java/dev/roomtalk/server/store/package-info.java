/** Where users, rooms and messages live. */
@NullMarked
package dev.roomtalk.server.store;

import org.jspecify.annotations.NullMarked;
