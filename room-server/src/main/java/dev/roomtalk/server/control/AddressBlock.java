package dev.roomtalk.server.control;

import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.nio.ByteBuffer;

/**
 * What limits per address count: an IPv4 address, or the /64 of an IPv6 address; a v4-mapped address is the IPv4 address.
 *
 * @param bits 32 bits of IPv4, or the first 64 of IPv6
 */
record AddressBlock(boolean v6, long bits) {
    static AddressBlock of(InetAddress address) {
        // InetAddress itself turns v4-mapped addresses into IPv4.
        return switch (address) {
            case Inet4Address v4 ->
                new AddressBlock(false, ByteBuffer.wrap(v4.getAddress()).getInt());
            case Inet6Address v6 ->
                new AddressBlock(true, ByteBuffer.wrap(v6.getAddress()).getLong());
            default -> throw new IllegalArgumentException("neither IPv4 nor IPv6: " + address);
        };
    }
}
