package dev.roomtalk.client.cli;

import dev.roomtalk.client.ChatEvent;
import dev.roomtalk.client.ExitCode;
import dev.roomtalk.client.VisibleText;
import java.time.Duration;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.util.Iterator;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Prints a room's messages as they come. */
@CommandLine.Command(
        name = "tail",
        description = "Prints the messages of a room as they come, until it is interrupted or nobody reads any more.")
final class Tail extends Command {
    private static final DateTimeFormatter CLOCK = DateTimeFormatter.ofPattern("HH:mm:ss");
    private static final DateTimeFormatter MILLIS =
            new DateTimeFormatterBuilder().appendInstant(3).toFormatter();
    private static final String INDENT = " ".repeat(9);
    private static final int[] COLOURS = {31, 32, 33, 34, 35, 36, 91, 92, 93, 94, 95, 96};

    @Mixin
    private PasswordOptions password = new PasswordOptions();

    @Option(
            names = "--json",
            description = "One JSON object a line: room, epoch, sequence, time (UTC), author, label, text.")
    private boolean json;

    @Option(names = "--count", paramLabel = "N", description = "End after N messages.")
    private long count = Long.MAX_VALUE;

    @Parameters(index = "0", paramLabel = "ROOM", description = "The room.")
    private String room = "";

    private final BlockingQueue<ChatEvent> events = new LinkedBlockingQueue<>();

    Tail(Console console) {
        super(console);
    }

    @Override
    ExitCode run() throws InterruptedException {
        if (count < 1) {
            throw new CommandFailure(ExitCode.BAD_INPUT, "--count is at least 1");
        }
        try (Online online = Online.connect(console(), connection(), events::add)) {
            online.visit(room, password.password(console()), false);
            return print();
        }
    }

    private ExitCode print() throws InterruptedException {
        long left = count;
        boolean complained = false;
        while (left > 0) {
            // Also flushes. What was written to a pipe that nobody reads any more is an error.
            if (events.isEmpty() && console().out().checkError()) {
                return ExitCode.DONE;
            }
            switch (events.take()) {
                case ChatEvent.Message message -> {
                    print(message);
                    left--;
                }
                case ChatEvent.Missed(String name, long missed) ->
                    console()
                            .complain(missed + (missed == 1 ? " message" : " messages") + " of room " + name
                                    + " did not arrive and will not");
                case ChatEvent.NotKept(String name, long notKept) ->
                    console()
                            .complain("the last " + notKept + (notKept == 1 ? " message" : " messages") + " of room "
                                    + name + (notKept == 1 ? " was" : " were") + " not stored by the server");
                case ChatEvent.Disconnected(String why, Duration retryIn) -> {
                    if (!complained && !retryIn.isZero()) {
                        console().complain(why + "; trying to come back");
                    }
                    complained = true;
                }
                case ChatEvent.Rejoined rejoined -> {
                    if (complained) {
                        console().complain("back in room " + rejoined.room().name());
                    }
                    complained = false;
                }
                case ChatEvent.RejoinFailed(String name, String why) ->
                    throw new CommandFailure(ExitCode.REFUSED, "cannot come back into room " + name + ": " + why);
                case ChatEvent.RoomClosed(String name, String why) ->
                    throw new CommandFailure(ExitCode.REFUSED, why.isEmpty() ? "room " + name + " was closed" : why);
                case ChatEvent.Ended(var reason, String why) -> throw new CommandFailure(ExitCode.of(reason), why);
                case ChatEvent.Connected _,
                        ChatEvent.MemberLeft _,
                        ChatEvent.TransportChanged _,
                        ChatEvent.MemberJoined _,
                        ChatEvent.PresenceChanged _,
                        ChatEvent.MemberCount _,
                        ChatEvent.HostChanged _,
                        ChatEvent.TopicChanged _,
                        ChatEvent.RoomChanged _ -> {}
            }
        }
        return ExitCode.DONE;
    }

    private void print(ChatEvent.Message message) {
        if (json) {
            console()
                    .out()
                    .println(new JsonLine()
                            .put("room", message.room())
                            .put("epoch", message.epoch())
                            .put("sequence", message.sequence())
                            .put("time", MILLIS.format(message.time()))
                            .put("author", message.author())
                            .put("label", message.label())
                            .put("text", message.text()));
            return;
        }
        String time = CLOCK.format(LocalTime.ofInstant(message.time(), ZoneId.systemDefault()));
        Iterator<String> lines = VisibleText.lines(message.text()).iterator();
        console().out().println(faint(time) + " " + who(message.author(), message.label()) + ": " + lines.next());
        // A line of its own would look like another message.
        lines.forEachRemaining(line -> console().out().println(INDENT + line));
    }

    private String who(String author, @Nullable String label) {
        String name = VisibleText.line(author);
        if (console().coloured()) {
            int colour = COLOURS[Math.floorMod(name.hashCode(), COLOURS.length)];
            name = "\u001B[1;" + colour + "m" + name + "\u001B[0m";
        }
        return label == null ? name : name + " · " + VisibleText.line(label);
    }

    private String faint(String text) {
        return console().coloured() ? "\u001B[2m" + text + "\u001B[0m" : text;
    }
}
