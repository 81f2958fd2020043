package dev.roomtalk.chat.command;

import dev.roomtalk.chat.console.CommandFailure;
import dev.roomtalk.client.RoomSettingsChange;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options by which a room's settings are given; each value stands for a key of {@link RoomSettingsChange}. */
final class RoomSettingOptions {
    @Option(
            names = "--keep",
            paramLabel = "DURATION",
            description = "Keep messages for this long: 30d, 12h, 90m, 45s; 0: the server's default.")
    private @Nullable String keep;

    @Option(
            names = "--keep-messages",
            paramLabel = "N",
            description = "Keep at most this many messages; 0: the server's default.")
    private @Nullable String keepMessages;

    @Option(
            names = "--keep-bytes",
            paramLabel = "SIZE",
            description = "Keep at most this much text: 10M, 500K, 1G; 0: the server's default.")
    private @Nullable String keepBytes;

    @Option(
            names = "--history-lines",
            paramLabel = "N",
            description = "Show the last N messages to a person who enters, at most 500; 0: the server's default.")
    private @Nullable String historyLines;

    @Option(
            names = "--slow",
            paramLabel = "DURATION",
            description =
                    "The time that members wait between two messages, host and moderators aside: 10s, 5m; 0: none.")
    private @Nullable String slow;

    @Option(
            names = "--edit-for",
            paramLabel = "DURATION",
            description = "For how long members may edit and remove their own messages: 15m, 1h, 1d; 0: for ever.")
    private @Nullable String editFor;

    /** @throws CommandFailure if a value is not valid */
    RoomSettingsChange change() {
        Map<String, @Nullable String> given = new LinkedHashMap<>();
        given.put("keep", keep);
        given.put("keep-messages", keepMessages);
        given.put("keep-bytes", keepBytes);
        given.put("slow", slow);
        given.put("edit-for", editFor);
        given.put("history-lines", historyLines);
        return change(given);
    }

    /** Those of a room that keeps no history. */
    RoomSettingsChange changeWithoutHistory() {
        Map<String, @Nullable String> given = new LinkedHashMap<>();
        given.put("slow", slow);
        given.put("edit-for", editFor);
        return change(given);
    }

    private static RoomSettingsChange change(Map<String, @Nullable String> given) {
        RoomSettingsChange change = RoomSettingsChange.NONE;
        try {
            for (Map.Entry<String, @Nullable String> setting : given.entrySet()) {
                String value = setting.getValue();
                change = value == null ? change : change.with(setting.getKey(), value);
            }
            return change;
        } catch (IllegalArgumentException e) {
            throw CommandFailure.badInput("--" + e.getMessage());
        }
    }
}
