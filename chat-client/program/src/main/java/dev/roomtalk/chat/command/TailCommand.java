package dev.roomtalk.chat.command;

import dev.roomtalk.chat.console.Console;
import dev.roomtalk.chat.console.MessagePrinter;
import dev.roomtalk.chat.online.RoomTail;
import dev.roomtalk.client.ChatEvent;
import dev.roomtalk.client.ExitCode;
import dev.roomtalk.client.JoinedRoom;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import picocli.CommandLine;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@CommandLine.Command(
        name = "tail",
        description = "Prints the messages of a room as they arrive, until it is interrupted or its output is closed.")
final class TailCommand extends VisitCommand {
    @Mixin
    private MessageJson json = new MessageJson();

    @Option(names = "--count", paramLabel = "N", description = "End after N messages, those of --last included.")
    private long count = Long.MAX_VALUE;

    @Option(names = "--last", paramLabel = "N", description = "Begin with the last N earlier messages. Default: 0.")
    private long last;

    TailCommand(Console console) {
        super(console);
    }

    @Override
    ExitCode run() throws InterruptedException {
        Values.atLeast(1, "--count", count);
        Values.atLeast(0, "--last", last);
        BlockingQueue<ChatEvent> events = new LinkedBlockingQueue<>();
        return online(events::add, online -> {
            JoinedRoom joined = online.visit(room(), password(), false);
            MessagePrinter printer = new MessagePrinter(console(), json.asked(), LocalDate.now(ZoneId.systemDefault()));
            return new RoomTail(online, console(), printer, count).print(joined, last, events);
        });
    }
}
