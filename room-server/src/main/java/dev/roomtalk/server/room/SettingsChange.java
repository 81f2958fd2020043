package dev.roomtalk.server.room;

import org.jspecify.annotations.Nullable;

/** A change of {@link RoomSettings}; null: as before. */
public record SettingsChange(
        @Nullable Integer historyLines,
        @Nullable Long keepSeconds,
        @Nullable Long keepMessages,
        @Nullable Long keepBytes) {
    RoomSettings of(RoomSettings before) {
        return new RoomSettings(
                historyLines == null ? before.historyLines() : historyLines,
                keepSeconds == null ? before.keepSeconds() : keepSeconds,
                keepMessages == null ? before.keepMessages() : keepMessages,
                keepBytes == null ? before.keepBytes() : keepBytes);
    }
}
