package dev.roomtalk.client.cli;

import dev.roomtalk.client.ExitCode;
import dev.roomtalk.client.RoomSettingsChange;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** How a room is to be set. */
final class SettingOptions {
    @Option(
            names = "--keep",
            paramLabel = "TIME",
            description = "Messages are kept this long: 30d, 12h, 90m, 45s; 0: as long as the server keeps them.")
    private @Nullable String keep;

    @Option(
            names = "--keep-messages",
            paramLabel = "N",
            description = "So many messages are kept; 0: as many as the server keeps.")
    private @Nullable String keepMessages;

    @Option(
            names = "--keep-bytes",
            paramLabel = "SIZE",
            description = "Messages of this size together are kept: 10M, 500K, 1G; 0: as the server keeps.")
    private @Nullable String keepBytes;

    @Option(
            names = "--history-lines",
            paramLabel = "N",
            description = "Who joins is shown the last N messages, at most 500; 0: as the server says.")
    private @Nullable String historyLines;

    @Option(
            names = "--slow",
            paramLabel = "TIME",
            description =
                    "Who is neither host nor moderator waits so long between two messages: 10s, 5m; 0: not at all.")
    private @Nullable String slow;

    /** Throws {@link CommandFailure} for a value that is not right. */
    RoomSettingsChange change() {
        try {
            RoomSettingsChange change = RoomSettingsChange.NONE;
            change = with(change, "keep", keep);
            change = with(change, "keep-messages", keepMessages);
            change = with(change, "keep-bytes", keepBytes);
            change = with(change, "slow", slow);
            return with(change, "history-lines", historyLines);
        } catch (IllegalArgumentException e) {
            throw new CommandFailure(ExitCode.BAD_INPUT, "--" + e.getMessage());
        }
    }

    private static RoomSettingsChange with(RoomSettingsChange change, String key, @Nullable String value) {
        return value == null ? change : change.with(key, value);
    }
}
