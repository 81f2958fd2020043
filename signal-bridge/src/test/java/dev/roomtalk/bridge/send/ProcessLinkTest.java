package dev.roomtalk.bridge.send;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** How much of the kernel's queue of real-time signals one sender uses. */
final class ProcessLinkTest {
    @Test
    void theWindowLeavesMostOfTheKernelsRoomToOthers() {
        assertThat(ProcessLink.window("0/96000")).isEqualTo(512);
        assertThat(ProcessLink.window("10/1034")).isEqualTo(64);
        assertThat(ProcessLink.window("900/1034")).isZero();
        assertThat(ProcessLink.window("0/0")).isZero();
        assertThat(ProcessLink.window(null)).isZero();
    }
}
