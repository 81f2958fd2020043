package dev.roomtalk.client.cli;

import dev.roomtalk.client.ChatEvent;
import dev.roomtalk.client.ExitCode;
import dev.roomtalk.client.HistoryQuery;
import dev.roomtalk.client.JoinedRoom;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import picocli.CommandLine;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Prints a room's messages as they come. */
@CommandLine.Command(
        name = "tail",
        description = "Prints the messages of a room as they come, until it is interrupted or nobody reads any more.")
final class Tail extends Command {
    @Mixin
    private PasswordOptions password = new PasswordOptions();

    @Option(
            names = "--json",
            description = "One JSON object a line: room, epoch, sequence, time (UTC), author, label, text.")
    private boolean json;

    @Option(names = "--count", paramLabel = "N", description = "End after N messages, those of --last among them.")
    private long count = Long.MAX_VALUE;

    @Option(
            names = "--last",
            paramLabel = "N",
            description = "Begin with the last N messages that were said before. Default: 0.")
    private long last;

    @Parameters(index = "0", paramLabel = "ROOM", description = "The room.")
    private String room = "";

    private final BlockingQueue<ChatEvent> events = new LinkedBlockingQueue<>();
    private final MessageLines lines;

    Tail(Console console) {
        super(console);
        lines = new MessageLines(console, LocalDate.now(ZoneId.systemDefault()));
    }

    @Override
    ExitCode run() throws InterruptedException {
        if (count < 1) {
            throw new CommandFailure(ExitCode.BAD_INPUT, "--count is at least 1");
        }
        if (last < 0) {
            throw new CommandFailure(ExitCode.BAD_INPUT, "--last is 0 or more");
        }
        try (Online online = Online.connect(console(), connection(), events::add)) {
            JoinedRoom joined = online.visit(room, password.password(console()), false);
            long left = count;
            if (last > 0 && joined.sequence() > 0) {
                left -= printLast(online, joined);
            }
            return print(left);
        }
    }

    /** What was said before this session came; what it is told itself begins behind that. */
    private long printLast(Online online, JoinedRoom joined) throws InterruptedException {
        long[] printed = {0};
        new Reading(online, joined.name(), message -> {
                    print(message);
                    return ++printed[0] < count;
                })
                .last(Math.min(last, count), new HistoryQuery(0, joined.sequence(), 0, null, null));
        return printed[0];
    }

    private ExitCode print(long most) throws InterruptedException {
        long left = most;
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
                case ChatEvent.Removed removed -> {
                    if (removed.own()) {
                        throw new CommandFailure(ExitCode.REFUSED, removed.sentence(ZoneId.systemDefault()));
                    }
                }
                case ChatEvent.Ended(var reason, String why) -> throw new CommandFailure(ExitCode.of(reason), why);
                case ChatEvent.Connected _,
                        ChatEvent.MemberLeft _,
                        ChatEvent.TransportChanged _,
                        ChatEvent.MemberJoined _,
                        ChatEvent.PresenceChanged _,
                        ChatEvent.RoleChanged _,
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
            console().out().println(MessageLines.json(message));
            return;
        }
        lines.print(message);
    }
}
