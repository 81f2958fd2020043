package dev.roomtalk.chat.command;

import dev.roomtalk.chat.console.Console;
import dev.roomtalk.client.ExitCode;
import dev.roomtalk.client.JoinedRoom;
import dev.roomtalk.client.VisibleText;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Parameters;

@CommandLine.Command(name = "topic", description = "Shows the topic of a room, or changes it.")
final class TopicCommand extends VisitCommand {
    @Parameters(
            index = "1..*",
            arity = "0..*",
            paramLabel = "TEXT",
            description = "The new topic; words are joined by spaces.")
    private List<String> words = List.of();

    TopicCommand(Console console) {
        super(console);
    }

    @Override
    ExitCode run() throws InterruptedException {
        return online(online -> {
            JoinedRoom joined = visit(online);
            if (words.isEmpty()) {
                console().out().println(VisibleText.line(joined.topic()));
            } else {
                online.get(online.client().setTopic(room(), Values.joined(words)));
            }
            return ExitCode.DONE;
        });
    }
}
