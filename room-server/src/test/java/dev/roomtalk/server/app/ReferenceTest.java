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
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** docs/operating names every setting, command and metric, and no other. */
class ReferenceTest {
    private static final Path DOCS = Path.of("..", "docs", "operating");
    private static final Pattern MADE = Pattern.compile("<!-- made: ([a-z]+) -->\n.*?<!-- end -->\n", Pattern.DOTALL);

    /** Writes the page as it should be to target/reference.md, from where it can be copied. */
    @Test
    void theReferenceIsWhatThereIs() throws IOException {
        String page = Files.readString(DOCS.resolve("reference.md"));
        String right = MADE.matcher(page)
                .replaceAll(part -> Matcher.quoteReplacement(
                        "<!-- made: " + part.group(1) + " -->\n" + made(part.group(1)) + "<!-- end -->\n"));
        Files.createDirectories(Path.of("target"));
        Files.writeString(Path.of("target", "reference.md"), right);
        assertThat(page.equals(right))
                .as("the reference is right; cp room-server/target/reference.md docs/operating/ mends it")
                .isTrue();
    }

    private static String made(String part) {
        return switch (part) {
            case "settings" -> settings();
            case "commands" -> commands();
            case "metrics" -> metrics();
            default -> throw new IllegalArgumentException("the page asks for " + part);
        };
    }

    private static String settings() {
        return "| key | value | default | meaning | changes |\n|---|---|---|---|---|\n"
                + Arrays.stream(Setting.values())
                        .map(s -> "| `%s` | %s | %s | %s | %s |\n"
                                .formatted(
                                        s.key(),
                                        s.form().replace("|", ", "),
                                        s.defaultValue().isEmpty() ? "" : "`" + s.defaultValue() + "`",
                                        s.meaning(),
                                        s.isLive() ? "at once" : "restart"))
                        .collect(Collectors.joining());
    }

    private static String commands() {
        StringBuilder rows = new StringBuilder("| command | does |\n|---|---|\n");
        for (ConfigCommand command : ConfigCommand.values()) {
            row(rows, "room-server config " + command.word(), command.meaning());
        }
        for (DataCommand command : DataCommand.values()) {
            row(rows, ("room-server " + command.word() + " " + command.parameter()).strip(), command.meaning());
        }
        row(rows, "room-server key make DIRECTORY", ServerCommandLine.MAKE_MEANING);
        row(rows, "room-server key rotate [CERTIFICATE]", ServerCommandLine.ROTATE_MEANING);
        row(rows, "room-server move --from ENGINE --to ENGINE", ServerCommandLine.MOVE_MEANING);
        for (ConsoleCommand command : ConsoleCommand.values()) {
            row(rows, typed(command), command.meaning());
        }
        return rows.toString();
    }

    private static String typed(ConsoleCommand command) {
        StringBuilder typed = new StringBuilder("room-server ")
                .append(
                        switch (command.place()) {
                            case TOP -> "";
                            case ADMIN -> "admin ";
                            case USER -> "admin user ";
                        })
                .append(command.typed());
        command.parameters().forEach(parameter -> typed.append(' ').append(parameter));
        for (ConsoleCommand.Option option : command.options()) {
            if (!option.meaning().isEmpty()) {
                typed.append(" [--").append(option.word());
                typed.append(option.parameter().isEmpty() ? "" : " ")
                        .append(option.parameter())
                        .append(']');
            }
        }
        return typed.toString();
    }

    private static String metrics() {
        StringBuilder rows = new StringBuilder("| metric | meaning |\n|---|---|\n");
        for (Counter counter : Counter.values()) {
            String labels = counter.label().isEmpty() ? "" : "{" + counter.label() + "=\"" + counter.value() + "\"}";
            row(rows, name(counter.metric()) + "_total" + labels, counter.meaning());
        }
        for (Tally tally : Tally.values()) {
            String reasons = tally.reasons().stream().map("`%s`"::formatted).collect(Collectors.joining(", "));
            row(rows, name(tally.metric()) + "_total{reason=\"...\"}", tally.meaning() + ", by reason: " + reasons);
        }
        for (Gauge gauge : Gauge.values()) {
            row(rows, name(gauge.metric()), gauge.meaning());
        }
        for (Latency latency : Latency.values()) {
            row(rows, name(latency.metric()) + "_seconds", "histogram: " + latency.meaning());
        }
        row(rows, Metrics.BUNDLES, "histogram: messages in a datagram that was sent");
        return rows.toString();
    }

    private static void row(StringBuilder rows, String name, String meaning) {
        rows.append("| `").append(name).append("` | ").append(meaning).append(" |\n");
    }

    private static String name(String metric) {
        return (Metrics.PREFIX + metric).replace('.', '_');
    }

    /** Alert rules, dashboard and runbook ask for nothing that is not there. */
    @Test
    void onlyMetricsThatThereAreAreAskedFor() throws IOException {
        String known = metrics();
        for (Path file : new Path[] {
            Path.of("..", "docker", "alerts.yml"),
            Path.of("..", "docker", "grafana", "dashboards", "roomtalk.json"),
            DOCS.resolve("runbook.md"),
            DOCS.resolve("guide.md")
        }) {
            Matcher asked = Pattern.compile("\\broomtalk_[a-z_]+").matcher(Files.readString(file));
            while (asked.find()) {
                String name = asked.group().replaceFirst("_(bucket|sum|count)$", "");
                assertThat(known).as("%s asks for %s", file, name).containsPattern("`" + name + "[`{]");
            }
        }
    }

    /** How much there is of each is what an operator looks for first. */
    @Test
    void theDashboardDrawsEachGauge() throws IOException {
        String dashboard = Files.readString(Path.of("..", "docker", "grafana", "dashboards", "roomtalk.json"));
        for (Gauge gauge : Gauge.values()) {
            assertThat(dashboard).containsPattern("\"expr\": \"[^\n]*\\b" + name(gauge.metric()) + "\\b");
        }
    }

    /** Each alert has a row in the runbook. */
    @Test
    void whatToDoAboutEachAlertIsSaid() throws IOException {
        String runbook = Files.readString(DOCS.resolve("runbook.md"));
        Matcher alert =
                Pattern.compile("- alert: (\\w+)").matcher(Files.readString(Path.of("..", "docker", "alerts.yml")));
        int alerts = 0;
        while (alert.find()) {
            assertThat(runbook).contains("`" + alert.group(1) + "`");
            alerts++;
        }
        assertThat(alerts).isPositive();
    }
}
