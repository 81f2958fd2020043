/**
 * Rooms on their loops: the domain's {@code Room} answers a command with effects, and what is here carries them out.
 * Each room belongs to one relay loop and is touched by no other thread; the packages above reach it with
 * {@code RoomRef.tell}.
 *
 * <p>Begin with {@code RoomHost}, one for each room that is open. It brings frames to the members through {@code
 * RoomDelivery} and stores through {@code RoomStore}, the only place where a room speaks to the engine. {@code
 * LoopRooms} has the open rooms of one loop and what they share, {@code UnopenedRooms} those that nobody needs at
 * present; {@code LoopThread}, {@code Audiences} and {@code RoomSession} are all that rooms see of the loop and its
 * sessions, which the relay supplies.
 */
@NullMarked
package dev.roomtalk.server.rooms;

import org.jspecify.annotations.NullMarked;
