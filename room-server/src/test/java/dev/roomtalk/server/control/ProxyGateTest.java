package dev.roomtalk.server.control;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProxyGateTest {
    /** The signature. */
    private static final String S = "0d0a0d0a000d0a515549540a";

    /** 203.0.113.7 port 50000 to 10.0.0.1 port 4242, as HAProxy writes it. */
    static final String OF_IPV4 = S + "2111000c" + "cb007107" + "0a000001" + "c350" + "1092";

    private static final String OF_IPV6 =
            S + "21210024" + "20010db8000000000000000000000007" + "20010db8000000000000000000000001" + "c350" + "1092";

    private static final InetAddress PROXY = InetAddress.ofLiteral("10.0.0.2");
    private static final String FIRST_BYTES = "16030100aabbccdd";

    private final List<String> refused = new ArrayList<>();
    private @Nullable InetAddress client;
    private int left;
    private final EmbeddedChannel channel = new EmbeddedChannel(
            new ProxyGate(PROXY, Duration.ofSeconds(10), refused::add, named -> client = named, () -> left++));

    @AfterEach
    void nothingLeaks() {
        channel.finishAndReleaseAll();
        assertThat(left).isEqualTo(1);
    }

    private void comes(String hex) {
        channel.writeInbound(Unpooled.wrappedBuffer(HexFormat.of().parseHex(hex.replace(" ", ""))));
    }

    /** What the connection behind the gate has got. */
    private String got() {
        StringBuilder got = new StringBuilder();
        for (ByteBuf bytes = channel.readInbound(); bytes != null; bytes = channel.readInbound()) {
            got.append(ByteBufUtil.hexDump(bytes));
            bytes.release();
        }
        return got.toString();
    }

    @ParameterizedTest
    @CsvSource({
        "2111000c cb007107 0a000001 c350 1092, 203.0.113.7",
        // With what a proxy adds: PP2_TYPE_NOOP of two bytes.
        "21110011 cb007107 0a000001 c350 1092 04 0002 0000, 203.0.113.7",
        "21210024 20010db8000000000000000000000007 20010db8000000000000000000000001 c350 1092, 2001:db8:0:0:0:0:0:7",
        // A v4-mapped address is the IPv4 address.
        "21210024 00000000000000000000ffffcb007107 00000000000000000000ffff0a000001 c350 1092, 203.0.113.7",
        // A proxy that looks whether the server is there: LOCAL.
        "20000000, 10.0.0.2",
        "20110003 010203, 10.0.0.2",
        // One that does not know.
        "21000000, 10.0.0.2",
    })
    void namesTheClientAndPassesOnWhatIsBehindTheHeader(String rest, String named) {
        comes(S + rest + FIRST_BYTES);
        assertThat(client).isEqualTo(InetAddress.ofLiteral(named));
        assertThat(got()).isEqualTo(FIRST_BYTES);
        comes("00");
        assertThat(got()).isEqualTo("00");
        assertThat(channel.pipeline().names()).doesNotContain("ProxyGate#0", "HAProxyMessageDecoder#0");
        assertThat(refused).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "1111000c cb007107 0a000001 c350 1092, version",
        "3111000c cb007107 0a000001 c350 1092, version",
        "2211000c cb007107 0a000001 c350 1092, command",
        "2f11000c cb007107 0a000001 c350 1092, command",
        "2111000b cb007107 0a000001 c350 10, incomplete",
        "21210023 20010db8000000000000000000000007 20010db8000000000000000000000001 c350 10, incomplete",
        "2112000c cb007107 0a000001 c350 1092, 'it is of UDP4, not of TCP over IP'",
        "21410000, 'unknown transport protocol + address family: 65'",
    })
    void isRefused(String rest, String why) {
        comes(S + rest + FIRST_BYTES);
        assertThat(refused).singleElement().asString().contains(why);
        assertThat(channel.isOpen()).isFalse();
        assertThat(client).isNull();
        assertThat(got()).isEmpty();
    }

    @Test
    void aHeaderThatIsTooLongIsNotWaitedFor() {
        comes(S + "2111ffff");
        for (int i = 0; i < 9 && channel.isOpen(); i++) {
            comes("00".repeat(512));
        }
        assertThat(channel.isOpen()).isFalse();
        assertThat(refused).singleElement().asString().contains("4096");
        assertThat(client).isNull();
    }

    @Test
    void theFirstVersionIsRefused() {
        ByteBuf text =
                Unpooled.copiedBuffer("PROXY TCP4 203.0.113.7 10.0.0.1 50000 4242\r\n", StandardCharsets.US_ASCII);
        assertThat(ProxyGate.beginsHeader(text)).isTrue();
        channel.writeInbound(text);
        assertThat(refused).containsExactly("it is of version 1, not 2");
        assertThat(channel.isOpen()).isFalse();
    }

    @ParameterizedTest
    @CsvSource({OF_IPV4 + ", 203.0.113.7", OF_IPV6 + ", 2001:db8:0:0:0:0:0:7"})
    void whatIsCutOffIsWaitedFor(String header, String named) {
        for (int at = 0; at < header.length(); at += 2) {
            assertThat(client).isNull();
            comes(header.substring(at, at + 2));
        }
        assertThat(client).isEqualTo(InetAddress.ofLiteral(named));
        assertThat(got()).isEmpty();
        comes(FIRST_BYTES);
        assertThat(got()).isEqualTo(FIRST_BYTES);
    }

    @ParameterizedTest
    @CsvSource({
        "16030100aabbccddeeff0011",
        "000000100000000000000000",
        "0d0a0d0b0000000000000000",
        "474554202f20485454502f312e31",
    })
    void whatClientsSendIsNoHeader(String bytes) {
        comes(bytes.substring(0, 6));
        comes(bytes.substring(6));
        assertThat(client).isEqualTo(PROXY);
        assertThat(got()).isEqualTo(bytes);
        assertThat(refused).isEmpty();
    }
}
