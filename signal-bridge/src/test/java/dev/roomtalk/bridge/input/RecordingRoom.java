package dev.roomtalk.bridge.input;

import dev.roomtalk.bridge.base.Counters;
import dev.roomtalk.bridge.base.Journal;
import dev.roomtalk.bridge.message.Message;
import dev.roomtalk.bridge.outlet.Intake;
import dev.roomtalk.bridge.outlet.Outlet;
import dev.roomtalk.bridge.outlet.RoomQueue;
import dev.roomtalk.bridge.outlet.UserRateLimit;
import dev.roomtalk.client.Receipt;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;

/** A room without a server: what is published in it, and answers that are given at once or when a test wants them. */
final class RecordingRoom implements Outlet {
    final List<Message> published = new CopyOnWriteArrayList<>();
    final List<CompletableFuture<Receipt>> open = new CopyOnWriteArrayList<>();
    final List<String> lines = new CopyOnWriteArrayList<>();
    final Counters counters = new Counters();
    private final Journal journal = new Journal(lines::add, () -> 0);
    volatile boolean answering = true;

    Intake intake(UserRateLimit limit, int capacity) {
        return new Intake(new RoomQueue(this, capacity, counters, journal), limit, System::nanoTime, counters, journal);
    }

    Intake intake() {
        return intake(new UserRateLimit(1_000_000, 1_000_000), RoomQueue.CAPACITY);
    }

    @Override
    public CompletableFuture<Receipt> publish(Message message) {
        published.add(message);
        CompletableFuture<Receipt> answer = new CompletableFuture<>();
        if (answering) {
            answer.complete(new Receipt.Delivered(1, published.size(), true));
        } else {
            open.add(answer);
        }
        return answer;
    }

    List<String> texts() {
        return published.stream().map(Message::text).toList();
    }
}
