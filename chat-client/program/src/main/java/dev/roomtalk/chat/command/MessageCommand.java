package dev.roomtalk.chat.command;

import dev.roomtalk.chat.console.Console;
import dev.roomtalk.chat.online.MessageSender;
import dev.roomtalk.client.ExitCode;
import dev.roomtalk.client.JoinedRoom;
import dev.roomtalk.client.MessageContent;
import dev.roomtalk.client.MessageId;
import java.time.Duration;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** A command about one message of a room. */
abstract class MessageCommand extends VisitCommand {
    private static final Duration TIMEOUT = Duration.ofSeconds(30);

    @Parameters(index = "1", paramLabel = "SEQUENCE", description = "The sequence of the message, as --json prints it.")
    private long sequence;

    @Option(
            names = "--json",
            description = "One JSON object: room, outcome (delivered, refused, unknown), epoch, sequence, stored, why.")
    private boolean json;

    MessageCommand(Console console) {
        super(console);
    }

    /** What is published about the message. */
    abstract MessageContent content(MessageId target);

    @Override
    ExitCode run() throws InterruptedException {
        Values.atLeast(1, "SEQUENCE", sequence);
        return online(online -> {
            JoinedRoom room = visit(online);
            MessageSender sender = new MessageSender(online, console(), room, null, json, TIMEOUT, System::nanoTime);
            sender.send(content(online.message(room.name(), sequence)));
            return sender.finish();
        });
    }
}
