package dev.roomtalk.server.relay;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.roomtalk.proto.Frame;
import dev.roomtalk.proto.Nack;
import dev.roomtalk.proto.Publish;
import dev.roomtalk.proto.RefusalReason;
import dev.roomtalk.server.room.RoomCommand;
import dev.roomtalk.server.rooms.Refusals;
import org.junit.jupiter.api.Test;

class SessionTest {
    @Test
    void readsUntilItsRequestIsAnsweredOrRefused() {
        Session alice = new LoneLoop().peer().session;
        assertThat(alice.beginReading(5)).isTrue();
        assertThat(alice.beginReading(6)).isFalse();
        Refusals.busy(new RoomCommand.AskMembers(alice, 4));
        assertThat(alice.beginReading(6)).isFalse();
        Refusals.busy(new RoomCommand.AskHistory(alice, 5, 0, 10, 0, 0, 0));
        assertThat(alice.beginReading(6)).isTrue();
    }

    @Test
    void aFrameWithoutARoomIsDroppedAndOneForAnUnknownRoomIsRefused() {
        LoneLoop.Peer alice = new LoneLoop().peer().onUdp();
        alice.send(publish(0, 1, "for nobody"));
        alice.send(Frame.newBuilder()
                .setNack(Nack.newBuilder().addRanges(1).addRanges(1))
                .build());
        assertThat(alice.frames).isEmpty();
        assertThat(alice.records).isEmpty();

        alice.send(publish(7, 1, "for a room that is not there"));
        assertThat(alice.frames)
                .singleElement()
                .satisfies(frame -> assertThat(frame.getAck().getRefusal()).isEqualTo(RefusalReason.NO_SUCH_ROOM));
    }

    private static Frame publish(int room, long n, String text) {
        return Frame.newBuilder()
                .setPublish(Publish.newBuilder().setRoom(room).setN(n).setText(ByteString.copyFromUtf8(text)))
                .build();
    }
}
