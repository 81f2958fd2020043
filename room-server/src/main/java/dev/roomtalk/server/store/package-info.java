/**
 * Where users, rooms and messages live. {@code Engine} is put together from roles ({@code MessageLog},
 * {@code RoomRecords}, {@code UserRecords} and others), of which each part of a node gets what it uses; the records
 * beside them are what they take and give. {@code MemoryEngine} keeps everything as long as the process lives, in
 * {@code MemoryUsers}, {@code MemoryRooms} and a {@code RoomLog} for each room. Begin with {@code Engine}. What every
 * engine promises is held by the test {@code EngineContract}.
 */
@NullMarked
package dev.roomtalk.server.store;

import org.jspecify.annotations.NullMarked;
