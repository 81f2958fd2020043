/**
 * The domain: what a room is and does, in plain Java. It knows no network, no clock and no database.
 *
 * <p>Begin at {@link dev.roomtalk.server.room.Room#handle}: a {@link dev.roomtalk.server.room.RoomCommand} comes in, a
 * list of {@link dev.roomtalk.server.room.Effect} comes out. {@code Room} gives each command to the part that it
 * concerns: {@code Entrance} (who may enter), {@code Attendance} (members that arrive and leave, and the host), {@code
 * Moderation}, {@code Profile} (topic and settings), {@code Conversation} (messages) or {@code Lifetime} (expiry and
 * end). All of a room's state is confined to the relay loop that owns the room.
 */
@NullMarked
package dev.roomtalk.server.room;

import org.jspecify.annotations.NullMarked;
