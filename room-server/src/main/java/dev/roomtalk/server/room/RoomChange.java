package dev.roomtalk.server.room;

/**
 * A change of a room: it is decided on one node, and applied on every node when the engine's feed brings it. It says
 * how something is from now on, not by how much it differs.
 */
public sealed interface RoomChange {
    /** @param by the name of the user who set the topic */
    record TopicIs(String topic, String by) implements RoomChange {}

    /**
     * @param settings as the host wants them, whatever the server allows
     * @param by the name of the user who set them
     */
    record SettingsAre(RoomSettings settings, String by) implements RoomChange {}
}
