package dev.roomtalk.chat.command;

import dev.roomtalk.chat.console.Console;
import dev.roomtalk.client.ExitCode;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@CommandLine.Command(
        name = "send",
        description =
                "Sends a message, or each line of standard input as one, and waits until the room has accepted it.")
final class SendCommand extends VisitCommand {
    @Mixin
    private SendOptions sending = new SendOptions();

    @Parameters(
            index = "1..*",
            arity = "0..*",
            paramLabel = "TEXT",
            description = "The message; words are joined by spaces. Without it, or with -: standard input.")
    private List<String> words = List.of();

    SendCommand(Console console) {
        super(console);
    }

    @Override
    ExitCode run() throws InterruptedException {
        sending.check(words);
        return online(online -> sending.send(online, console(), visit(online), words));
    }
}
