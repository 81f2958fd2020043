package dev.roomtalk.server.room;

import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * All that {@link RoomChange}s have made of a room: what a node is brought that may have missed some of them.
 *
 * @param topic as the last one who set it
 * @param settings as the last one who changed them
 * @param present the users who have sessions in it, by the nodes that these are on
 * @param afterLoss the engine may have lost changes that it had answered
 */
public record RoomState(
        RoomChange.TopicIs topic,
        RoomChange.SettingsAre settings,
        List<MemberRecord> members,
        List<Ban> bans,
        List<Invitation> invitations,
        Map<Long, Set<Long>> present,
        boolean afterLoss) {}
