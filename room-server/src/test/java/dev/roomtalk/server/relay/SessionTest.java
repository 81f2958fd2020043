package dev.roomtalk.server.relay;

import static org.assertj.core.api.Assertions.assertThat;

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
}
