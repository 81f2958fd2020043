package dev.roomtalk.server.room;

import dev.roomtalk.wire.Name;
import java.time.Duration;
import java.util.List;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.infra.Blackhole;

/**
 * What a room does with a message: it is taken and given to the engine, comes from the engine's feed with its number,
 * and is acknowledged.
 */
@State(Scope.Thread)
@SuppressWarnings("NullAway.Init") // by JMH, before each trial
public class SequenceBenchmark {
    private static final long EPOCH = 1;
    private static final int RING = 1024;
    private static final String TEXT = "x".repeat(100);

    private record Speaker(long userId, String name, long instance) implements Participant {
        @Override
        public boolean isOver() {
            return false;
        }
    }

    private final Speaker alice = new Speaker(1, "alice", 7);
    private final Moment now = new Moment(1_000, 1_790_000_000_000L);
    private Room room;
    private long n;

    @Setup
    public void enter() {
        Name name = ((Name.Valid) Name.room("ops")).name();
        room = new Room(
                new Room.Charter(name, false, false, false, false, true),
                new RoomRules(
                        100,
                        4000,
                        500,
                        Duration.ZERO,
                        Duration.ofMinutes(10),
                        Duration.ofDays(30),
                        RING,
                        Long.MAX_VALUE,
                        RoomSettings.UNSET),
                new Room.Memory("", RoomSettings.UNSET, List.of(), List.of(), List.of(), 0, EPOCH, 0, 0, 0),
                new ConversationBudget(Long.MAX_VALUE),
                now);
        RoomCommand.Enter enter = new RoomCommand.Enter(alice, 1, null, true, RoomCommand.Manner.CREATOR, null);
        room.performed(room.handle(enter, now));
        room.performed(room.handle(new RoomCommand.Recalled(enter, new RoomCommand.Recollection(0, 0)), now));
        n = 0;
    }

    @Benchmark
    public void sequence(Blackhole hole) {
        n++;
        List<Effect> wanted = room.handle(new RoomCommand.Publish(alice, n, n, TEXT, null), now);
        if (!(wanted.getFirst() instanceof Effect.Append append)) {
            throw new IllegalStateException("a message was not taken: " + wanted);
        }
        room.performed(wanted);
        take(
                hole,
                new RoomCommand.Said(
                        EPOCH, n, alice.userId, alice.name, alice.instance, n, TEXT, null, now.unixMillis()));
        take(hole, new RoomCommand.Committed(append.append(), EPOCH, n, true));
    }

    private void take(Blackhole hole, RoomCommand news) {
        List<Effect> wanted = room.handle(news, now);
        hole.consume(wanted.getFirst());
        room.performed(wanted);
    }
}
