package dev.roomtalk.server.base;

import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Addresses that begin with the same bits, written as {@code 203.0.113.0/24} or {@code 2001:db8::/32}. Limits and bans
 * count an IPv4 address, and the /64 of an IPv6 address; a v4-mapped address is the IPv4 address.
 *
 * @param high the first 64 bits; IPv4 has 32, and the rest is 0
 * @param low the last 64 bits of IPv6
 * @param prefix how many bits count
 */
public record AddressRange(boolean v6, long high, long low, int prefix) {
    private static final int V4_BITS = 32;
    private static final int V6_BITS = 128;
    private static final int V6_HOST = 64;
    private static final int V4_NETWORK = 24;
    private static final int V6_NETWORK = 48;
    private static final int MAPPED_BITS = V6_BITS - V4_BITS;

    private static final Pattern FORM = Pattern.compile("([0-9a-fA-F:.]+)(?:/(\\d{1,3}))?");
    private static final Pattern V4 = Pattern.compile("\\d{1,3}(\\.\\d{1,3}){3}");

    public AddressRange {
        high &= mask(Math.min(prefix, Long.SIZE));
        low &= mask(Math.max(0, prefix - Long.SIZE));
    }

    private static long mask(int bits) {
        return bits == 0 ? 0 : -1L << (Long.SIZE - bits);
    }

    /** What counts as one address. */
    public static AddressRange single(InetAddress address) {
        return of(address, V4_BITS, V6_HOST);
    }

    /** The range around it that belongs to one network: /24 of IPv4, /48 of IPv6. */
    public static AddressRange network(InetAddress address) {
        return of(address, V4_NETWORK, V6_NETWORK);
    }

    private static AddressRange of(InetAddress address, int v4Prefix, int v6Prefix) {
        // InetAddress itself turns v4-mapped addresses into IPv4.
        return switch (address) {
            case Inet4Address v4 ->
                new AddressRange(
                        false, (long) ByteBuffer.wrap(v4.getAddress()).getInt() << (Long.SIZE - V4_BITS), 0, v4Prefix);
            case Inet6Address v6 -> {
                ByteBuffer bytes = ByteBuffer.wrap(v6.getAddress());
                yield new AddressRange(true, bytes.getLong(), bytes.getLong(), v6Prefix);
            }
            default -> throw new IllegalArgumentException("neither IPv4 nor IPv6: " + address);
        };
    }

    /** The range of an address, or of a range with its prefix; null if the text is neither. Names are not looked up. */
    public static @Nullable AddressRange parse(String text) {
        Matcher form = FORM.matcher(text.strip());
        if (!form.matches()
                || (!form.group(1).contains(":") && !V4.matcher(form.group(1)).matches())) {
            return null;
        }
        InetAddress address;
        try {
            address = InetAddress.ofLiteral(form.group(1));
        } catch (IllegalArgumentException e) {
            return null;
        }
        if (form.group(2) == null) {
            return single(address);
        }
        boolean mapped = address instanceof Inet4Address && form.group(1).contains(":");
        int prefix = Integer.parseInt(form.group(2)) - (mapped ? MAPPED_BITS : 0);
        boolean fits = prefix >= 0 && prefix <= (address instanceof Inet4Address ? V4_BITS : V6_BITS);
        return fits ? of(address, prefix, prefix) : null;
    }

    public boolean contains(InetAddress address) {
        return equals(of(address, prefix, prefix));
    }

    /** The addresses around this one that share the first {@code bits} bits. */
    public AddressRange widened(int bits) {
        return new AddressRange(v6, high, low, Math.min(bits, prefix));
    }

    /** The range of this address alone, to be {@link #widened}. */
    public static AddressRange exact(InetAddress address) {
        return of(address, V4_BITS, V6_BITS);
    }

    @Override
    public String toString() {
        byte[] bytes = v6
                ? ByteBuffer.allocate(2 * Long.BYTES).putLong(high).putLong(low).array()
                : ByteBuffer.allocate(Integer.BYTES)
                        .putInt((int) (high >> V4_BITS))
                        .array();
        try {
            InetAddress address = v6 ? Inet6Address.getByAddress(null, bytes, -1) : InetAddress.getByAddress(bytes);
            return (v6 ? compressed(address.getHostAddress()) : address.getHostAddress()) + "/" + prefix;
        } catch (UnknownHostException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The longest run of zeros as {@code ::} (RFC 5952). */
    private static String compressed(String full) {
        Matcher zeros = Pattern.compile("(?:^|:)0(?::0)+(?=:|$)").matcher(full);
        String longest = "";
        int at = -1;
        while (zeros.find()) {
            if (zeros.group().length() > longest.length()) {
                longest = zeros.group();
                at = zeros.start();
            }
        }
        if (at < 0) {
            return full;
        }
        String rest = full.substring(at + longest.length());
        return full.substring(0, at) + "::" + (rest.startsWith(":") ? rest.substring(1) : rest);
    }
}
