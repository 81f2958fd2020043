package dev.roomtalk.client;

import java.util.List;

/**
 * A room as the server described it when this session joined.
 *
 * @param members at most 200 of {@code memberCount}, present ones first
 * @param stored whether the server stores messages; {@link Receipt.Delivered#stored} says when
 * @param history whether messages can be read back
 * @param settings in effect; {@link RoomSettings#historyLines} says how many of the last messages are shown to a
 *     user who joins
 */
public record JoinedRoom(
        String name,
        String topic,
        long epoch,
        long sequence,
        List<RoomMember> members,
        int memberCount,
        boolean stored,
        boolean history,
        RoomSettings settings) {}
