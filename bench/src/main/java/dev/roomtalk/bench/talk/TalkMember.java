package dev.roomtalk.bench.talk;

import dev.roomtalk.bench.base.Stamp;
import dev.roomtalk.client.ChatEvent;
import dev.roomtalk.client.ChatListener;
import dev.roomtalk.client.Transport;
import java.nio.charset.StandardCharsets;
import java.util.BitSet;
import java.util.concurrent.CompletableFuture;
import java.util.function.LongSupplier;
import org.HdrHistogram.Histogram;

/**
 * Counts the numbered messages that one member of a room received, by the events of its client. May be used by any
 * thread.
 */
public final class TalkMember implements ChatListener {
    /** Longer than any message takes. */
    public static final long LONGEST_MICROS = 600_000_000;

    /**
     * What came of the messages.
     *
     * @param delivered each counted once
     * @param outOfOrder that came after a higher number, for the first time
     * @param announced messages that the client reported as missing
     * @param transportChanges after the first time that UDP was in use
     * @param latencies in microseconds, of the messages behind the warm-up
     */
    public record Heard(
            long delivered,
            long duplicated,
            long outOfOrder,
            long announced,
            long transportChanges,
            long disconnects,
            Histogram latencies) {}

    private final TalkLoad load;
    private final LongSupplier nanoTime;
    private final CompletableFuture<Void> onUdp = new CompletableFuture<>();
    private final CompletableFuture<Void> complete = new CompletableFuture<>();
    private final BitSet numbers = new BitSet();
    private final Histogram latencies = new Histogram(LONGEST_MICROS, 3);
    private long duplicated;
    private long outOfOrder;
    private long announced;
    private long transportChanges;
    private long disconnects;

    TalkMember(TalkLoad load, LongSupplier nanoTime) {
        this.load = load;
        this.nanoTime = nanoTime;
    }

    /** Done when deliveries travel by UDP for the first time. */
    CompletableFuture<Void> onUdp() {
        return onUdp;
    }

    /** Completes when every message was received. */
    CompletableFuture<Void> complete() {
        return complete;
    }

    public synchronized Heard heard() {
        return new Heard(
                numbers.cardinality(),
                duplicated,
                outOfOrder,
                announced,
                transportChanges,
                disconnects,
                latencies.copy());
    }

    @Override
    public synchronized void onEvent(ChatEvent event) {
        switch (event) {
            case ChatEvent.Message message -> onMessage(message.text());
            case ChatEvent.Missed missed -> announced += missed.count();
            case ChatEvent.TransportChanged change -> {
                transportChanges += onUdp.isDone() ? 1 : 0;
                if (change.transport() == Transport.UDP) {
                    onUdp.complete(null);
                }
            }
            case ChatEvent.Disconnected _ -> disconnects++;
            case ChatEvent.Ended _ -> disconnects++;
            case ChatEvent.Connected _,
                    ChatEvent.Rejoined _,
                    ChatEvent.RejoinFailed _,
                    ChatEvent.NotKept _,
                    ChatEvent.MemberJoined _,
                    ChatEvent.MemberLeft _,
                    ChatEvent.Removed _,
                    ChatEvent.RoleChanged _,
                    ChatEvent.PresenceChanged _,
                    ChatEvent.AwayChanged _,
                    ChatEvent.Typing _,
                    ChatEvent.MemberCount _,
                    ChatEvent.HostChanged _,
                    ChatEvent.TopicChanged _,
                    ChatEvent.RoomChanged _,
                    ChatEvent.RoomClosed _,
                    ChatEvent.ConversationActive _,
                    ChatEvent.ReadElsewhere _ -> {}
        }
    }

    private void onMessage(String text) {
        int number = Integer.parseInt(text.split(" ", 3)[1]);
        if (numbers.get(number)) {
            duplicated++;
            return;
        }
        if (numbers.length() > number) {
            outOfOrder++;
        }
        numbers.set(number);
        if (number >= TalkLoad.WARM_UP) {
            long left = Stamp.read(text.getBytes(StandardCharsets.US_ASCII), 0, Stamp.LENGTH);
            latencies.recordValue(Math.clamp((nanoTime.getAsLong() - left) / 1000, 0, LONGEST_MICROS));
        }
        if (numbers.cardinality() == load.allMessages()) {
            complete.complete(null);
        }
    }
}
