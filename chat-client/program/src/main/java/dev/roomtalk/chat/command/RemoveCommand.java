package dev.roomtalk.chat.command;

import dev.roomtalk.chat.console.Console;
import dev.roomtalk.client.MessageContent;
import dev.roomtalk.client.MessageId;
import picocli.CommandLine;

@CommandLine.Command(
        name = "remove",
        description = {
            "Removes a message for everybody: the server keeps none of its text. One's own; hosts and moderators remove those",
            "of others, too."
        })
final class RemoveCommand extends MessageCommand {
    RemoveCommand(Console console) {
        super(console);
    }

    @Override
    MessageContent content(MessageId target) {
        return MessageContent.removal(target);
    }
}
