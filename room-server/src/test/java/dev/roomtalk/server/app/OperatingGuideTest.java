package dev.roomtalk.server.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.roomtalk.server.base.Counter;
import dev.roomtalk.server.base.Gauge;
import dev.roomtalk.server.base.Latency;
import dev.roomtalk.server.base.Tally;
import dev.roomtalk.server.console.ConsoleCommand;
import dev.roomtalk.server.metrics.Metrics;
import dev.roomtalk.server.settings.Setting;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** docs/OPERATING.md names every key with its default and its meaning, and no other. */
class OperatingGuideTest {
    @Test
    void theTableOfKeysIsTheConfiguration() throws IOException {
        String guide = Files.readString(Path.of("..", "docs", "OPERATING.md"));
        String rows = Arrays.stream(Setting.values())
                .map(s -> "| `%s` | %s | %s |\n"
                        .formatted(
                                s.key(), s.defaultValue().isEmpty() ? "" : "`" + s.defaultValue() + "`", s.meaning()))
                .collect(Collectors.joining());
        assertThat(guide).contains("| key | default | meaning |\n|---|---|---|\n" + rows + "\n");
    }

    /** And those that change while a server runs. */
    @Test
    void theKeysThatChangeAreNamed() throws IOException {
        String guide = Files.readString(Path.of("..", "docs", "OPERATING.md"));
        String keys = Arrays.stream(Setting.values())
                .filter(Setting::isLive)
                .map(setting -> "`" + setting.key() + "`")
                .collect(Collectors.joining(", "));
        assertThat(guide).contains("\n" + keys + ".");
    }

    /** The same of the metrics, with what they are called there. */
    @Test
    void theTableOfMetricsIsWhatIsCounted() throws IOException {
        String guide = Files.readString(Path.of("..", "docs", "OPERATING.md"));
        StringBuilder rows = new StringBuilder("| metric | meaning |\n|---|---|\n");
        for (Counter counter : Counter.values()) {
            String labels = counter.label().isEmpty() ? "" : "{" + counter.label() + "=\"" + counter.value() + "\"}";
            row(rows, counter.metric(), "_total" + labels, counter.meaning());
        }
        for (Tally tally : Tally.values()) {
            String reasons = tally.reasons().stream().map("`%s`"::formatted).collect(Collectors.joining(", "));
            row(rows, tally.metric(), "_total{reason=\"...\"}", tally.meaning() + ", by reason: " + reasons);
        }
        for (Gauge gauge : Gauge.values()) {
            row(rows, gauge.metric(), "", gauge.meaning());
        }
        for (Latency latency : Latency.values()) {
            row(rows, latency.metric(), "_seconds", "histogram: " + latency.meaning());
        }
        rows.append("| `").append(Metrics.BUNDLES).append("` | histogram: messages in a datagram that was sent |\n");
        assertThat(guide).contains(rows + "\n");
    }

    /** And every command that asks a running server. */
    @Test
    void theTableOfTheConsoleIsItsCommands() throws IOException {
        String guide = Files.readString(Path.of("..", "docs", "OPERATING.md"));
        StringBuilder rows = new StringBuilder("| command | does |\n|---|---|\n");
        for (ConsoleCommand command : ConsoleCommand.values()) {
            rows.append("| `room-server ")
                    .append(command.place() == ConsoleCommand.Place.ADMIN ? "admin " : "")
                    .append(command.word());
            command.parameters().forEach(parameter -> rows.append(' ').append(parameter));
            for (ConsoleCommand.Option option : command.options()) {
                if (!option.meaning().isEmpty()) {
                    rows.append(" [--").append(option.word());
                    rows.append(option.parameter().isEmpty() ? "" : " ")
                            .append(option.parameter())
                            .append(']');
                }
            }
            rows.append("` | ").append(command.meaning()).append(" |\n");
        }
        assertThat(guide).contains(rows + "\n");
    }

    private static void row(StringBuilder rows, String metric, String rest, String meaning) {
        rows.append("| `")
                .append((Metrics.PREFIX + metric).replace('.', '_'))
                .append(rest)
                .append("` | ")
                .append(meaning)
                .append(" |\n");
    }
}
