package dev.roomtalk.server.store;

import java.util.List;

/**
 * The rooms that strangers see.
 *
 * @param first of them, in the order of the keys of their names
 * @param count how many there are
 */
public record VisibleRooms(List<RoomSummary> first, int count) {}
