package dev.roomtalk.server.room;

import org.jspecify.annotations.Nullable;

/** A change of {@link RoomSettings}; null: as before. */
public record SettingsChange(
        @Nullable Integer historyLines,
        @Nullable Long keepSeconds,
        @Nullable Long keepMessages,
        @Nullable Long keepBytes,
        @Nullable Integer slowSeconds,
        @Nullable Integer editSeconds) {
    /** Of what is kept, and not of how fast it may be spoken. */
    SettingsChange(
            @Nullable Integer historyLines,
            @Nullable Long keepSeconds,
            @Nullable Long keepMessages,
            @Nullable Long keepBytes) {
        this(historyLines, keepSeconds, keepMessages, keepBytes, null, null);
    }

    boolean ofHistory() {
        return historyLines != null || keepSeconds != null || keepMessages != null || keepBytes != null;
    }

    RoomSettings of(RoomSettings before) {
        return new RoomSettings(
                historyLines == null ? before.historyLines() : historyLines,
                keepSeconds == null ? before.keepSeconds() : keepSeconds,
                keepMessages == null ? before.keepMessages() : keepMessages,
                keepBytes == null ? before.keepBytes() : keepBytes,
                slowSeconds == null ? before.slowSeconds() : slowSeconds,
                editSeconds == null ? before.editSeconds() : editSeconds);
    }
}
