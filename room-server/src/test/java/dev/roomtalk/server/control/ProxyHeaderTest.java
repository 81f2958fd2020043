package dev.roomtalk.server.control;

import static org.assertj.core.api.Assertions.assertThat;

import dev.roomtalk.server.control.ProxyHeader.Absent;
import dev.roomtalk.server.control.ProxyHeader.Incomplete;
import dev.roomtalk.server.control.ProxyHeader.Whole;
import dev.roomtalk.server.control.ProxyHeader.Wrong;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProxyHeaderTest {
    /** The signature. */
    private static final String S = "0d0a0d0a000d0a515549540a";

    /** 203.0.113.7 port 50000 to 10.0.0.1 port 4242, as HAProxy writes it. */
    static final String OF_IPV4 = S + "2111000c" + "cb007107" + "0a000001" + "c350" + "1092";

    private static final String OF_IPV6 =
            S + "21210024" + "20010db8000000000000000000000007" + "20010db8000000000000000000000001" + "c350" + "1092";

    @ParameterizedTest
    @CsvSource({
        "2111000c cb007107 0a000001 c350 1092, 203.0.113.7, 28",
        // With what a proxy adds: PP2_TYPE_NOOP of two bytes.
        "21110011 cb007107 0a000001 c350 1092 04 0002 0000, 203.0.113.7, 33",
        "21210024 20010db8000000000000000000000007 20010db8000000000000000000000001 c350 1092, 2001:db8:0:0:0:0:0:7, 52",
        // A v4-mapped address is the IPv4 address.
        "21210024 00000000000000000000ffffcb007107 00000000000000000000ffff0a000001 c350 1092, 203.0.113.7, 52",
    })
    void namesTheClient(String rest, String client, int length) {
        assertThat(ProxyHeader.read(bytes(S + rest + "16030100")))
                .isEqualTo(new Whole(InetAddress.ofLiteral(client), length));
    }

    @ParameterizedTest
    @CsvSource({
        // A proxy that looks whether the server is there: LOCAL.
        "20000000, 16",
        "20110003 010203, 19",
        // One that does not know.
        "21000000, 16",
    })
    void namesNobody(String rest, int length) {
        assertThat(ProxyHeader.read(bytes(S + rest))).isEqualTo(new Whole(null, length));
    }

    @ParameterizedTest
    @CsvSource({
        "1111000c cb007107 0a000001 c350 1092, 'it is of version 1, not 2'",
        "3111000c cb007107 0a000001 c350 1092, 'it is of version 3, not 2'",
        "2211000c cb007107 0a000001 c350 1092, there is no command 2",
        "2f11000c cb007107 0a000001 c350 1092, there is no command 15",
        "2111000b cb007107 0a000001 c350 10, it is too short for its addresses",
        "21210023 20010db8000000000000000000000007 20010db8000000000000000000000001 c350 10, it is too short for its addresses",
        "2112000c cb007107 0a000001 c350 1092, its family 0x12 is not that of TCP",
        "21310000, its family 0x31 is not that of TCP",
        "2111ffff, it is longer than 4096 bytes",
        "21110ff1, it is longer than 4096 bytes",
    })
    void isRefused(String rest, String why) {
        assertThat(ProxyHeader.read(bytes(S + rest))).isEqualTo(new Wrong(why));
    }

    @Test
    void theFirstVersionIsRefused() {
        ByteBuf text =
                Unpooled.copiedBuffer("PROXY TCP4 203.0.113.7 10.0.0.1 50000 4242\r\n", StandardCharsets.US_ASCII);
        assertThat(ProxyHeader.read(text)).isEqualTo(new Wrong("it is of version 1, not 2"));
        assertThat(ProxyHeader.begins(text)).isTrue();
    }

    @Test
    void whatIsCutOffIsWaitedFor() {
        for (String header : new String[] {OF_IPV4, OF_IPV6}) {
            ByteBuf whole = bytes(header);
            for (int length = 0; length < whole.readableBytes(); length++) {
                assertThat(ProxyHeader.read(whole.slice(0, length))).isEqualTo(new Incomplete());
            }
            assertThat(ProxyHeader.read(whole)).isInstanceOf(Whole.class);
        }
    }

    @Test
    void whatClientsSendIsNoHeader() {
        for (String other : new String[] {"16", "160301", "00", "00000010", "0d0a0d0b", "47455420", "5052"}) {
            ByteBuf bytes = bytes(other);
            assertThat(ProxyHeader.begins(bytes)).as(other).isFalse();
            assertThat(ProxyHeader.read(bytes))
                    .as(other)
                    .isEqualTo(other.equals("5052") ? new Incomplete() : new Absent());
        }
    }

    private static ByteBuf bytes(String hex) {
        return Unpooled.wrappedBuffer(HexFormat.of().parseHex(hex.replace(" ", "")));
    }
}
