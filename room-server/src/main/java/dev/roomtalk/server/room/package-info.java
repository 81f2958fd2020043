/** The domain: what a room is and does, in plain Java. It knows no network, no clock and no database. */
@NullMarked
package dev.roomtalk.server.room;

import org.jspecify.annotations.NullMarked;
