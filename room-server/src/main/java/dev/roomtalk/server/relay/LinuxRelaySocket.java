package dev.roomtalk.server.relay;

import io.netty.channel.IoEvent;
import io.netty.channel.IoRegistration;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoEvent;
import io.netty.channel.epoll.EpollIoHandle;
import io.netty.channel.epoll.EpollIoOps;
import io.netty.channel.unix.FileDescriptor;
import io.netty.channel.unix.Socket;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.net.Inet6Address;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * A relay socket of Linux: it gives the kernel batches of datagrams in memory that is laid out once, and allocates
 * nothing for a datagram. Netty opens and closes the descriptor, and its event loop, which is the relay loop, waits for
 * it; what arrives and leaves does not go through Netty. An address of IPv4 gets a socket of IPv4, one of IPv6 a socket
 * that maps IPv4.
 */
final class LinuxRelaySocket implements RelaySocket, EpollIoHandle {
    private static final EpollIoOps IN_AND_OUT = EpollIoOps.EPOLLIN.with(EpollIoOps.EPOLLOUT);

    private final Descriptor descriptor;
    private final Receiver receiver;
    private final int slot;
    private final KernelFilter filter;
    private final ReceivedBatch received = new ReceivedBatch();
    private final DatagramCalls calls;
    private final SendQueue queue;
    private final byte[] bytes = new byte[Structures.SLOT_BYTES];
    private @Nullable IoRegistration registration;
    private int drops;
    /** The kernel took not all, and says when it takes more. */
    private boolean full;

    /** A UDP socket that does not block; one of IPv6 has IPv4 too. */
    private static final class Descriptor extends Socket {
        Descriptor(boolean ipv6) {
            super(newSocketDgram0(ipv6));
        }
    }

    private LinuxRelaySocket(
            Descriptor descriptor, Receiver receiver, int slot, KernelFilter filter, Segmentation segmentation) {
        this.descriptor = descriptor;
        this.receiver = receiver;
        this.slot = slot;
        this.filter = filter;
        this.calls = new DatagramCalls(descriptor.intValue());
        this.queue = new SendQueue(calls, segmentation);
    }

    /** Whether there can be such sockets here. Elsewhere there are Netty's. */
    static boolean isAvailable() {
        try {
            return Epoll.isAvailable() && ValueLayout.ADDRESS.byteSize() == Long.BYTES && DatagramCalls.allowed();
        } catch (LinkageError e) {
            // Java may not call what is not Java, or there is no such function.
            return false;
        }
    }

    /**
     * Opens and binds a socket. Nobody receives from it before {@link #watched}.
     *
     * @param bufferBytes what the kernel is asked for, for each direction
     * @param shared whether others may have the same port
     */
    static LinuxRelaySocket open(
            InetSocketAddress address,
            int bufferBytes,
            boolean shared,
            Receiver receiver,
            int slot,
            KernelFilter filter,
            Segmentation segmentation)
            throws IOException {
        Descriptor descriptor = new Descriptor(address.getAddress() instanceof Inet6Address);
        try {
            descriptor.setReceiveBufferSize(bufferBytes);
            descriptor.setSendBufferSize(bufferBytes);
            descriptor.setReusePort(shared);
            descriptor.bind(address);
            probe(descriptor, segmentation);
            return new LinuxRelaySocket(descriptor, receiver, slot, filter, segmentation);
        } catch (IOException | RuntimeException e) {
            descriptor.close();
            throw e;
        }
    }

    private static void probe(Descriptor descriptor, Segmentation segmentation) {
        try {
            descriptor.setIntOpt(SendBlock.SOL_UDP, SendBlock.UDP_SEGMENT, 0);
        } catch (IOException e) {
            segmentation.end("this kernel does not cut them");
        }
    }

    /** What the kernel gave, in bytes. */
    int receiveBuffer() throws IOException {
        return descriptor.getReceiveBufferSize();
    }

    @Override
    public FileDescriptor fd() {
        return descriptor;
    }

    /** Its event loop waits for it from now on. On the loop. */
    void watched(IoRegistration registration) {
        this.registration = registration;
        registration.submit(EpollIoOps.EPOLLIN);
    }

    @Override
    public void handle(IoRegistration registration, IoEvent event) {
        if (((EpollIoEvent) event).ops().contains(EpollIoOps.EPOLLOUT)) {
            flush();
        }
        // Also on an error of the socket, which reading takes away.
        if (descriptor.isOpen()) {
            receive();
        }
    }

    private void receive() {
        int count = received.receive(calls);
        for (int i = 0; i < count; i++) {
            int length = received.take(i, bytes);
            receiver.onDatagram(this, bytes, length, received);
        }
        if (count > 0) {
            receiver.onBatchEnd();
        }
    }

    @Override
    public @Nullable MemorySegment reserve() {
        return descriptor.isOpen() ? queue.reserve() : null;
    }

    @Override
    public void commit(int length, PeerAddress to) {
        queue.commit(length, to);
    }

    @Override
    public void flush() {
        if (!descriptor.isOpen()) {
            return;
        }
        boolean rest = !queue.send();
        if (rest != full && registration != null) {
            full = rest;
            registration.submit(full ? IN_AND_OUT : EpollIoOps.EPOLLIN);
        }
    }

    @Override
    public void guard(boolean guarded) {
        if (guarded) {
            filter.attach(descriptor);
        } else {
            filter.detach(descriptor);
        }
    }

    @Override
    public long takeDrops() {
        int now = KernelFilter.drops(descriptor);
        int more = now - drops;
        drops = now;
        return Integer.toUnsignedLong(more);
    }

    @Override
    public int slot() {
        return slot;
    }

    /** On the loop. */
    @Override
    public void close() {
        if (registration != null) {
            registration.cancel();
        }
        try {
            descriptor.close();
        } catch (IOException e) {
            // It is closed all the same: close(2).
        }
    }
}
