/**
 * Where users, rooms and messages live. {@code Engine} is the interface that rooms and the control plane use, and the
 * records beside it are what it takes and gives; {@code MemoryEngine} keeps everything as long as the process lives, in
 * {@code MemoryUsers}, {@code MemoryRooms} and a {@code RoomLog} for each room. Begin with {@code Engine}. What every
 * engine promises is held by the test {@code EngineContract}.
 */
@NullMarked
package dev.roomtalk.server.store;

import org.jspecify.annotations.NullMarked;
