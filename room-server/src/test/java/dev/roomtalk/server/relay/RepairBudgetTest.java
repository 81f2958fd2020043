package dev.roomtalk.server.relay;

import static org.assertj.core.api.Assertions.assertThat;

import dev.roomtalk.proto.Frame;
import dev.roomtalk.proto.Nack;
import dev.roomtalk.proto.ServerMessage;
import dev.roomtalk.server.base.Counter;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class RepairBudgetTest {
    private static final int ROOM = 1;
    private static final byte[] MESSAGE = FrameEncoder.elsewhere(ROOM, 1);

    private final RepairBudget budget = new RepairBudget();
    private final LoneLoop lone = new LoneLoop();

    private int spendAll() {
        int spent = 0;
        while (budget.spend()) {
            spent++;
        }
        return spent;
    }

    @Test
    void aBurstAndThenAQuarterOfWhatIsDelivered() {
        assertThat(spendAll()).isEqualTo(64);
        for (int i = 0; i < 103; i++) {
            budget.earn();
        }
        assertThat(spendAll()).isEqualTo(25);
        for (int i = 0; i < 100_000; i++) {
            budget.earn();
        }
        assertThat(spendAll()).isEqualTo(64);
    }

    @Test
    void whatIsOverItTravelsOverTcpAndIsLeftOutWhereThatIsFull() {
        LoneLoop.Peer alice = lone.peer().onUdp();
        for (int i = 0; i < 100; i++) {
            alice.session.relay().repair(MESSAGE);
        }
        alice.session.relay().flush();
        assertThat(alice.frames).hasSize(64);
        assertThat(alice.records).hasSize(36);
        alice.writable = false;
        alice.session.relay().repair(MESSAGE);
        assertThat(alice.records).hasSize(36);
        assertThat(lone.counters.get(Counter.REPAIRS_UDP)).isEqualTo(64);
        assertThat(lone.counters.get(Counter.REPAIRS_TCP)).isEqualTo(36);
        assertThat(lone.counters.get(Counter.REPAIRS_LEFT_OUT)).isOne();
    }

    @Test
    void whoIsServedOverTcpIsRepairedOverTcp() {
        LoneLoop.Peer alice = lone.peer();
        alice.session.relay().repair(MESSAGE);
        assertThat(alice.records).hasSize(1);
        assertThat(lone.counters.get(Counter.REPAIRS_TCP)).isOne();
    }

    @Test
    void whoCannotTakeARepairIsNotPreparedOne() {
        LoneLoop.Peer alice = lone.peer();
        Frame nack = Frame.newBuilder()
                .setNack(Nack.newBuilder().setRoom(ROOM).addRanges(1).addRanges(1))
                .build();
        alice.writable = false;
        alice.session.relay().repair(MESSAGE);
        lone.loop.onRoomFrame(alice.session, nack);
        assertThat(lone.counters.get(Counter.REPAIRS_LEFT_OUT)).isEqualTo(2);
        alice.writable = true;
        alice.session.relay().writableAgain();
        lone.loop.onRoomFrame(alice.session, nack);
        assertThat(lone.counters.get(Counter.REPAIRS_LEFT_OUT)).isEqualTo(2);
    }

    @Test
    void aHundredThatLoseTheSameCostAQuarterOfTheirDeliveries() {
        List<LoneLoop.Peer> members = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            LoneLoop.Peer member = lone.peer().onUdp();
            member.writable = false;
            members.add(member);
            lone.loop.join(ROOM, member.session, 1, 0, 1);
        }
        for (int sequence = 1; sequence <= 400; sequence++) {
            lone.loop.deliver(ROOM, MESSAGE, 1, sequence, 1);
            for (LoneLoop.Peer member : members) {
                member.session.relay().repair(MESSAGE);
            }
        }
        // The burst, and one for four.
        assertThat(lone.counters.get(Counter.REPAIRS_UDP)).isBetween(100L * (64 + 99), 100L * (64 + 100));
    }

    @Test
    void aLoopWithTooMuchToFanOutTellsItsMembersThatTheyMissSomething() {
        List<LoneLoop.Peer> members = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            LoneLoop.Peer member = i % 2 == 0 ? lone.peer().onUdp() : lone.peer();
            members.add(member);
            lone.loop.join(ROOM, member.session, 1, 0, 1);
        }
        lone.loop.execute(() -> {
            int sequence = 0;
            while (!lone.loop.busy()) {
                lone.loop.deliver(ROOM, MESSAGE, 1, ++sequence, 1);
            }
            lone.loop.deliver(ROOM, MESSAGE, 1, 10_000, 1);
        });
        assertThat(lone.loop.busy()).isFalse();
        assertThat(lone.counters.get(Counter.DELIVERIES_BEHIND)).isOne();
        for (LoneLoop.Peer member : members) {
            List<Frame> told = new ArrayList<>(member.frames);
            member.records.stream().map(ServerMessage::getFrame).forEach(told::add);
            assertThat(told.getLast().getLatest().getSequence()).isEqualTo(10_000);
        }
    }
}
