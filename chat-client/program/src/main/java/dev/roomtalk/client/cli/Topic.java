package dev.roomtalk.client.cli;

import dev.roomtalk.client.ExitCode;
import dev.roomtalk.client.JoinedRoom;
import dev.roomtalk.client.VisibleText;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@CommandLine.Command(name = "topic", description = "Shows what a room is about, or says what it is about from now on.")
final class Topic extends Command {
    @Mixin
    private PasswordOptions password = new PasswordOptions();

    @Parameters(index = "0", paramLabel = "ROOM", description = "The room.")
    private String room = "";

    @Parameters(
            index = "1..*",
            arity = "0..*",
            paramLabel = "TEXT",
            description = "The new topic; several words are joined by spaces.")
    private List<String> words = List.of();

    Topic(Console console) {
        super(console);
    }

    @Override
    ExitCode run() throws InterruptedException {
        try (Online online = Online.connect(console(), connection(), event -> {})) {
            JoinedRoom joined = online.visit(room, password.password(console()), true);
            if (words.isEmpty()) {
                console().out().println(VisibleText.line(joined.topic()));
            } else {
                online.get(online.client().setTopic(room, String.join(" ", words)));
            }
            return ExitCode.DONE;
        }
    }
}
