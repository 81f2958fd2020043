package dev.roomtalk.server.relay;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The UDP address of a peer, in the 28 bytes that Linux has for it: what is received is compared with it, and sent to
 * it, without an object for each datagram. Equal if all bytes are: an IPv4 address of an IPv4 socket is not the one
 * that an IPv6 socket maps. Immutable.
 *
 * <pre>
 * struct sockaddr_in    0 family   2 port, big-endian   4 address                  8 zeros
 * struct sockaddr_in6   0 family   2 port, big-endian   4 flow, 0   8 address     24 scope
 * </pre>
 */
final class PeerAddress implements Sender {
    /** Bytes of any address. */
    static final int BYTES = 28;

    private static final int IPV4_BYTES = 16;
    private static final short AF_INET = 2;
    private static final short AF_INET6 = 10;
    private static final int PORT = 2;
    private static final int IPV4 = 4;
    private static final int IPV6 = 8;
    private static final int SCOPE = 24;
    private static final boolean LITTLE_ENDIAN = ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN;

    // The bytes, as this machine reads them.
    private final long first;
    private final long second;
    private final long third;
    private final int last;
    private final boolean ipv4;
    /** What Java calls it: made when somebody asks. */
    private @Nullable InetSocketAddress name;

    private PeerAddress(long first, long second, long third, int last) {
        this.first = first;
        this.second = second;
        this.third = third;
        this.last = last;
        // The first two bytes, whichever end of the number they are.
        long family = LITTLE_ENDIAN ? first & 0xffff : first >>> 48;
        this.ipv4 = family == AF_INET;
    }

    /** The address that the kernel wrote there. */
    static PeerAddress read(MemorySegment memory, long at) {
        return new PeerAddress(
                memory.get(ValueLayout.JAVA_LONG, at),
                memory.get(ValueLayout.JAVA_LONG, at + 8),
                memory.get(ValueLayout.JAVA_LONG, at + 16),
                memory.get(ValueLayout.JAVA_INT, at + SCOPE));
    }

    static PeerAddress of(InetSocketAddress name) {
        ByteBuffer bytes = ByteBuffer.allocate(BYTES).order(ByteOrder.nativeOrder());
        InetAddress host = name.getAddress();
        bytes.put(PORT, (byte) (name.getPort() >> 8)).put(PORT + 1, (byte) name.getPort());
        if (host instanceof Inet6Address v6) {
            bytes.putShort(0, AF_INET6).put(IPV6, v6.getAddress()).putInt(SCOPE, v6.getScopeId());
        } else {
            bytes.putShort(0, AF_INET).put(IPV4, host.getAddress());
        }
        PeerAddress address =
                new PeerAddress(bytes.getLong(0), bytes.getLong(8), bytes.getLong(16), bytes.getInt(SCOPE));
        address.name = name;
        return address;
    }

    /** Writes it for the kernel. */
    void write(MemorySegment memory, long at) {
        memory.set(ValueLayout.JAVA_LONG, at, first);
        memory.set(ValueLayout.JAVA_LONG, at + 8, second);
        memory.set(ValueLayout.JAVA_LONG, at + 16, third);
        memory.set(ValueLayout.JAVA_INT, at + SCOPE, last);
    }

    /** Whether the kernel wrote this address there. */
    boolean stands(MemorySegment memory, long at) {
        return memory.get(ValueLayout.JAVA_LONG, at) == first
                && memory.get(ValueLayout.JAVA_LONG, at + 8) == second
                && memory.get(ValueLayout.JAVA_LONG, at + 16) == third
                && memory.get(ValueLayout.JAVA_INT, at + SCOPE) == last;
    }

    /** How many of the bytes the kernel wants to be given. */
    int length() {
        return ipv4 ? IPV4_BYTES : BYTES;
    }

    private ByteBuffer bytes() {
        return ByteBuffer.allocate(BYTES)
                .order(ByteOrder.nativeOrder())
                .putLong(0, first)
                .putLong(8, second)
                .putLong(16, third)
                .putInt(SCOPE, last);
    }

    /** What Java calls it; a mapped IPv4 address is one of IPv4. */
    InetSocketAddress name() {
        InetSocketAddress known = name;
        if (known == null) {
            known = new InetSocketAddress(
                    host(),
                    Short.toUnsignedInt(bytes().order(ByteOrder.BIG_ENDIAN).getShort(PORT)));
            name = known;
        }
        return known;
    }

    private InetAddress host() {
        byte[] bytes = bytes().array();
        try {
            if (ipv4) {
                return Inet4Address.getByAddress(Arrays.copyOfRange(bytes, IPV4, IPV4 + 4));
            }
            byte[] host = Arrays.copyOfRange(bytes, IPV6, SCOPE);
            return last == 0 ? InetAddress.getByAddress(host) : Inet6Address.getByAddress(null, host, last);
        } catch (UnknownHostException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public boolean is(@Nullable PeerAddress address) {
        return equals(address);
    }

    @Override
    public PeerAddress address() {
        return this;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof PeerAddress address
                && first == address.first
                && second == address.second
                && third == address.third
                && last == address.last;
    }

    @Override
    public int hashCode() {
        return Long.hashCode(first + 31 * (second + 31 * (third + 31L * last)));
    }

    @Override
    public String toString() {
        return name().toString();
    }
}
