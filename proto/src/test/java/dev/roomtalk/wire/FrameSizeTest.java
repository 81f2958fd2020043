package dev.roomtalk.wire;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.roomtalk.proto.Ack;
import dev.roomtalk.proto.Author;
import dev.roomtalk.proto.Challenge;
import dev.roomtalk.proto.Deliver;
import dev.roomtalk.proto.Elsewhere;
import dev.roomtalk.proto.Frame;
import dev.roomtalk.proto.Ping;
import dev.roomtalk.proto.Publish;
import java.util.Collections;
import java.util.function.IntFunction;
import java.util.function.ToIntFunction;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What a frame costs beside its text, and the tables of PROTOCOL.md that say so. */
class FrameSizeTest {
    private static final int TEXT = 100;

    /** The numbers in a room: small ones are short on the wire. */
    private enum Size {
        YOUNG(1, 1, 100, 100),
        BUSY(100, 100, 20_000, 300),
        LARGE(300, 300, 3_000_000, 20_000);

        final int room;
        final int author;
        final long sequence;
        final long n;

        Size(int room, int author, long sequence, long n) {
            this.room = room;
            this.author = author;
            this.sequence = sequence;
            this.n = n;
        }

        Frame publish(int text) {
            return Frame.newBuilder()
                    .setPublish(Publish.newBuilder()
                            .setRoom(room)
                            .setN(n)
                            .setAboveBase(room > 1 ? 20 : 0)
                            .setText(ByteString.copyFromUtf8("x".repeat(text))))
                    .build();
        }

        Frame deliver(int text) {
            return Frame.newBuilder()
                    .setDeliver(Deliver.newBuilder()
                            .setRoom(room)
                            .setAuthor(author)
                            .setSequence(sequence)
                            .setN(n)
                            .setText("x".repeat(text)))
                    .build();
        }

        Frame introduction(int text) {
            Author alice = Author.newBuilder()
                    .setNumber(author)
                    .setUserId(1)
                    .setName("alice")
                    .setInstance(1)
                    .build();
            return Frame.newBuilder()
                    .setDeliver(deliver(text).getDeliver().toBuilder().setAuthorInfo(alice))
                    .build();
        }

        Frame ack() {
            return Frame.newBuilder()
                    .setAck(Ack.newBuilder()
                            .setRoom(room)
                            .setN(n)
                            .setSequence(sequence)
                            .setStored(true))
                    .build();
        }

        Frame elsewhere() {
            return Frame.newBuilder()
                    .setElsewhere(Elsewhere.newBuilder().setRoom(room).setSequence(sequence))
                    .build();
        }

        Frame ping() {
            return Frame.newBuilder().setPing(Ping.newBuilder().setId((int) n)).build();
        }
    }

    @Test
    void theDocumentSaysWhatEachFrameCosts() {
        assertRow("`Publish` of 100 bytes", s -> s.publish(TEXT).getSerializedSize() - TEXT);
        assertRow("`Deliver` of 100 bytes", s -> s.deliver(TEXT).getSerializedSize() - TEXT);
        assertRow(
                "`Deliver` of 100 bytes, the first of `alice`",
                s -> s.introduction(TEXT).getSerializedSize() - TEXT);
        assertRow("`Ack`, stored", s -> s.ack().getSerializedSize());
        assertRow("`Elsewhere`", s -> s.elsewhere().getSerializedSize());
        assertRow("`Ping`, `Pong`", s -> s.ping().getSerializedSize());
        assertRow(
                "`Challenge`, `Response`",
                s -> Frame.newBuilder()
                        .setChallenge(Challenge.newBuilder().setData(1))
                        .build()
                        .getSerializedSize());
    }

    @Test
    void theDocumentSaysHowManyMessagesOneDatagramHolds() {
        assertRow(
                "`Deliver` of 100 bytes: as many in one datagram",
                s -> Protocol.MAX_PLAINTEXT / s.deliver(TEXT).getSerializedSize());
        assertRow("the longest text of a `Publish` that fits", s -> longest(s::publish));
        assertRow("the longest text of a `Deliver` that fits", s -> longest(s::deliver));
    }

    @Test
    void tenMessagesOfAHundredBytesShareADatagramInABusyRoom() {
        byte[] plaintext = Frames.plaintext(Collections.nCopies(10, Size.BUSY.deliver(TEXT)));
        assertThat(plaintext).hasSizeLessThanOrEqualTo(Protocol.MAX_PLAINTEXT);
    }

    @Test
    void theLongestTextTravelsInOneControlMessage() {
        assertThat(Size.LARGE.introduction(Protocol.MAX_TEXT).getSerializedSize())
                .isLessThan(Protocol.MAX_CONTROL)
                .isGreaterThan(Protocol.MAX_PLAINTEXT);
    }

    private static int longest(IntFunction<Frame> frame) {
        int text = 0;
        while (frame.apply(text + 1).getSerializedSize() <= Protocol.MAX_PLAINTEXT) {
            text++;
        }
        return text;
    }

    private static void assertRow(String what, ToIntFunction<Size> bytes) {
        String begin = "| " + what + " | ";
        String row = ProtocolDocumentTest.document()
                .lines()
                .filter(line -> line.startsWith(begin))
                .findFirst()
                .orElseThrow(() -> new AssertionError("PROTOCOL.md has no row " + begin));
        assertThat(row)
                .isEqualTo(begin
                        + Stream.of(Size.values())
                                .map(size -> bytes.applyAsInt(size) + " |")
                                .collect(Collectors.joining(" ")));
    }
}
