package dev.roomtalk.server.control;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.HexFormat;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

/** What begins a connection is a header, none, or one that is refused; and it is the same however much comes behind. */
class ProxyHeaderFuzzTest {
    private static final String SIGNATURE = "0d0a0d0a000d0a515549540a";

    static Stream<byte[]> seeds() {
        return Stream.of(
                        SIGNATURE + "2111000ccb0071070a000001c3501092",
                        SIGNATURE + "2121002420010db800000000000000000000000720010db8000000000000000000000001c3501092",
                        SIGNATURE + "20000000",
                        SIGNATURE + "2131ffff",
                        "50524f5859205443503420",
                        "16030100")
                .map(HexFormat.of()::parseHex);
    }

    @MethodSource("seeds")
    @FuzzTest
    void isDecidedByItsOwnBytes(byte[] bytes) {
        ByteBuf all = Unpooled.wrappedBuffer(bytes);
        ProxyHeader decided = new ProxyHeader.Incomplete();
        for (int length = 0; length <= bytes.length; length++) {
            ProxyHeader now = ProxyHeader.read(all.slice(0, length));
            if (!(decided instanceof ProxyHeader.Incomplete)) {
                assertThat(now).isEqualTo(decided);
            }
            decided = now;
        }
        assertThat(all.readerIndex()).isZero();
        if (decided instanceof ProxyHeader.Whole whole) {
            assertThat(whole.length()).isBetween(16, Math.min(bytes.length, ProxyHeader.MAX_BYTES));
        }
        if (decided instanceof ProxyHeader.Incomplete) {
            assertThat(bytes.length).isLessThan(ProxyHeader.MAX_BYTES);
        }
    }
}
