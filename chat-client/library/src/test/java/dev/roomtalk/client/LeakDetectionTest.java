package dev.roomtalk.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.util.ResourceLeakDetector;
import org.junit.jupiter.api.Test;

/** Netty looks at every buffer of this module's tests, and at none of a program that a launcher starts. */
class LeakDetectionTest {
    @Test
    void looksAtEveryBuffer() {
        assertThat(ResourceLeakDetector.getLevel()).isEqualTo(ResourceLeakDetector.Level.PARANOID);
    }
}
