package dev.roomtalk.server.control;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * What the first bytes of a connection say of a header in which a proxy names its client: version 2 of the PROXY
 * protocol (HAProxy, "The PROXY protocol", section 2.2). No connection of this server's own protocol begins so.
 *
 * <pre>
 *  0                  12               13       14       16
 *  | \r\n\r\n\0\r\nQUIT\n | version, command | family | length | source, target, ports, then what is passed over |
 * </pre>
 */
sealed interface ProxyHeader {
    /** There is no header. */
    record Absent() implements ProxyHeader {}

    /** More bytes have to come. */
    record Incomplete() implements ProxyHeader {}

    /** It cannot be used. */
    record Wrong(String why) implements ProxyHeader {}

    /**
     * A whole header.
     *
     * @param client null: the proxy speaks for itself, or does not know
     * @param length of the header, in bytes
     */
    record Whole(@Nullable InetAddress client, int length) implements ProxyHeader {}

    /** The longest header that is read. */
    int MAX_BYTES = 4096;

    /** Looks at the bytes, and takes none of them. */
    static ProxyHeader read(ByteBuf bytes) {
        int start = bytes.readerIndex();
        int there = bytes.readableBytes();
        if (there == 0) {
            return new Incomplete();
        }
        if (Form.begins(bytes, Form.VERSION_1)) {
            return there < Form.VERSION_1.length ? new Incomplete() : new Wrong("it is of version 1, not 2");
        }
        if (!Form.begins(bytes, Form.SIGNATURE)) {
            return new Absent();
        }
        if (there < Form.FIXED) {
            return new Incomplete();
        }
        int version = bytes.getByte(start + Form.VERSION) >> 4 & 0xf;
        int command = bytes.getByte(start + Form.VERSION) & 0xf;
        int length = bytes.getUnsignedShort(start + Form.LENGTH);
        if (version != 2) {
            return new Wrong("it is of version " + version + ", not 2");
        }
        if (command > Form.PROXY) {
            return new Wrong("there is no command " + command);
        }
        if (Form.FIXED + length > MAX_BYTES) {
            return new Wrong("it is longer than " + MAX_BYTES + " bytes");
        }
        if (there < Form.FIXED + length) {
            return new Incomplete();
        }
        return command == Form.LOCAL
                ? new Whole(null, Form.FIXED + length)
                : Form.client(bytes, bytes.getUnsignedByte(start + Form.FAMILY), length);
    }

    /** Whether the bytes begin as a header of any version does, so that nothing else can be meant. */
    static boolean begins(ByteBuf bytes) {
        return bytes.readableBytes() >= Form.VERSION_1.length
                && (Form.begins(bytes, Form.VERSION_1) || Form.begins(bytes, Form.SIGNATURE));
    }

    /** Its parts. */
    final class Form {
        private static final byte[] SIGNATURE = "\r\n\r\n\0\r\nQUIT\n".getBytes(StandardCharsets.US_ASCII);
        private static final byte[] VERSION_1 = "PROXY ".getBytes(StandardCharsets.US_ASCII);
        private static final int VERSION = 12;
        private static final int FAMILY = 13;
        private static final int LENGTH = 14;
        private static final int FIXED = 16;
        private static final int LOCAL = 0;
        private static final int PROXY = 1;
        private static final int UNKNOWN = 0x00;
        private static final int TCP_4 = 0x11;
        private static final int TCP_6 = 0x21;
        private static final int ADDRESS_4 = 4;
        private static final int ADDRESS_6 = 16;
        private static final int PORTS = 4;

        private Form() {}

        /** As far as there are bytes. */
        private static boolean begins(ByteBuf bytes, byte[] with) {
            for (int i = 0; i < Math.min(with.length, bytes.readableBytes()); i++) {
                if (bytes.getByte(bytes.readerIndex() + i) != with[i]) {
                    return false;
                }
            }
            return true;
        }

        private static ProxyHeader client(ByteBuf bytes, int family, int length) {
            int size =
                    switch (family) {
                        case TCP_4 -> ADDRESS_4;
                        case TCP_6 -> ADDRESS_6;
                        default -> 0;
                    };
            if (size == 0) {
                return family == UNKNOWN
                        ? new Whole(null, FIXED + length)
                        : new Wrong("its family 0x%02x is not that of TCP".formatted(family));
            }
            if (length < 2 * size + PORTS) {
                return new Wrong("it is too short for its addresses");
            }
            try {
                // A v4-mapped address becomes the IPv4 address.
                byte[] address = ByteBufUtil.getBytes(bytes, bytes.readerIndex() + FIXED, size);
                return new Whole(InetAddress.getByAddress(address), FIXED + length);
            } catch (UnknownHostException e) {
                throw new IllegalStateException(e);
            }
        }
    }
}
