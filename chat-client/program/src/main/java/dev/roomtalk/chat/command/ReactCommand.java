package dev.roomtalk.chat.command;

import dev.roomtalk.chat.console.Console;
import dev.roomtalk.chat.console.EmojiNames;
import dev.roomtalk.chat.online.MessageSender;
import dev.roomtalk.client.ExitCode;
import dev.roomtalk.client.MessageContent;
import dev.roomtalk.client.MessageId;
import picocli.CommandLine;
import picocli.CommandLine.Parameters;

@CommandLine.Command(
        name = "react",
        description = "Reacts to a message; 'chat remove' with the sequence of the reaction takes it back.")
final class ReactCommand extends MessageCommand {
    @Parameters(index = "2", paramLabel = "EMOJI", description = "An emoji, or its name: :heart:.")
    private String reaction = "";

    ReactCommand(Console console) {
        super(console);
    }

    @Override
    ExitCode run() throws InterruptedException {
        MessageSender.check(reaction);
        return super.run();
    }

    @Override
    MessageContent content(MessageId target) {
        return MessageContent.reaction(target, EmojiNames.get().emoji(reaction));
    }
}
