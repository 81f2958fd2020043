/**
 * Carries everything that one engine keeps to another: {@code room-server move}. Begin with {@code Move}; the engines
 * bring a {@code MoveSource} and a {@code MoveTarget} each.
 */
@NullMarked
package dev.roomtalk.server.store.move;

import org.jspecify.annotations.NullMarked;
