package dev.roomtalk.bench.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class LiveHeapTest {
    @Test
    void whatFillsGapsIsNoObject() {
        assertThat(LiveHeap.bytes(List.of(
                        "4711:",
                        " num     #instances         #bytes  class name (module)",
                        "-------------------------------------------------------",
                        "   1:          4097        9644720  [Ljdk.internal.vm.FillerElement; (java.base@25.0.3)",
                        "   2:           100           3200  java.lang.String (java.base@25.0.3)",
                        "   3:             1             16  jdk.internal.vm.FillerObject (java.base@25.0.3)",
                        "   4:            10            240  dev.roomtalk.wire.Name",
                        "Total          4208        9648176")))
                .hasValue(3440);
        assertThat(LiveHeap.bytes(List.of("4711:", "Could not attach"))).isEmpty();
    }
}
