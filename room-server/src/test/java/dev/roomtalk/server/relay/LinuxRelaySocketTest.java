package dev.roomtalk.server.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** The contract, on sockets of our own. */
class LinuxRelaySocketTest extends RelaySocketContract {
    private static final int PER_ROUND = 50;
    private static final int ROUNDS = 1_000;

    @Override
    RelaySockets sockets() {
        assumeTrue(LinuxRelaySocket.isAvailable(), "Linux alone has these sockets");
        return new RelaySockets(1, true);
    }

    @Test
    void nothingIsAllocatedForADatagram() throws Exception {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        AtomicLong loop = new AtomicLong();
        onLoop(() -> loop.set(Thread.currentThread().threadId()));
        InetSocketAddress address = free(LOOPBACK);
        open(new Echo(), address);
        try (DatagramSocket peer = peer(LOOPBACK)) {
            // Until the compiler has seen enough of it.
            thereAndBack(peer, address, 3 * ROUNDS);
            long before = threads.getThreadAllocatedBytes(loop.get());
            thereAndBack(peer, address, ROUNDS);
            long allocated = threads.getThreadAllocatedBytes(loop.get()) - before;
            assertThat((double) allocated / (ROUNDS * PER_ROUND))
                    .as("bytes for a datagram")
                    .isLessThan(1);
        }
    }

    private static void thereAndBack(DatagramSocket peer, InetSocketAddress address, int rounds) throws Exception {
        DatagramPacket out = new DatagramPacket(new byte[150], 150, address);
        DatagramPacket in = new DatagramPacket(new byte[150], 150);
        for (int round = 0; round < rounds; round++) {
            for (int i = 0; i < PER_ROUND; i++) {
                peer.send(out);
            }
            for (int i = 0; i < PER_ROUND; i++) {
                peer.receive(in);
            }
        }
    }
}
