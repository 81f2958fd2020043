package dev.roomtalk.server.store.redis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.roomtalk.server.room.RoomChange;
import dev.roomtalk.server.room.RoomState;
import dev.roomtalk.server.store.LogEntry;
import dev.roomtalk.server.store.MessageLog;
import dev.roomtalk.server.store.RoomFeed;
import dev.roomtalk.server.store.redis.FeedOrder.Pair;
import java.util.ArrayList;
import java.util.List;

/** A feed, and what it was brought. */
final class HeardFeed implements RoomFeed {
    private final List<LogEntry> entries = new ArrayList<>();
    private final List<String> changes = new ArrayList<>();
    /** Texts of messages, and changes, in their order. */
    private final List<String> all = new ArrayList<>();

    @Override
    public synchronized void message(long epoch, long sequence, MessageLog.AppendRequest message) {
        entries.add(new LogEntry(epoch, sequence, message));
        all.add(message.text());
    }

    @Override
    public synchronized void changed(long version, RoomChange change) {
        add(version + " " + (change instanceof RoomChange.TopicIs topic ? topic.topic() : change));
    }

    @Override
    public synchronized void restated(long version, RoomState now) {
        add(version + " is " + now.topic().topic());
    }

    private void add(String change) {
        changes.add(change);
        all.add(change);
    }

    /** Changes: the version and the topic. */
    synchronized List<String> changes() {
        return List.copyOf(changes);
    }

    synchronized List<Long> versions() {
        return changes.stream()
                .map(change -> Long.valueOf(change.substring(0, change.indexOf(' '))))
                .toList();
    }

    synchronized List<String> all() {
        return List.copyOf(all);
    }

    synchronized List<LogEntry> entries() {
        return List.copyOf(entries);
    }

    synchronized int size() {
        return entries.size();
    }

    List<String> texts() {
        return entries().stream().map(entry -> entry.message().text()).toList();
    }

    /** Pairs and texts: a message that was appended twice may have the time of either. */
    List<String> lines() {
        return lines(entries());
    }

    static List<String> lines(List<LogEntry> entries) {
        return entries.stream()
                .map(entry -> Pair.of(entry) + " " + entry.message().text())
                .toList();
    }

    /** Checks that it was brought each pair once, in their order. */
    void checkOrder() {
        List<Pair> pairs = entries().stream().map(Pair::of).toList();
        for (int i = 1; i < pairs.size(); i++) {
            assertThat(pairs.get(i)).isGreaterThan(pairs.get(i - 1));
        }
    }
}
