package dev.roomtalk.chat.command;

import dev.roomtalk.chat.console.Console;
import dev.roomtalk.chat.online.MessageSender;
import dev.roomtalk.client.ExitCode;
import dev.roomtalk.client.MessageContent;
import dev.roomtalk.client.MessageId;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Parameters;

@CommandLine.Command(name = "edit", description = "Puts another text in the place of that of a message of one's own.")
final class EditCommand extends MessageCommand {
    @Parameters(
            index = "2..*",
            arity = "1..*",
            paramLabel = "TEXT",
            description = "The new text; words are joined by spaces.")
    private List<String> words = List.of();

    EditCommand(Console console) {
        super(console);
    }

    @Override
    ExitCode run() throws InterruptedException {
        MessageSender.check(Values.joined(words));
        return super.run();
    }

    @Override
    MessageContent content(MessageId target) {
        return MessageContent.edit(target, Values.joined(words));
    }
}
