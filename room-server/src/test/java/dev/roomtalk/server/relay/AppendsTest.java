package dev.roomtalk.server.relay;

import static org.assertj.core.api.Assertions.assertThat;

import dev.roomtalk.proto.Ack;
import dev.roomtalk.proto.RefusalReason;
import dev.roomtalk.proto.ServerMessage;
import dev.roomtalk.server.app.TestClient;
import dev.roomtalk.server.room.Moment;
import dev.roomtalk.server.room.Room;
import dev.roomtalk.server.room.RoomCommand;
import dev.roomtalk.server.room.RoomRules;
import dev.roomtalk.server.room.RoomSettings;
import dev.roomtalk.wire.Name;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** An engine that falls silent holds a bounded number of messages; the others wait at their senders. */
class AppendsTest {
    private static final int ROOM = 1;
    private static final int MOST = 1 << 14;

    private final LoneLoop lone = new LoneLoop();
    private final SilentEngine engine = new SilentEngine();

    @Test
    void beyondSoManyMessagesWithTheEngineOthersAreBusy() {
        Name name = ((Name.Valid) Name.room("ops")).name();
        RoomRules rules = new RoomRules(
                20_000, 4000, 500, Duration.ZERO, Duration.ofMinutes(10), Duration.ofDays(30), 16, RoomSettings.UNSET);
        RoomRef ref = new RoomRef(ROOM, name, lone.loop, new RoomRef.Snapshot("", 0, 0, false, true));
        lone.rooms.add(ref);
        lone.loop.host(new RoomHost(
                ref,
                new Room(
                        new Room.Charter(name, false, false, false, true),
                        rules,
                        new Room.Memory("", RoomSettings.UNSET, List.of(), List.of(), 0, 1, 0),
                        new Moment(0, 0)),
                null,
                List.of(lone.loop),
                engine,
                new Memberships(),
                (session, room, hash, password, then) -> {
                    throw new AssertionError("there is no password");
                },
                Trail.NONE,
                new RoomRates(1_000_000, 1_000_000, 1 << 29, 1 << 29),
                closed -> {}));
        LoneLoop.Peer last = lone.peer();
        for (int i = 0; i <= MOST; i++) {
            last = lone.peer();
            ref.tell(new RoomCommand.Enter(last.session, 1, null, true, RoomCommand.Manner.MEMBER, null));
            last.records.clear();
            lone.loop.onRoomFrame(last.session, TestClient.publish(ROOM, 1, "hello"));
        }
        assertThat(engine.unanswered).hasSize(MOST);
        Ack busy = last.records.stream()
                .map(ServerMessage::getFrame)
                .filter(frame -> frame.hasAck())
                .findFirst()
                .orElseThrow()
                .getAck();
        assertThat(busy.getRefusal()).isEqualTo(RefusalReason.BUSY);
        assertThat(busy.getWaitMs()).isPositive();

        Objects.requireNonNull(engine.unanswered.pollFirst()).failed();
        lone.loop.onRoomFrame(last.session, TestClient.publish(ROOM, 1, "hello"));
        assertThat(engine.unanswered).hasSize(MOST);
    }
}
