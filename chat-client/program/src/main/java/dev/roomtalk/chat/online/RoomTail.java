package dev.roomtalk.chat.online;

import dev.roomtalk.chat.console.CommandFailure;
import dev.roomtalk.chat.console.Console;
import dev.roomtalk.chat.console.MessagePrinter;
import dev.roomtalk.client.ChatEvent;
import dev.roomtalk.client.ExitCode;
import dev.roomtalk.client.HistoryQuery;
import dev.roomtalk.client.JoinedRoom;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;

/** Prints the messages of a room as they arrive. */
public final class RoomTail {
    private static final long LOOKS_FOR_READER_MILLIS = 250;

    private final OnlineSession online;
    private final Console console;
    private final MessagePrinter printer;
    private long left;
    private boolean disconnected;

    /** @param count ends after this many messages */
    public RoomTail(OnlineSession online, Console console, MessagePrinter printer, long count) {
        this.online = online;
        this.console = console;
        this.printer = printer;
        this.left = count;
    }

    /**
     * Prints the last {@code last} earlier messages of the room, and then what arrives.
     *
     * @param events of the session; the first one follows what {@code joined} says
     */
    public ExitCode print(JoinedRoom joined, long last, BlockingQueue<ChatEvent> events) throws InterruptedException {
        if (last > 0 && joined.sequence() > 0) {
            HistoryQuery query = new HistoryQuery(0, joined.sequence(), 0, null, null);
            new HistoryPager(online, joined.name(), this::print).last(Math.min(last, left), query);
        }
        while (left > 0) {
            ChatEvent event = events.poll();
            while (event == null) {
                // Also flushes.
                if (console.out().isAbandoned()) {
                    return ExitCode.DONE;
                }
                event = events.poll(LOOKS_FOR_READER_MILLIS, TimeUnit.MILLISECONDS);
            }
            on(event);
        }
        return ExitCode.DONE;
    }

    private boolean print(ChatEvent.Message message) {
        printer.print(message);
        return --left > 0;
    }

    private void on(ChatEvent event) {
        switch (event) {
            case ChatEvent.Message message -> print(message);
            case ChatEvent.Missed(String name, long missed) ->
                console.complain(missed + (missed == 1 ? " message" : " messages") + " of room " + name
                        + (missed == 1 ? " is lost" : " are lost"));
            case ChatEvent.NotKept(String name, long notKept) ->
                console.complain("the last " + notKept + (notKept == 1 ? " message" : " messages") + " of room " + name
                        + (notKept == 1 ? " was" : " were") + " not stored by the server");
            case ChatEvent.Disconnected(String why, Duration retryIn) -> {
                if (!disconnected && !retryIn.isZero()) {
                    console.complain(why + "; reconnecting");
                }
                disconnected = true;
            }
            case ChatEvent.Rejoined rejoined -> {
                if (disconnected) {
                    console.complain("back in room " + rejoined.room().name());
                }
                disconnected = false;
            }
            case ChatEvent.RejoinFailed(String name, String why) ->
                throw new CommandFailure(ExitCode.REFUSED, "cannot enter room " + name + " again: " + why);
            case ChatEvent.RoomClosed(String name, String why) ->
                throw new CommandFailure(ExitCode.REFUSED, why.isEmpty() ? "room " + name + " was closed" : why);
            case ChatEvent.Removed removed -> {
                if (removed.own()) {
                    throw new CommandFailure(ExitCode.REFUSED, removed.sentence(ZoneId.systemDefault(), Instant.now()));
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
}
