package dev.roomtalk.chat.online;

import dev.roomtalk.chat.console.Console;
import dev.roomtalk.chat.console.MessagePrinter;
import dev.roomtalk.client.ChatEvent;
import dev.roomtalk.client.ExitCode;
import dev.roomtalk.client.HistoryQuery;
import dev.roomtalk.client.JoinedRoom;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;

/** Prints the messages of a room as they arrive. */
public final class RoomTail {
    private static final long LOOKS_FOR_READER_MILLIS = 250;

    private final OnlineSession online;
    private final Console console;
    private final MessagePrinter printer;
    private final RoomEvents others;
    private long left;

    /** @param count ends after this many messages */
    public RoomTail(OnlineSession online, Console console, MessagePrinter printer, long count) {
        this.online = online;
        this.console = console;
        this.printer = printer;
        this.others = new RoomEvents(console);
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
        if (event instanceof ChatEvent.Message message) {
            print(message);
        } else {
            others.on(event);
        }
    }
}
