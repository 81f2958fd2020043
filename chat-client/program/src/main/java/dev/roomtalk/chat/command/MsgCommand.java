package dev.roomtalk.chat.command;

import dev.roomtalk.chat.console.Console;
import dev.roomtalk.client.Conversation;
import dev.roomtalk.client.ExitCode;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@CommandLine.Command(
        name = "msg",
        description =
                "Sends a message to one user, or each line of standard input as one. Where rooms are named, @NAME is the conversation.")
final class MsgCommand extends Command {
    @Parameters(index = "0", paramLabel = "NAME", description = "The user.")
    private String name = "";

    @Mixin
    private SendOptions sending = new SendOptions();

    @Parameters(
            index = "1..*",
            arity = "0..*",
            paramLabel = "TEXT",
            description = "The message; words are joined by spaces. Without it, or with -: standard input.")
    private List<String> words = List.of();

    MsgCommand(Console console) {
        super(console);
    }

    @Override
    ExitCode run() throws InterruptedException {
        sending.check(words);
        return online(online -> sending.send(
                online, console(), online.get(online.client().join(Conversation.with(name), null, true)), words));
    }
}
