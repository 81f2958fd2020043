package dev.roomtalk.server.relay;

import static org.assertj.core.api.Assertions.assertThat;

import dev.roomtalk.proto.Frame;
import dev.roomtalk.proto.Nack;
import dev.roomtalk.proto.ServerMessage;
import dev.roomtalk.server.base.Counter;
import dev.roomtalk.server.rooms.FrameEncoder;
import dev.roomtalk.wire.Protocol;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class AnswerBudgetTest {
    private static final int ROOM = 1;
    private static final byte[] MESSAGE = FrameEncoder.elsewhere(ROOM, 1);

    private final AnswerBudget budget = new AnswerBudget();
    private final LoneLoop lone = new LoneLoop();

    private int spendAll(int each) {
        int spent = 0;
        while (budget.spend(each)) {
            spent += each;
        }
        return spent;
    }

    @Test
    void threeTimesWhatCameAndAQuarterOfWhatWasDelivered() {
        assertThat(budget.spend(1)).isFalse();
        budget.received(1000);
        assertThat(spendAll(1)).isEqualTo(3000);
        for (int i = 0; i < 103; i++) {
            budget.delivered(10);
        }
        assertThat(spendAll(1)).isEqualTo(257);
    }

    @Test
    void whatIsSavedIsBounded() {
        for (int i = 0; i < 100_000; i++) {
            budget.delivered(Protocol.MAX_PLAINTEXT);
            budget.received(Protocol.MAX_DATAGRAM);
        }
        assertThat(spendAll(1)).isEqualTo(64 * 1024);
    }

    @Test
    void whatIsOverItTravelsOverTcpAndIsLeftOutWhereThatIsFull() {
        LoneLoop.Peer alice = lone.peer().onUdp();
        int most = (int) (3 * alice.bytesSent);
        for (int i = 0; i < 100; i++) {
            alice.session.relay().repair(MESSAGE);
        }
        alice.session.relay().flush();
        int byUdp = alice.frames.size();
        assertThat(byUdp).isBetween(10, most / MESSAGE.length);
        assertThat(alice.records).hasSize(100 - byUdp);
        alice.writable = false;
        alice.session.relay().repair(MESSAGE);
        assertThat(alice.records).hasSize(100 - byUdp);
        assertThat(lone.counters.get(Counter.REPAIRS_UDP)).isEqualTo(byUdp);
        assertThat(lone.counters.get(Counter.REPAIRS_TCP)).isEqualTo(100 - byUdp);
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
        lone.loop.roomFrames().take(alice.session, nack);
        assertThat(lone.counters.get(Counter.REPAIRS_LEFT_OUT)).isEqualTo(2);
        alice.writable = true;
        alice.session.relay().writableAgain();
        lone.loop.roomFrames().take(alice.session, nack);
        assertThat(lone.counters.get(Counter.REPAIRS_LEFT_OUT)).isEqualTo(2);
    }

    @Test
    void aHundredThatLoseTheSameCostAQuarterOfTheirDeliveries() {
        List<LoneLoop.Peer> members = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            LoneLoop.Peer member = lone.peer().onUdp();
            member.writable = false;
            members.add(member);
            lone.loop.fanOuts().join(ROOM, member.session, 1, 0, 1);
        }
        for (int sequence = 1; sequence <= 400; sequence++) {
            lone.loop.fanOuts().deliver(ROOM, MESSAGE, 1, sequence, 1);
            for (LoneLoop.Peer member : members) {
                // In the datagram of the delivery.
                member.session.relay().repair(MESSAGE);
            }
        }
        // What their datagrams paid for, and one for four.
        long paid = 3 * members.getFirst().bytesSent / MESSAGE.length;
        assertThat(lone.counters.get(Counter.REPAIRS_UDP)).isBetween(100L * 50, 100L * (paid + 100));
    }

    @Test
    void aLoopWithTooMuchToFanOutTellsItsMembersThatTheyMissSomething() {
        List<LoneLoop.Peer> members = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            LoneLoop.Peer member = i % 2 == 0 ? lone.peer().onUdp() : lone.peer();
            members.add(member);
            lone.loop.fanOuts().join(ROOM, member.session, 1, 0, 1);
        }
        lone.loop.thread().execute(() -> {
            int sequence = 0;
            while (!lone.loop.fanOuts().full()) {
                lone.loop.fanOuts().deliver(ROOM, MESSAGE, 1, ++sequence, 1);
            }
            lone.loop.fanOuts().deliver(ROOM, MESSAGE, 1, 10_000, 1);
        });
        assertThat(lone.loop.fanOuts().full()).isFalse();
        assertThat(lone.counters.get(Counter.DELIVERIES_BEHIND)).isOne();
        for (LoneLoop.Peer member : members) {
            List<Frame> told = new ArrayList<>(member.frames);
            member.records.stream().map(ServerMessage::getFrame).forEach(told::add);
            assertThat(told.getLast().getLatest().getSequence()).isEqualTo(10_000);
        }
    }
}
