package dev.roomtalk.simulation;

import dev.roomtalk.server.store.LogEntry;
import dev.roomtalk.server.store.MessageLog.AppendAnswer;
import dev.roomtalk.server.store.MessageLog.AppendRequest;
import dev.roomtalk.server.store.RoomId;
import dev.roomtalk.server.store.redis.SimulatedOrder;
import dev.roomtalk.simulation.SharedScripts.Appended;
import dev.roomtalk.simulation.SharedScripts.AppendedAll;
import dev.roomtalk.simulation.SharedScripts.Appending;
import dev.roomtalk.simulation.SharedScripts.Begin;
import dev.roomtalk.simulation.SharedScripts.Taken;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The messages of a room on a node on their way to the shared engine, as {@code RoomAppends} of the engine on Redis
 * sends them: one batch at a time, which is sent again when its answer was lost.
 */
final class SharedAppends {
    private static final long PATIENCE = Path.millis(3_000);
    private static final int MOST_IN_BATCH = 64;

    private final RoomId room;
    private final World world;
    private final SharedLink link;
    private final SimulatedOrder order;
    private final Deque<Waiting> waiting = new ArrayDeque<>();
    private List<Waiting> underway = List.of();
    private boolean unknown;

    /** Since when the batch waits for a connection; 0: it does not. */
    private long stalled;

    private record Waiting(Appending message, AppendAnswer answer) {}

    SharedAppends(RoomId room, World world, SharedLink link, SimulatedOrder order) {
        this.room = room;
        this.world = world;
        this.link = link;
        this.order = order;
    }

    void append(long version, AppendRequest message, AppendAnswer answer) {
        waiting.add(new Waiting(new Appending(version, message), answer));
        next();
    }

    private void next() {
        if (!underway.isEmpty() || waiting.isEmpty()) {
            return;
        }
        List<Waiting> batch = new ArrayList<>();
        while (batch.size() < MOST_IN_BATCH && !waiting.isEmpty()) {
            batch.add(waiting.removeFirst());
        }
        underway = batch;
        unknown = false;
        send();
    }

    private void send() {
        stalled = 0;
        long epoch = order.seenEpoch();
        long sequence = order.seenSequence();
        List<Appending> messages = underway.stream().map(Waiting::message).toList();
        var _ = link.<@Nullable AppendedAll>run(
                        master -> master.append(room, new Begin(epoch, sequence, master.id, master.millis()), messages))
                .whenComplete((appended, failure) -> {
                    if (failure != null) {
                        stalled = world.nanoTime();
                        unknown |= ((SharedLink.AwayException) failure).sent;
                    } else {
                        answered(appended);
                    }
                });
    }

    private void answered(@Nullable AppendedAll appended) {
        List<Waiting> batch = underway;
        underway = List.of();
        if (appended == null) {
            batch.forEach(each -> each.answer.failed());
        } else {
            boolean again = unknown;
            for (int i = 0; i < batch.size(); i++) {
                bring(batch.get(i), appended.each().get(i), appended.version());
            }
            var _ = link.isCopied().whenComplete((copied, failure) -> {
                for (int i = 0; i < batch.size(); i++) {
                    answer(batch.get(i).answer, appended.each().get(i), again, failure == null ? copied : null);
                }
            });
        }
        next();
    }

    private void bring(Waiting one, Appended appended, long version) {
        LogEntry entry = appended.entry();
        if (appended.taken() == Taken.TOO_LATE) {
            one.answer.failed();
        } else if (entry != null) {
            // Of one that was there before it is not known which version the room had then.
            order.message(entry, appended.taken() == Taken.BEFORE ? 0 : version, false);
        }
    }

    /** @param copied null: nobody knows */
    private static void answer(AppendAnswer answer, Appended appended, boolean again, @Nullable Boolean copied) {
        if (appended.taken() == Taken.TOO_LATE) {
            return;
        }
        LogEntry entry = appended.entry();
        if (copied == null) {
            answer.unknown();
        } else if (entry == null) {
            answer.duplicate(0, 0, false);
        } else if (appended.taken() == Taken.BEFORE && !again) {
            answer.duplicate(entry.epoch(), entry.sequence(), copied);
        } else {
            answer.committed(entry.epoch(), entry.sequence(), copied);
        }
    }

    /** There is a connection again. */
    void again() {
        if (stalled != 0) {
            send();
        }
    }

    /** Gives up what has waited for a connection too long. */
    void giveUp() {
        if (stalled == 0 || world.nanoTime() - stalled < PATIENCE) {
            return;
        }
        stalled = 0;
        List<Waiting> sent = underway;
        List<Waiting> behind = List.copyOf(waiting);
        boolean mayBeTaken = unknown;
        underway = List.of();
        waiting.clear();
        sent.forEach(each -> {
            if (mayBeTaken) {
                each.answer.unknown();
            } else {
                each.answer.failed();
            }
        });
        behind.forEach(each -> each.answer.failed());
        next();
    }
}
