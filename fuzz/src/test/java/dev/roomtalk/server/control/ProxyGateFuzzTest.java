package dev.roomtalk.server.control;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import java.net.InetAddress;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.provider.MethodSource;

/** What begins a connection is a header, none, or one that is refused; and it is the same however it is cut. */
class ProxyGateFuzzTest {
    private static final String SIGNATURE = "0d0a0d0a000d0a515549540a";
    private static final int MAX_BYTES = 4096;

    static Stream<byte[]> seeds() {
        return Stream.of(
                        SIGNATURE + "2111000ccb0071070a000001c3501092",
                        SIGNATURE + "2121002420010db800000000000000000000000720010db8000000000000000000000001c3501092",
                        SIGNATURE + "20000000",
                        SIGNATURE + "2131ffff",
                        "50524f5859205443503420",
                        "16030100aabbccddeeff001122")
                .map(HexFormat.of()::parseHex);
    }

    /** What became of a connection. */
    private static final class Seen {
        private @Nullable InetAddress client;
        private int refused;
        private int left;
        private String passedOn = "";

        private static Seen of(byte[] bytes, int part) {
            Seen seen = new Seen();
            EmbeddedChannel channel = new EmbeddedChannel(new ProxyGate(
                    InetAddress.getLoopbackAddress(),
                    Duration.ofSeconds(10),
                    _ -> seen.refused++,
                    client -> seen.client = client,
                    () -> seen.left++));
            for (int at = 0; at < bytes.length && channel.isOpen(); at += part) {
                channel.writeInbound(
                        Unpooled.wrappedBuffer(Arrays.copyOfRange(bytes, at, Math.min(at + part, bytes.length))));
            }
            StringBuilder passedOn = new StringBuilder();
            for (ByteBuf got = channel.readInbound(); got != null; got = channel.readInbound()) {
                passedOn.append(ByteBufUtil.hexDump(got));
                got.release();
            }
            seen.passedOn = passedOn.toString();
            channel.finishAndReleaseAll();
            return seen;
        }
    }

    @MethodSource("seeds")
    @FuzzTest
    void isDecidedByItsOwnBytes(byte[] bytes) {
        Seen whole = Seen.of(bytes, Math.max(1, bytes.length));
        Seen cut = Seen.of(bytes, 1);
        assertThat(whole.left).isEqualTo(1);
        assertThat(whole.refused + (whole.client == null ? 0 : 1)).isLessThanOrEqualTo(1);
        assertThat(HexFormat.of().formatHex(bytes)).endsWith(whole.passedOn);
        if (bytes.length <= MAX_BYTES) {
            assertThat(cut.client).isEqualTo(whole.client);
            assertThat(cut.refused).isEqualTo(whole.refused);
            assertThat(cut.passedOn).isEqualTo(whole.passedOn);
        }
    }
}
