package dev.roomtalk.client;

import java.util.List;

/**
 * A room as the server described it when this session joined.
 *
 * @param members at most 200 of {@code memberCount}, present ones first
 * @param stored messages are stored by the server, and {@link Receipt.Delivered#stored} says when
 * @param history messages can be read back; false: the room keeps none
 * @param settings in effect; {@link RoomSettings#historyLines} says how many of the last messages are shown to who
 *     joins
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
