package dev.roomtalk.chat.command;

import dev.roomtalk.chat.console.Console;
import dev.roomtalk.chat.online.MessageSender;
import dev.roomtalk.client.ExitCode;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@CommandLine.Command(
        name = "send",
        description =
                "Sends a message, or each line of standard input as one, and waits until the room has accepted it.")
final class SendCommand extends VisitCommand {
    @Option(names = "--whole", description = "All of standard input is one message, with its line breaks.")
    private boolean whole;

    @Option(
            names = "--label",
            paramLabel = "LABEL",
            description = "Shown after your name: who or what you send this for.")
    private @Nullable String label;

    @Option(
            names = "--timeout",
            paramLabel = "SECONDS",
            defaultValue = "30",
            description = "How long to wait for each answer. Default: ${DEFAULT-VALUE}.")
    private long timeoutSeconds;

    @Parameters(
            index = "1..*",
            arity = "0..*",
            paramLabel = "TEXT",
            description = "The message; words are joined by spaces. Without it, or with -: standard input.")
    private List<String> words = List.of();

    @Option(
            names = "--json",
            description = {
                "One JSON object a line for each message, in their order: room, outcome (delivered, refused, unknown), epoch,",
                "sequence, stored, why."
            })
    private boolean json;

    SendCommand(Console console) {
        super(console);
    }

    @Override
    ExitCode run() throws InterruptedException {
        Values.atLeast(1, "--timeout", timeoutSeconds);
        boolean given = !words.isEmpty() && !words.equals(List.of("-"));
        if (given) {
            MessageSender.check(Values.joined(words));
        }
        return online(online -> {
            MessageSender sender = new MessageSender(
                    online,
                    console(),
                    visit(online),
                    label,
                    json,
                    Duration.ofSeconds(timeoutSeconds),
                    System::nanoTime);
            if (given) {
                sender.send(Values.joined(words));
            } else if (whole) {
                sender.sendWhole();
            } else {
                sender.sendLines();
            }
            return sender.finish();
        });
    }
}
