package dev.roomtalk.bench.peer;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WireTest {
    private static final String REDIS = "*3\\r\\n$9\\r\\nsubscribe\\r\\n$5\\r\\nroom0\\r\\n:1\\r\\n"
            + "*3\\r\\n$7\\r\\nmessage\\r\\n$5\\r\\nroom0\\r\\n$8\\r\\ntext \\r\\n1\\r\\n:42\\r\\n";
    private static final String IRC = ":s 001 b1 :Welcome\\r\\n:s 372 b1 :motd\\r\\n:s 366 b1 #r0 :End\\r\\n"
            + "PING :cookie\\r\\n:b2!b@h PRIVMSG #r0 :a text: one\\r\\n";

    private static String escaped(String text) {
        return text.replace("\\r", "\r").replace("\\n", "\n");
    }

    private static ByteBuf buffer(String text) {
        return Unpooled.copiedBuffer(text, StandardCharsets.US_ASCII);
    }

    private static String written(Consumer<ByteBuf> what) {
        ByteBuf out = Unpooled.buffer();
        what.accept(out);
        return out.toString(StandardCharsets.US_ASCII);
    }

    /** What a reader finds of a text whose first part arrives before the rest. */
    private static List<String> found(Wire wire, String text, int first) {
        Wire.Reader reader = wire.reader();
        ByteBuf in = Unpooled.buffer();
        List<String> found = new ArrayList<>();
        for (String part : List.of(text.substring(0, first), text.substring(first))) {
            in.writeBytes(buffer(part));
            for (Wire.Found next = reader.next(in); next != Wire.Found.NOTHING; next = reader.next(in)) {
                boolean text1 = next == Wire.Found.MESSAGE || next == Wire.Found.PING;
                found.add(next
                        + (text1 ? " " + in.toString(reader.start, reader.length, StandardCharsets.US_ASCII) : ""));
            }
        }
        return found;
    }

    @Test
    void redisIsReadWhereverItIsCut() {
        String text = escaped(REDIS);
        for (int cut = 0; cut < text.length(); cut++) {
            assertThat(found(new RedisWire(), text, cut))
                    .as("cut at %d", cut)
                    .containsExactly("ENTERED", "MESSAGE text \r\n1", "ANSWER");
        }
    }

    @Test
    void ircIsReadWhereverItIsCut() {
        String text = escaped(IRC);
        for (int cut = 0; cut < text.length(); cut++) {
            assertThat(found(new IrcWire(), text, cut))
                    .as("cut at %d", cut)
                    .containsExactly("WELCOME", "OTHER", "ENTERED", "PING PONG :cookie\r\n", "MESSAGE a text: one");
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"-ERR no\\r\\n | REDIS", "ERROR :Closing link\\r\\n | IRC"})
    void aRefusalIsAFailure(String text, String of) {
        Wire wire = of.equals("IRC") ? new IrcWire() : new RedisWire();
        assertThat(wire.reader().next(buffer(escaped(text)))).isEqualTo(Wire.Found.FAILURE);
    }

    @Test
    void whatIsSentIsWhatTheProtocolsSay() {
        byte[] text = "0123456789".getBytes(StandardCharsets.US_ASCII);
        Wire redis = new RedisWire();
        assertThat(written(out -> redis.begin(out, 3))).isEmpty();
        assertThat(written(out -> redis.enter(out, 7))).isEqualTo("*2\r\n$9\r\nSUBSCRIBE\r\n$5\r\nroom7\r\n");
        assertThat(written(out -> redis.publish(out, 7, text, 4)))
                .isEqualTo("*3\r\n$7\r\nPUBLISH\r\n$5\r\nroom7\r\n$4\r\n0123\r\n");
        Wire irc = new IrcWire();
        assertThat(written(out -> irc.begin(out, 3))).isEqualTo("NICK b3\r\nUSER b 0 * :b\r\n");
        assertThat(written(out -> irc.enter(out, 7))).isEqualTo("JOIN #r7\r\n");
        assertThat(written(out -> irc.publish(out, 7, text, 4))).isEqualTo("PRIVMSG #r7 :0123\r\n");
    }
}
