package dev.roomtalk.server.relay;

import static org.assertj.core.api.Assertions.assertThat;

import dev.roomtalk.proto.Ack;
import dev.roomtalk.proto.RefusalReason;
import dev.roomtalk.proto.ServerMessage;
import dev.roomtalk.server.app.TestClient;
import dev.roomtalk.server.room.RoomCommand;
import dev.roomtalk.server.room.RoomRules;
import dev.roomtalk.server.room.RoomSettings;
import dev.roomtalk.server.rooms.Memberships;
import dev.roomtalk.server.rooms.OpenRooms;
import dev.roomtalk.server.rooms.RoomRates;
import dev.roomtalk.server.rooms.RoomRef;
import dev.roomtalk.server.store.RoomRecord;
import dev.roomtalk.wire.Name;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** An engine that falls silent holds a bounded number of messages; the others wait at their senders. */
class AppendsTest {
    private static final int ROOM = 1;
    private static final int MAX_APPENDS = 1 << 14;

    private final LoneLoop lone = new LoneLoop();
    private final SilentEngine engine = new SilentEngine();

    @Test
    void beyondSoManyMessagesWithTheEngineOthersAreBusy() {
        Name name = ((Name.Valid) Name.room("ops")).name();
        RoomRules rules = new RoomRules(
                20_000,
                4000,
                500,
                Duration.ZERO,
                Duration.ofMinutes(10),
                Duration.ofDays(30),
                16,
                Long.MAX_VALUE,
                RoomSettings.UNSET);
        RoomRef ref = Objects.requireNonNull(new OpenRooms(
                        List.of(lone.loop.rooms()),
                        lone.rooms,
                        new Memberships(),
                        (session, room, hash, password, then) -> {
                            throw new AssertionError("there is no password");
                        },
                        engine.engine(),
                        rules,
                        new RoomRates(1_000_000, 1_000_000, 1 << 29, 1 << 29))
                .make(RoomRecord.wanted(name, "", null, false, false))
                .toCompletableFuture()
                .join());
        assertThat(ref.number()).isEqualTo(ROOM);
        LoneLoop.Peer last = lone.peer();
        for (int i = 0; i <= MAX_APPENDS; i++) {
            last = lone.peer();
            ref.tell(new RoomCommand.Enter(last.session, 1, null, true, RoomCommand.Manner.MEMBER, null));
            last.records.clear();
            lone.loop.roomFrames().take(last.session, TestClient.publish(ROOM, 1, "hello"));
        }
        assertThat(engine.unanswered).hasSize(MAX_APPENDS);
        Ack busy = last.records.stream()
                .map(ServerMessage::getFrame)
                .filter(frame -> frame.hasAck())
                .findFirst()
                .orElseThrow()
                .getAck();
        assertThat(busy.getRefusal()).isEqualTo(RefusalReason.BUSY);
        assertThat(busy.getWaitMs()).isPositive();

        Objects.requireNonNull(engine.unanswered.pollFirst()).failed();
        lone.loop.roomFrames().take(last.session, TestClient.publish(ROOM, 1, "hello"));
        assertThat(engine.unanswered).hasSize(MAX_APPENDS);
    }
}
