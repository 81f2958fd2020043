package dev.roomtalk.server.app;

import dev.roomtalk.server.console.ConsoleAnswer;
import dev.roomtalk.server.console.ConsoleClient;
import dev.roomtalk.server.console.ConsoleCommand;
import dev.roomtalk.server.console.ConsoleRequest;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The server that runs on a data directory now, as its console tells of it. */
final class RunningServer {
    private static final Pattern PORT = Pattern.compile(":(\\d{1,5})(?=[\\s,])");

    private static final Pattern PID = Pattern.compile("\"pid\":(\\d+)");

    private RunningServer() {}

    /** The process that it is; null where it is none that this one can see, as that of another container. */
    static @Nullable ProcessHandle process(Path directory) throws IOException {
        try (ConsoleClient console = ConsoleClient.connect(directory)) {
            ConsoleAnswer answer = console.ask(
                    new ConsoleRequest(ConsoleCommand.STATUS, List.of(), Map.of(ConsoleCommand.Option.JSON, "true")));
            Matcher pid = PID.matcher(answer.text());
            return pid.find() ? ProcessHandle.of(Long.parseLong(pid.group(1))).orElse(null) : null;
        }
    }

    /** The ports that it serves; none where it does not tell. */
    static Set<Integer> ports(Path directory) {
        Set<Integer> ports = new HashSet<>();
        try (ConsoleClient console = ConsoleClient.connect(directory)) {
            ConsoleAnswer answer = console.ask(new ConsoleRequest(ConsoleCommand.STATUS));
            String addresses = answer.text()
                    .lines()
                    .filter(line -> line.strip().startsWith("addresses"))
                    .findFirst()
                    .orElse("");
            Matcher port = PORT.matcher(addresses);
            while (port.find()) {
                ports.add(Integer.parseInt(port.group(1)));
            }
        } catch (IOException e) {
            // It does not answer: what it has bound counts as in use.
        }
        return ports;
    }
}
