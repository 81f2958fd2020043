package dev.roomtalk.server.control;

import dev.roomtalk.proto.ChangeRoom;
import dev.roomtalk.server.room.RoomSettings;
import dev.roomtalk.server.room.SettingsChange;

/** Reads the settings that a client wants for a room. */
final class RequestedSettings {
    static final String RULE = "a room shows at most " + RoomSettings.MAX_LINES
            + " last lines, keeps at most 2^63 - 1 seconds, messages and bytes, has at most "
            + RoomSettings.MAX_SLOW_SECONDS + " seconds between messages, and lets them be edited for at most "
            + RoomSettings.MAX_EDIT_SECONDS + " seconds";

    private RequestedSettings() {}

    /** Whether these are right for a room without history. */
    static boolean fitWithoutHistory(dev.roomtalk.proto.RoomSettings wanted) {
        RoomSettings settings = of(wanted);
        return settings.equals(settings.withoutHistory());
    }

    static boolean fit(dev.roomtalk.proto.RoomSettings wanted) {
        return fits(
                wanted.getHistoryLines(),
                wanted.getKeepSeconds(),
                wanted.getKeepMessages(),
                wanted.getKeepBytes(),
                wanted.getSlowSeconds(),
                wanted.getEditSeconds());
    }

    static boolean fit(ChangeRoom wanted) {
        return fits(
                wanted.getHistoryLines(),
                wanted.getKeepSeconds(),
                wanted.getKeepMessages(),
                wanted.getKeepBytes(),
                wanted.getSlowSeconds(),
                wanted.getEditSeconds());
    }

    /** Unsigned numbers come as signed ones. */
    private static boolean fits(int lines, long seconds, long messages, long bytes, int slow, int edit) {
        return lines >= 0
                && lines <= RoomSettings.MAX_LINES
                && seconds >= 0
                && messages >= 0
                && bytes >= 0
                && slow >= 0
                && slow <= RoomSettings.MAX_SLOW_SECONDS
                && edit >= 0
                && edit <= RoomSettings.MAX_EDIT_SECONDS;
    }

    static RoomSettings of(dev.roomtalk.proto.RoomSettings wanted) {
        return new RoomSettings(
                wanted.getHistoryLines(),
                wanted.getKeepSeconds(),
                wanted.getKeepMessages(),
                wanted.getKeepBytes(),
                wanted.getSlowSeconds(),
                wanted.getEditSeconds());
    }

    static SettingsChange of(ChangeRoom wanted) {
        return new SettingsChange(
                wanted.hasHistoryLines() ? wanted.getHistoryLines() : null,
                wanted.hasKeepSeconds() ? wanted.getKeepSeconds() : null,
                wanted.hasKeepMessages() ? wanted.getKeepMessages() : null,
                wanted.hasKeepBytes() ? wanted.getKeepBytes() : null,
                wanted.hasSlowSeconds() ? wanted.getSlowSeconds() : null,
                wanted.hasEditSeconds() ? wanted.getEditSeconds() : null);
    }
}
