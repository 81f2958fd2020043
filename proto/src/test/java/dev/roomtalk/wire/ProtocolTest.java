package dev.roomtalk.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Comparator;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class ProtocolTest {
    @Test
    void theVersionIsTheHighestThatBothSpeak() {
        assertThat(Protocol.commonVersion(List.of(1))).isEqualTo(OptionalInt.of(1));
        assertThat(Protocol.commonVersion(List.of(7, 3, 1))).isEqualTo(OptionalInt.of(1));
        assertThat(Protocol.commonVersion(List.of(1, 1))).isEqualTo(OptionalInt.of(1));
    }

    @Test
    void thereMayBeNone() {
        assertThat(Protocol.commonVersion(List.of())).isEmpty();
        assertThat(Protocol.commonVersion(List.of(0))).isEmpty();
        assertThat(Protocol.commonVersion(List.of(2, 3))).isEmpty();
        assertThat(Protocol.commonVersion(List.of(-1))).isEmpty();
    }

    @Test
    void versionsAreListedHighestFirst() {
        assertThat(Protocol.VERSIONS).isSortedAccordingTo(Comparator.reverseOrder());
        assertThat(Protocol.VERSIONS).contains(Protocol.VERSION);
        assertThat(DatagramHeader.VERSION_AND_TYPE).isEqualTo((byte) 0x10);
    }
}
