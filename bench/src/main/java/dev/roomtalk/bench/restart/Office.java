package dev.roomtalk.bench.restart;

import dev.roomtalk.bench.base.Failure;
import dev.roomtalk.bench.net.Access;
import dev.roomtalk.bench.net.LibraryClient;
import dev.roomtalk.client.ChatClient;
import dev.roomtalk.client.ChatEvent;
import dev.roomtalk.client.RoomOptions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Clients behind one address, each a user with the client library and a member of one room. Their events come on their
 * own threads; everything else is of one thread.
 */
final class Office implements AutoCloseable {
    private static final long PATIENCE_SECONDS = 60;
    /** That become users at the same time: nobody measures this. */
    private static final int AT_ONCE = 20;

    private final Access server;
    private final int rooms;
    private final LongSupplier nanoTime;
    private final List<ChatClient> clients = new ArrayList<>();
    private final ConcurrentLinkedQueue<Long> back = new ConcurrentLinkedQueue<>();
    private final AtomicInteger disconnected = new AtomicInteger();
    private final AtomicInteger lost = new AtomicInteger();

    /** @param rooms that the clients are spread over */
    Office(Access server, int rooms, LongSupplier nanoTime) {
        this.server = server;
        this.rooms = rooms;
        this.nanoTime = nanoTime;
    }

    /** Connects this many clients, and waits until each is in its room. */
    void open(int count) {
        List<CompletableFuture<?>> coming = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            ChatClient client = LibraryClient.start(server, "office-" + i, this::onEvent);
            clients.add(client);
            String room = "floor-" + i % rooms;
            boolean first = i < rooms;
            coming.add(client.connected()
                    .thenCompose(_ -> first
                            ? client.createRoom(new RoomOptions(room, "", null, false, false, true))
                            : client.join(room, null, true)));
            if (coming.size() == AT_ONCE || i == rooms - 1 || i == count - 1) {
                coming.forEach(Office::await);
                coming.clear();
            }
        }
    }

    private void onEvent(ChatEvent event) {
        switch (event) {
            case ChatEvent.Rejoined _ -> back.add(nanoTime.getAsLong());
            case ChatEvent.Disconnected _ -> disconnected.incrementAndGet();
            case ChatEvent.RejoinFailed _, ChatEvent.Ended _ -> lost.incrementAndGet();
            default -> {
                // Nobody talks.
            }
        }
    }

    /** Waits until all have come back to their rooms, or this time is over. Returns when each did, earliest first. */
    List<Long> awaitReturn(Duration patience) {
        long end = nanoTime.getAsLong() + patience.toNanos();
        while (back.size() + lost.get() < clients.size() && nanoTime.getAsLong() < end) {
            try {
                TimeUnit.MILLISECONDS.sleep(50);
            } catch (InterruptedException _) {
                throw Failure.interrupted();
            }
        }
        return back.stream().sorted().toList();
    }

    /** Attempts to connect that failed, the first loss of each connection among them. */
    int disconnected() {
        return disconnected.get();
    }

    private static void await(CompletableFuture<?> future) {
        try {
            Object _ = future.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            @Nullable Throwable cause = e.getCause();
            throw Failure.unreachable("a client did not come in: " + (cause == null ? e : cause).getMessage());
        } catch (TimeoutException _) {
            throw Failure.unreachable("a client did not come in within " + PATIENCE_SECONDS + " s");
        } catch (InterruptedException _) {
            throw Failure.interrupted();
        }
    }

    @Override
    public void close() {
        clients.forEach(ChatClient::close);
    }
}
