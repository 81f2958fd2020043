package dev.roomtalk.chat.command;

import dev.roomtalk.chat.console.Console;
import dev.roomtalk.chat.console.JsonLine;
import dev.roomtalk.client.ExitCode;
import dev.roomtalk.client.JoinedRoom;
import dev.roomtalk.client.VisibleText;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@CommandLine.Command(name = "topic", description = "Shows the topic of a room, or changes it.")
final class TopicCommand extends VisitCommand {
    @Parameters(
            index = "1..*",
            arity = "0..*",
            paramLabel = "TEXT",
            description = "The new topic; words are joined by spaces.")
    private List<String> words = List.of();

    @Option(names = "--json", description = "One JSON object: room, topic.")
    private boolean json;

    TopicCommand(Console console) {
        super(console);
    }

    @Override
    ExitCode run() throws InterruptedException {
        return online(online -> {
            JoinedRoom joined = visit(online);
            String topic = words.isEmpty() ? joined.topic() : Values.joined(words);
            if (!words.isEmpty()) {
                online.get(online.client().setTopic(room(), topic));
            }
            if (json) {
                console()
                        .out()
                        .println(new JsonLine().put("room", joined.name()).put("topic", topic));
            } else if (words.isEmpty()) {
                console().out().println(VisibleText.line(topic));
            }
            return ExitCode.DONE;
        });
    }
}
