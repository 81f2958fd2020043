package dev.roomtalk.server.relay;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import org.junit.jupiter.api.Test;

/** A delivery makes next to no garbage from the room's encoded frame to the sealed datagram, by OpenSSL. */
class FanOutGarbageTest {
    private static final int ROOM = 1;
    private static final int MEMBERS = 100;
    private static final int MESSAGES = 10_000;

    private final LoneLoop loop = new LoneLoop();
    private final byte[] frame = new byte[106];
    private long sequence;

    private void deliver(int messages) {
        for (int i = 0; i < messages; i++) {
            loop.loop.ingress().onBatchEnd();
            loop.loop.fanOuts().deliver(ROOM, frame, 1, ++sequence, 1);
        }
        loop.loop.ingress().onBatchEnd();
    }

    @Test
    void aMillionDeliveriesMakeLessThan64BytesEach() {
        for (int i = 0; i < MEMBERS; i++) {
            loop.loop.fanOuts().join(ROOM, loop.peer().onUdp().session, 1, 0, 1);
        }
        loop.listening = false;
        // Until it is compiled, a call of OpenSSL makes objects.
        deliver(2 * MESSAGES);
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = threads.getThreadAllocatedBytes(Thread.currentThread().threadId());
        deliver(MESSAGES);
        long allocated = threads.getThreadAllocatedBytes(Thread.currentThread().threadId()) - before;
        double each = (double) allocated / (MESSAGES * MEMBERS);
        // The JDK's own cipher makes about a kilobyte.
        assertThat(each).isLessThan(loop.ciphers.name().startsWith("OpenSSL") ? 64 : 2048);
        System.out.printf("a delivery makes %.1f bytes of garbage, sealed by %s%n", each, loop.ciphers.name());
    }
}
